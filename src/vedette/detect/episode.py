"""Firings to episodes: from the first instant a pattern fires for a client until it stops.

In: rows that fired (or were held back), in any order and in any batches. Out: one row per
episode with its first, last and strongest instant. Folding is associative, so the outcome
does not depend on the batches; memory is one row per episode and bounded.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import polars as pl

from vedette.model.call import MINUTE

PAUSE: Final = 10 * MINUTE
"""An episode ends when nothing fired for this long, or for the window if that is longer."""

FOLD_AT: Final = 100_000
"""Rows that may wait before they are folded."""

MOST: Final = 200_000
"""Episodes kept per grain; beyond it the weakest go, and the judge says so."""

_BEST: Final = ("rank", "strength", "at", "window", "level")
_SPAN: Final = ("start", "first", "end", "until")


def as_episodes(rows: pl.DataFrame, window: int) -> pl.DataFrame:
    """Each row as an episode of one instant.

    Args:
        rows: fired rows with `at`, `rank`, `strength` and `level`.
        window: their window, µs.
    """
    at = pl.col("at")
    return rows.with_columns(
        pl.lit(window, pl.Int64).alias("window"),
        (at - window).alias("start"),
        at.alias("first"),
        at.alias("end"),
        (at + max(window, PAUSE)).alias("until"),
    )


def fold(episodes: pl.DataFrame, keys: Sequence[str], *, ever: bool = False) -> pl.DataFrame:
    """Episodes of the same keys that touch, as one.

    Args:
        episodes: rows of `as_episodes` and of earlier folds.
        keys: the columns that say whose episode of what it is.
        ever: make one episode of everything with the same keys.
    """
    ordered = episodes.sort(*keys, "first", "start", descending=[*[False] * (len(keys) + 1), True])
    latest = pl.col("until").cum_max().shift(1).over(keys)
    begins = latest.is_null() if ever else (pl.col("first") > latest).fill_null(value=True)
    numbered = ordered.with_columns(begins.cum_sum().alias("episode"))
    spans = numbered.group_by("episode").agg(
        pl.col("start").first(),
        pl.col("first").min(),
        pl.col("end").max(),
        pl.col("until").max(),
        pl.col("most_calls").max(),
        pl.col("shared").any(),
    )
    best = (
        numbered.sort(*_BEST, descending=[True, True, False, False, True])
        .unique("episode", keep="first", maintain_order=True)
        .drop(*_SPAN, "most_calls", "shared")
    )
    return best.join(spans, on="episode").drop("episode")


@dataclass(slots=True)
class Episodes:
    """The episodes of one grain, growing as rows come."""

    keys: tuple[str, ...]
    ever: bool = False
    dropped: int = 0
    _kept: pl.DataFrame | None = None
    _waiting: list[pl.DataFrame] = field(default_factory=list[pl.DataFrame])

    def add(self, rows: pl.DataFrame) -> None:
        """Take rows of `as_episodes`; they are folded once enough wait."""
        if rows.height == 0:
            return
        self._waiting.append(rows)
        if sum(frame.height for frame in self._waiting) >= FOLD_AT:
            self.frame()

    def frame(self) -> pl.DataFrame | None:
        """All episodes so far, or nothing."""
        if self._waiting:
            parts = [*([self._kept] if self._kept is not None else []), *self._waiting]
            self._waiting = []
            self._kept = self._bounded(
                fold(pl.concat(parts, how="diagonal_relaxed"), self.keys, ever=self.ever)
            )
        return self._kept

    def _bounded(self, folded: pl.DataFrame) -> pl.DataFrame:
        if folded.height <= MOST:
            return folded
        self.dropped += folded.height - MOST
        order = ["rank", "strength", "first", *self.keys]
        return folded.sort(order, descending=[True, True, *[False] * (len(order) - 2)]).head(MOST)
