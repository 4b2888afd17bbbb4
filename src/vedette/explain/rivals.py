"""How much the next busiest client did of the same thing, in the same time and place.

Comes in: groups and what leads each. Goes out: for each group the largest number of calls
of that kind that one client made who is not accused of anything, or None where the kind
is "any call" (peers tell more there). It never names that client.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from vedette.explain.facts import lead
from vedette.explain.gather import Gathered
from vedette.explain.group import Group
from vedette.model.good import Good, counted
from vedette.model.history import History


def rivals(
    groups: Sequence[Group], calls: Gathered, good: Good, history: History
) -> list[int | None]:
    """The number for each group, in the same order."""
    counts = [calls.kinds.counts(lead(one).pattern) for one in groups]
    names = sorted({name for each in counts for name in each})
    if not names:
        return [None] * len(groups)
    edges = sorted({edge for one in groups for edge in (one.start, one.end)})
    seen = _others(names, edges, calls, good, history)
    return [
        _most(one, each, edges, seen) if each else None
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


def _most(one: Group, names: Sequence[str], edges: Sequence[int], seen: pl.DataFrame) -> int:
    low, high = edges.index(one.start) + 1, edges.index(one.end)
    here = pl.col("stretch").is_between(low, high)
    if one.proxies:
        here &= pl.col("proxy").is_in(list(one.proxies))
    most = (
        seen.lazy()
        .filter(here)
        .group_by("client")
        .agg(pl.max_horizontal(pl.col(name).sum() for name in names).alias("most"))
        .select(pl.col("most").max())
        .collect()
        .item()
    )
    return int(most or 0)
