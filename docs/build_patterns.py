"""The pages of patterns.

Comes in: the shipped pattern files and the measures. Goes out: Markdown, one page per pattern
and a list of all. It never judges anything: what a pattern says is written in other words.
"""  # noqa: INP001 - a folder of pages, not a package

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from typing import Final, cast

from docs.build_measures import link
from docs.build_traffic import row
from docs.build_words import FAMILIES, GRAINS, KINDS, PEERS, bound, guard

from vedette.detect.form import ExampleTable, PatternFile, WhenTable
from vedette.detect.load import SHIPPED
from vedette.features.measures.catalog import MEASURES
from vedette.model.finding import SEVERITIES
from vedette.report.words import number, quantity

_MADE: Final = "<!-- made by `make fix` from src/vedette/detect/patterns; do not edit -->\n"
_WINDOWS: Final = {
    "1m": "1 minute",
    "5m": "5 minutes",
    "10m": "10 minutes",
    "1h": "1 hour",
    "24h": "24 hours",
}
_NEVER: Final = "It strengthens other findings and never makes an incident by itself."


def shipped() -> tuple[PatternFile, ...]:
    """The pattern files as written, by number."""
    files = sorted(SHIPPED.glob("*.toml"))
    forms = [PatternFile.model_validate(tomllib.loads(file.read_text("utf-8"))) for file in files]
    return tuple(sorted(forms, key=lambda form: (form.number, form.id)))


def pages() -> dict[str, str]:
    """File name -> page, the list among them."""
    forms = shipped()
    return {"README.md": _list(forms)} | {f"{form.id}.md": page(form) for form in forms}


def _list(forms: tuple[PatternFile, ...]) -> str:
    rows = "".join(
        f"| {form.number} | [{form.title}]({form.id}.md) | {form.family} | {_grains(form)} "
        f"| {_severities(form)} | {_suggestion(form)} |\n"
        for form in forms
    )
    return f"""\
# Patterns

{_MADE}
A pattern says what counts as bad behaviour. These {len(forms)} come with Vedette. A pattern fires
for a client when all conditions of one of its levels hold over that level's window. Guards may
hold it back. The words are explained in [concepts](../concepts.md), the measures in
[measures](../measures.md).

```console
$ vedette patterns
$ vedette patterns credential_stuffing
$ vedette test credential_stuffing
```

| No. | Pattern | Family | Who | Severities | Suggests |
|---|---|---|---|---|---|
{rows}
Confidence is 0.6 where a level's precision has not been measured, and less where it is doubtful.
Nothing with a confidence under 0.95 may block alone. Two findings of different families count
together: of 0.6 and 0.6 come 0.84.

Another bound for one API stands in `vedette.yaml`; see [configuration](../configuration.md):

```yaml
thresholds: {{credential_stuffing: {{accounts: {{login_fails: 40}}}}}}
```
"""


def page(form: PatternFile) -> str:
    """The page of one pattern."""
    parts = [
        f"# {form.title}\n\n{_MADE}\n`{form.id}`, version {form.version}. {FAMILIES[form.family]}",
        " ".join(form.means.split()) + ("" if form.alone else f" {_NEVER}"),
        KINDS[form.kind],
        "## Who\n\n" + _bullets(f"`{name}`: {GRAINS[name]}" for name in form.per),
        _levels(form),
        "## Peers\n\n" + PEERS[form.peers] + _floor(form),
        "## Guards\n\n" + _bullets(_guards(form)),
        "## What it suggests\n\n" + _suggests(form),
        "## Examples\n\nThe pattern file carries them; `vedette test " + form.id + "` runs them.",
        "These fire it:\n\n" + _bullets(_example(one) for one in form.fires),
        "These leave it quiet:\n\n" + _bullets(_example(one) for one in form.quiet),
        "## Mapping\n\n" + _mapping(form),
        "## Where its numbers come from\n\n" + (form.calibrated or "Not stated."),
        "[All patterns](README.md)",
    ]
    return "\n\n".join(part.strip() for part in parts if part) + "\n"


def _bullets(lines: Iterable[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)


def _grains(form: PatternFile) -> str:
    return ", ".join(f"`{name}`" for name in form.per)


def _severities(form: PatternFile) -> str:
    met = {level.severity for level in form.when}
    return " ".join(name for name in SEVERITIES if name in met)


def _suggestion(form: PatternFile) -> str:
    return f"{form.suggests} to {form.rate}" if form.rate else form.suggests


def _levels(form: PatternFile) -> str:
    rows = "".join(
        f"| {place} | {_WINDOWS[level.window]} | {'<br>'.join(_bounds(level))} "
        f"| {level.severity} | {number(level.confidence)} |\n"
        for place, level in enumerate(form.when, 1)
    )
    said = [
        f"- Level {place}: {level.calibrated}"
        for place, level in enumerate(form.when, 1)
        if level.calibrated
    ]
    text = f"""## Levels

It fires when every condition of one level holds.

| Level | Within | Conditions | Severity | Confidence |
|---|---|---|---|---|
{rows}
"""
    return text + "\n".join(said)


def _bounds(level: WhenTable) -> Iterator[str]:
    for sign, table in (("≥", level.at_least), ("≤", level.at_most), ("=", level.equals)):
        for name, value in table.items():
            yield bound(name, sign, value, link(name.partition(".")[0], "../"))


def _floor(form: PatternFile) -> str:
    floor = cast("dict[str, float]", form.needs.get("floor", {}))
    said = "".join(
        f" The peers' reference of {link(name, '../')} is taken as at least "
        f"{quantity(value, MEASURES[name].unit)}."
        for name, value in floor.items()
    )
    required = cast("list[str]", form.needs.get("required", []))
    if required:
        said += f" At {', '.join(f'`{name}`' for name in required)} peers are required."
    return said


def _guards(form: PatternFile) -> Iterator[str]:
    for name in form.guards:
        yield f"{name}. {guard(name, form.needs)}"


def _suggests(form: PatternFile) -> str:
    said = {"flag": "Flag", "throttle": "Throttle", "block": "Block"}[form.suggests]
    rate = f" to {form.rate}" if form.rate else ""
    mild = ""
    if form.suggests == "block":
        mild = (
            " A block is proposed only for findings of two families or with a confidence of at "
            "least 0.95, and only if it hits no good client; otherwise a throttle."
        )
    return f"{said}{rate}, at the narrowest scope that covers the attack.{mild}"


def _example(example: ExampleTable) -> str:
    """Its name, and its traffic as a list below it."""
    traffic = "".join(f"\n  - {row(one)}" for one in example.traffic)
    beside = example.expects.get("with")
    aside = f" (beside {', '.join(map(str, beside))})" if isinstance(beside, list) else ""
    told = {key: value for key, value in example.expects.items() if key != "with"}
    wish = f" Expected: {', '.join(_wish(key, value) for key, value in told.items())}."
    return f"{example.name[:1].upper()}{example.name[1:]}{aside}.{wish if told else ''}{traffic}"


def _wish(key: str, value: object) -> str:
    if isinstance(value, bool):
        return {"broken": "broken client", "shared": "shared"}[key] if value else f"not {key}"
    return f"{key} {value}"


def _mapping(form: PatternFile) -> str:
    rows = (
        ("OWASP API Security Top 10 (2023)", ", ".join(form.owasp)),
        ("OWASP Automated Threats", ", ".join(form.oat)),
        ("Apigee", form.apigee or ""),
    )
    return "| List | Entry |\n|---|---|\n" + "".join(
        f"| {name} | {entry or 'none'} |\n" for name, entry in rows
    )
