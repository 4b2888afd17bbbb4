"""How much the next busiest client did of the same thing, in the same time and place.

Comes in: groups and what leads each. Goes out: for each group the largest number of calls
of that kind that one client made who is not accused of anything (of the rarest kind where
there are several), or None where it is "any call": peers tell more there. It never names
that client.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from vedette.explain.facts import lead
from vedette.explain.gather import Gathered
from vedette.explain.group import Group
from vedette.model.good import Good, counted
from vedette.model.history import History


def rivals(
    groups: Sequence[Group], calls: Gathered, good: Good, history: History
) -> list[int | None]:
    """The number for each group, in the same order."""
    counts = [calls.kinds.counts(lead(one)) for one in groups]
    names = sorted({name for each in counts for name in each})
    if not names:
        return [None] * len(groups)
    edges = sorted({edge for one in groups for edge in (one.start, one.end)})
    others = _Others.of(names, _others(names, edges, calls, good, history))
    return [
        _most(one, each, edges, others) if each else None
        for one, each in zip(groups, counts, strict=True)
    ]


def _others(
    names: Sequence[str], edges: Sequence[int], calls: Gathered, good: Good, history: History
) -> pl.DataFrame:
    """Calls of each kind per proxy, stretch between two edges, and client not accused."""
    flags = [calls.kinds.where(name).alias(name) for name in names]
    accused = calls.frame["client"].unique().cast(pl.String)
    return (
        history.scan()
        .filter(
            counted()
            & pl.col("time").is_between(edges[0], edges[-1], closed="left")
            & pl.any_horizontal(flags)
        )
        .select(
            "proxy",
            pl.lit(pl.Series(edges)).search_sorted(pl.col("time"), side="right").alias("stretch"),
            good.client().alias("client"),
            *flags,
        )
        .group_by("proxy", "stretch", "client")
        .agg(pl.col(name).sum() for name in names)
        .filter(~pl.col("client").is_in(accused.implode()))
        .collect(engine="streaming")
    )


@dataclass(frozen=True)
class _Others:
    """`_others` as arrays, in order of stretch, so that a window is a slice."""

    stretch: NDArray[Any]
    client: NDArray[Any]
    proxy: NDArray[Any]
    counts: dict[str, NDArray[Any]]

    @classmethod
    def of(cls, names: Sequence[str], seen: pl.DataFrame) -> _Others:
        """The arrays of a frame; clients as dense numbers."""
        frame = seen.sort("stretch").with_columns(pl.col("client").rank("dense"))
        counts = {name: frame[name].to_numpy().astype(np.float64) for name in names}
        stretch, client = frame["stretch"].to_numpy(), frame["client"].to_numpy()
        return cls(stretch, client.astype(np.int64), frame["proxy"].to_numpy(), counts)


def _most(one: Group, names: Sequence[str], edges: Sequence[int], others: _Others) -> int:
    first, last = bisect_left(edges, one.start) + 1, bisect_left(edges, one.end)
    low = np.searchsorted(others.stretch, first, "left")
    high = np.searchsorted(others.stretch, last, "right")
    here = np.arange(low, high)
    if one.proxies:
        here = here[np.isin(others.proxy[here], list(one.proxies))]
    if not len(here):
        return 0
    most = [np.bincount(others.client[here], others.counts[name][here]).max() for name in names]
    return int(min(most))
