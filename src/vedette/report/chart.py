"""Charts as inline SVG, drawn here and never in the browser.

Comes in: counts over time. Goes out: shapes in a stretchable box of 100 units in height,
with the words for axes, legend, and the same numbers as rows of a table. Words stand
beside the shapes, not in them, so they stay readable at every width.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from vedette.report.spark import pooled
from vedette.report.words import duration, moment, number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vedette.model.incident import Timeline

HEIGHT: Final = 100
_MOST_BARS: Final = 240
_MOST_ROWS: Final = 48
_LEAST: Final = 3.0
"""Units of height that a single call still gets, so that it can be seen."""


@dataclass(frozen=True, slots=True)
class Panel:
    """One series: its name, class, bars as an SVG path, and its highest step in words."""

    name: str
    kind: str
    path: str
    top: str
    summary: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Two panels over one time axis; `ticks` are the words at its start, middle and end."""

    width: int
    step: str
    panels: tuple[Panel, Panel]
    ticks: tuple[str, str, str]
    rows: tuple[tuple[str, str, str], ...]


def timeline(data: Timeline) -> Chart:
    """The chart of an incident against all other calls of its APIs."""
    length = max(len(data.bad), len(data.others), 1)
    group = -(-length // _MOST_BARS)
    width = -(-length // group)
    step = duration(data.step * group)
    end = data.start + data.step * length
    middle = (data.start + end) // 2
    return Chart(
        width,
        step,
        (
            _panel("This incident", "bad", data.bad, width, step),
            _panel("All other calls of its APIs", "others", data.others, width, step),
        ),
        (moment(data.start)[:16], _later(middle, data.start), _later(end, data.start)),
        tuple(_rows(data, length)),
    )


def lane(start: int, end: int, first: int, last: int) -> tuple[float, float]:
    """Where an incident lies within the whole time: its left end and width, 0 to 100.

    Never so narrow that it cannot be seen, never beyond the edge.
    """
    whole = max(end - start, 1)
    left = min(max((first - start) / whole * 100, 0.0), 98.5)
    wide = min(max((last - first) / whole * 100, 1.5), 100 - left)
    return round(left, 2), round(wide, 2)


def _panel(name: str, kind: str, values: Sequence[int], width: int, step: str) -> Panel:
    pools = pooled(values, width)
    top = max(pools, default=0)
    bars = "".join(_bar(at, value, top) for at, value in enumerate(pools) if value)
    total = number(sum(values))
    summary = f"{name}: {total} calls, at most {number(top)} per {step}"
    return Panel(name, kind, bars, number(top), summary)


def _bar(at: int, value: int, top: int) -> str:
    high = round(max(value / top * HEIGHT, _LEAST), 1)
    return f"M{at} {HEIGHT}v-{high:g}h1v{high:g}z"


def _rows(data: Timeline, length: int) -> list[tuple[str, str, str]]:
    group = -(-length // _MOST_ROWS)
    bad, others = (pooled(values, _MOST_ROWS) for values in (data.bad, data.others))
    count = max(len(bad), len(others))
    return [
        (
            moment(data.start + at * data.step * group),
            number(bad[at] if at < len(bad) else 0),
            number(others[at] if at < len(others) else 0),
        )
        for at in range(count)
    ]


def _later(time: int, start: int) -> str:
    same_day = moment(time)[:10] == moment(start)[:10]
    return moment(time)[11:16] if same_day else moment(time)[:16]
