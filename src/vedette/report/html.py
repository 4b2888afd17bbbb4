"""The report as one HTML page that needs nothing but itself.

Comes in: an `Analysis`. Goes out: a page without scripts and without any outside resource;
its policy forbids both. Every text that is put into it is made visible and escaped, by
construction: nothing in the template can forget to.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from vedette import __version__
from vedette.model.visible import visible
from vedette.report import chart, view, words
from vedette.report.yaml import rule_text

if TYPE_CHECKING:
    from vedette.model.analysis import Analysis
    from vedette.model.finding import Finding, HeldBack, SampleCall
    from vedette.model.incident import Incident

_OPEN: Final = 5
"""Incidents that stand open when the page is opened."""

_OPERATIONS: Final = 500
_HELD: Final = 300
_CLIENTS: Final = 200
_LONGEST: Final = 2_000

_CALL: Final = (
    ("Method", "http.request.method"),
    ("Path", "url.path"),
    ("Status", "http.response.status_code"),
    ("Client", "client.address"),
    ("User agent", "user_agent.original"),
)
"""The columns of the table of sample calls; all other fields follow in one column."""


@dataclass(frozen=True, slots=True)
class Shown:
    """An incident, laid out."""

    number: int
    incident: Incident
    opened: bool
    who: str
    members: tuple[str, ...]
    left_out: int
    where: str
    when: str
    lane: tuple[float, float]
    why: tuple[view.Why, ...]
    more: str
    chart: chart.Chart | None
    rule: Markup | None
    calls: tuple[tuple[str, tuple[str, ...], str], ...]


def page(analysis: Analysis, again: str = "vedette analyse LOG") -> str:
    """The whole page. `again` is the command that made it."""
    environment = _environment()
    css, whole = _css(), _whole(analysis)
    digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    operations = sorted(analysis.operations, key=lambda one: (-one.calls, one.operation))
    return environment.get_template("report.html.j2").render(
        analysis=analysis,
        read=analysis.input,
        rejected=sum(analysis.input.rejected.values()),
        headline=view.headline(analysis),
        read_words=view.read_words(analysis),
        whole=whole,
        incidents=_incidents(analysis, whole),
        held=[_held(one) for one in analysis.held_back[:_HELD]],
        held_left=max(len(analysis.held_back) - _HELD, 0),
        operations=operations[:_OPERATIONS],
        operations_left=max(len(operations) - _OPERATIONS, 0),
        factors=sorted({key for one in analysis.tuning for key in one.incidents}, key=float),
        call_columns=[name for name, _ in _CALL],
        css=Markup(css),  # noqa: S704 - our own file, named by its hash in the policy
        policy=f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; "
        "form-action 'none'",
        again=again,
        version=__version__,
    )


@cache
def _css() -> str:
    return (resources.files("vedette.report") / "templates" / "report.css").read_text("utf-8")


@cache
def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("vedette.report", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_shown,
    )
    filters: dict[str, Any] = {
        "count": words.count,
        "measure": words.measure,
        "moment": words.moment,
        "number": words.number,
        "share": words.share,
        "duration": words.duration,
        "words": _spaced,
        "row": view.row,
        "hit": view.hit_words,
    }
    names: dict[str, Any] = {"span": words.span, "unknown": words.UNKNOWN}
    made.filters.update(filters)
    made.globals.update(names)
    return made


def _spaced(text: str) -> str:
    return text.replace("_", " ")


def _shown(value: Any) -> Any:
    """What every expression of the template goes through before it is escaped."""
    if isinstance(value, str) and not isinstance(value, Markup):
        return visible(value, _LONGEST)
    return value


def _whole(analysis: Analysis) -> tuple[int, int]:
    """From the first to the last thing there is to show, µs UTC."""
    read, every = analysis.input, analysis.incidents
    times = [time for one in every for time in (one.first_seen, one.last_seen)]
    times += [time for time in (read.first, read.last) if time is not None]
    return min(times, default=0), max(times, default=0)


def _incidents(analysis: Analysis, whole: tuple[int, int]) -> list[Shown]:
    findings = {finding.id: finding for finding in analysis.findings}
    return [
        _incident(place, one, findings, whole) for place, one in enumerate(analysis.incidents, 1)
    ]


def _incident(
    place: int, incident: Incident, findings: dict[str, Finding], whole: tuple[int, int]
) -> Shown:
    proposal, why = incident.proposal, view.why(incident, findings)
    where = view.places(incident.proxies) or "the whole gateway"
    operations = view.places(incident.operations)
    members = incident.clients[:_CLIENTS]
    lasted = words.duration(incident.last_seen - incident.first_seen)
    return Shown(
        number=place,
        incident=incident,
        opened=place <= _OPEN,
        who=view.clients_words(incident.clients),
        members=tuple(view.client_words(one, whole=True) for one in members),
        left_out=len(incident.clients) - len(members),
        where=f"{where}: {operations}" if operations else where,
        when=f"{words.span(incident.first_seen, incident.last_seen)} ({lasted})",
        lane=chart.lane(*whole, incident.first_seen, incident.last_seen),
        why=tuple(why),
        more=view.places([group.pattern.replace("_", " ") for group in why[2:]], most=6),
        chart=chart.timeline(incident.timeline) if incident.timeline else None,
        rule=escape(rule_text(proposal.rule)) if proposal else None,
        calls=tuple(_call(one) for one in incident.sample_calls),
    )


def _call(call: SampleCall) -> tuple[str, tuple[str, ...], str]:
    known = {name for _, name in _CALL}
    cells = tuple(_cell(call.fields.get(name)) for _, name in _CALL)
    rest = (
        f"{name.removeprefix('vedette.')} {_cell(value)}"
        for name, value in sorted(call.fields.items())
        if name not in known and value is not None
    )
    return words.moment(call.time), cells, ", ".join(rest)


def _cell(value: str | float | bool | None) -> str:
    return words.UNKNOWN if value is None else visible(str(value), 300)


def _held(held: HeldBack) -> tuple[HeldBack, str, tuple[view.Row, ...]]:
    return held, view.clients_words(held.clients), tuple(view.row(one) for one in held.evidence)
