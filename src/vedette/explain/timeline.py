"""Calls over time: the incident's own against the rest of its proxies.

Comes in: groups and the history. Goes out: a `Timeline` of at most 120 steps for each,
from one count of all calls in cells of ten seconds. It never counts a call twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from vedette.explain.gather import Gathered
from vedette.explain.group import Group
from vedette.model.call import DAY, HOUR, MINUTE, SECOND
from vedette.model.good import counted
from vedette.model.history import History
from vedette.model.incident import Timeline

CELL: Final = 10 * SECOND
MOST: Final = 120
STEPS: Final = (
    CELL, 30 * SECOND, MINUTE, 2 * MINUTE, 5 * MINUTE, 10 * MINUTE, 15 * MINUTE, 30 * MINUTE,
    HOUR, 2 * HOUR, 4 * HOUR, 8 * HOUR, DAY,
)  # fmt: skip
AROUND: Final = 0.25
"""Share of the incident's length shown before and after it."""


@dataclass(frozen=True)
class Cells:
    """Counted calls per proxy and cell, in order of cells."""

    cell: NDArray[Any]
    proxy: NDArray[Any]
    calls: NDArray[Any]


def cells(history: History) -> Cells:
    """All calls of the history, counted once."""
    frame = (
        history.scan()
        .filter(counted())
        .group_by("proxy", (pl.col("time") // CELL).alias("cell"))
        .agg(pl.len().cast(pl.Int64).alias("calls"))
        .sort("cell", "proxy")
        .collect(engine="streaming")
    )
    return Cells(*(frame[name].to_numpy() for name in ("cell", "proxy", "calls")))


def timeline(
    one: Group, calls: Gathered, all_calls: Cells, proxies: Sequence[str], history: History
) -> Timeline:
    """The group's calls and those of everyone else on its proxies."""
    times = calls.times[one.rows]
    start, end = (int(times[0]), int(times[-1])) if len(times) else (one.start, one.end)
    around = max(int((end - start) * AROUND), 6 * CELL)
    low = max(start - around, history.first or 0)
    high = min(end + around, history.last or end)
    step = _step(low, high)
    low = low // step * step
    size = (high - low) // step + 1
    bad = _counts((times - low) // step, np.ones(len(times), dtype=np.int64), size)
    first = int(np.searchsorted(all_calls.cell, low // CELL))
    last = int(np.searchsorted(all_calls.cell, high // CELL + 1))
    here = np.arange(first, last)
    here = here[np.isin(all_calls.proxy[here], list(proxies))]
    where = (all_calls.cell[here] * CELL - low) // step
    everyone = _counts(where, all_calls.calls[here], size)
    others = np.maximum(everyone - bad, 0)
    return Timeline(low, step, tuple(bad.tolist()), tuple(others.tolist()))


def _step(low: int, high: int) -> int:
    """The finest step that keeps within `MOST`, with one step to spare for the alignment."""
    longest = ((high - low) // (MOST - 2) // DAY + 1) * DAY
    return next((step for step in STEPS if (high - low) // step + 2 <= MOST), longest)


def _counts(where: NDArray[Any], calls: NDArray[np.int64], size: int) -> NDArray[np.int64]:
    found = np.zeros(size, dtype=np.int64)
    inside = (where >= 0) & (where < size)
    np.add.at(found, where[inside], calls[inside])
    return found
