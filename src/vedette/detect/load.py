"""Pattern files to patterns, or every fault of every file at once.

In: a folder of TOML files and the declared measures. Out: patterns, ready for the engine and
the judge. It never changes a file and never knows which measures there are.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, cast

from pydantic import ValidationError

from vedette.detect.form import WINDOWS, ExampleTable, PatternFile
from vedette.detect.guards import OPTIONS, reads_of
from vedette.detect.kinds.catalog import KINDS
from vedette.detect.places import Path as Place
from vedette.detect.places import line_of, lines_of
from vedette.detect.reach import Bounds, Complaint, conditions
from vedette.model.client import GRAINS
from vedette.model.measure import Measure
from vedette.model.pattern import Condition, Example, Pattern, When

SHIPPED: Final = Path(__file__).parent / "patterns"
"""The folder of the patterns that come with Vedette."""

_AT_LINE: Final = re.compile(r"\s*\(at line (\d+), column \d+\)|\s*\(at end of document\)")


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing wrong with a pattern file."""

    file: str
    line: int
    field: str
    found: str
    expected: str

    def __str__(self) -> str:
        return (
            f"{self.file}:{self.line}: {self.field}: found {self.found}, expected {self.expected}"
        )


class PatternError(ValueError):
    """Pattern files with faults; all of them are in `faults`."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(faults))
        super().__init__("\n".join(str(fault) for fault in self.faults))


def load_patterns(folder: Path, measures: Mapping[str, Measure]) -> tuple[Pattern, ...]:
    """The patterns of a folder (or of one file), by number and id.

    Raises:
        PatternError: if any file has a fault; it lists all faults of all files.
    """
    files = [folder] if folder.is_file() else sorted(folder.glob("*.toml"))
    texts = {str(file): file.read_text("utf-8", errors="replace") for file in files}
    return read_patterns(texts, measures)


def read_patterns(texts: Mapping[str, str], measures: Mapping[str, Measure]) -> tuple[Pattern, ...]:
    """The patterns of several texts, by their file names.

    Raises:
        PatternError: as `load_patterns`.
    """
    made: dict[str, Pattern] = {}
    faults: list[Fault] = []
    for file, text in texts.items():
        answer = _read(file, text, measures)
        if not isinstance(answer, Pattern):
            faults += answer
        elif answer.id in made:
            faults.append(Fault(file, 1, "id", repr(answer.id), "an id no other file has"))
        else:
            made[answer.id] = answer
    if faults:
        raise PatternError(faults)
    return tuple(sorted(made.values(), key=lambda pattern: (pattern.number, pattern.id)))


def _read(file: str, text: str, measures: Mapping[str, Measure]) -> Pattern | list[Fault]:
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return [_broken(file, text, str(error))]
    places = lines_of(text)
    try:
        form = PatternFile.model_validate(table)
    except ValidationError as error:
        return [_misshapen(file, places, cast("dict[str, Any]", item)) for item in error.errors()]
    levels = [
        conditions(Bounds(("when", n), when.at_least, when.at_most, when.equals), measures)
        for n, when in enumerate(form.when)
    ]
    pattern = _pattern(form, [met for met, _ in levels], measures)
    wrong = [complaint for _, complaints in levels for complaint in complaints]
    wrong += _odd(pattern, Path(file).stem, measures)
    faults = [_fault(file, places, complaint) for complaint in wrong]
    return faults or pattern


def _broken(file: str, text: str, message: str) -> Fault:
    at = _AT_LINE.search(message)
    line = int(at[1]) if at and at[1] else text.count("\n") + 1
    return Fault(file, line, "TOML", _AT_LINE.sub("", message), "valid TOML")


def _misshapen(file: str, places: dict[Place, int], error: dict[str, Any]) -> Fault:
    place: Place = tuple(part for part in error["loc"] if part != "[key]")
    missing = error["type"] == "missing"
    found = "nothing" if missing else _short(error["input"])
    expected = "a value" if missing else _expected(error)
    return Fault(file, line_of(places, place), _dotted(place), found, expected)


def _expected(error: dict[str, Any]) -> str:
    if error["type"] == "extra_forbidden":
        return "no such key (see schemas/pattern.schema.json)"
    return str(error["msg"]).removeprefix("Input should be ").removeprefix("Value should ")


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."


def _dotted(place: Place) -> str:
    text = ""
    for part in place:
        text += f"[{part + 1}]" if isinstance(part, int) else f".{part}"
    return text.removeprefix(".")


def _fault(file: str, places: dict[Place, int], complaint: Complaint) -> Fault:
    line = line_of(places, complaint.path)
    return Fault(file, line, _dotted(complaint.path), complaint.found, complaint.expected)


def _pattern(
    form: PatternFile, levels: list[tuple[Condition, ...]], measures: Mapping[str, Measure]
) -> Pattern:
    """The pattern of a well-shaped file; `shows` gains what the guards read."""
    read = [name for name in ("calls", *reads_of(form.guards)) if name in measures]
    return Pattern(
        id=form.id,
        number=form.number,
        version=form.version,
        title=form.title,
        means=" ".join(form.means.split()),
        kind=form.kind,
        family=form.family,
        per=tuple(form.per),
        levels=tuple(
            When(WINDOWS[when.window], when.severity, when.confidence, met)
            for when, met in zip(form.when, levels, strict=True)
        ),
        peers=form.peers,
        alone=form.alone,
        guards=tuple(form.guards),
        suggests=form.suggests,
        rate=form.rate,
        shows=tuple(dict.fromkeys([*form.shows, *read])),
        needs=form.needs,
        owasp=tuple(form.owasp),
        oat=tuple(form.oat),
        apigee=form.apigee,
        examples=(
            *(_example(table, fires=True) for table in form.fires),
            *(_example(table, fires=False) for table in form.quiet),
        ),
    )


def _example(table: ExampleTable, *, fires: bool) -> Example:
    rows = tuple(cast("dict[str, object]", row) for row in table.traffic)
    return Example(table.name, fires, rows, cast("dict[str, object]", table.expects))


def _odd(pattern: Pattern, stem: str, measures: Mapping[str, Measure]) -> Iterator[Complaint]:
    """What only the whole pattern shows to be wrong."""
    if pattern.id != stem:
        yield Complaint(("id",), repr(pattern.id), f"{stem!r}, as the file is named")
    for grain in pattern.per:
        if grain not in GRAINS:
            yield Complaint(("per",), repr(grain), "grains among " + ", ".join(GRAINS))
    for name in pattern.shows:
        if name not in measures:
            yield Complaint(("shows",), repr(name), "measures of the catalogue")
    yield from _peers(pattern)
    kind = KINDS.get(pattern.kind)
    if kind is None:
        yield Complaint(("kind",), repr(pattern.kind), "one of " + ", ".join(KINDS))
        return
    for name in pattern.needs:
        if name not in OPTIONS and name not in kind.needs:
            known = ", ".join(sorted({*OPTIONS, *kind.needs}))
            yield Complaint(("needs", name), repr(name), f"one of {known}")
    for name, allowed in OPTIONS.items():
        if pattern.needs.get(name, allowed[0]) not in allowed:
            found = repr(pattern.needs[name])
            yield Complaint(("needs", name), found, "one of " + ", ".join(allowed))
    yield from (Complaint(("needs",), *fault) for fault in kind.faults(pattern))


def _peers(pattern: Pattern) -> Iterator[Complaint]:
    used = any(c.companion == "vs_peers" for level in pattern.levels for c in level.conditions)
    if used and pattern.peers == "none":
        yield Complaint(("peers",), "'none' with a .vs_peers bound", "'optional' or 'required'")
    if not used and pattern.peers != "none":
        yield Complaint(("peers",), f"{pattern.peers!r} without a .vs_peers bound", "'none'")
