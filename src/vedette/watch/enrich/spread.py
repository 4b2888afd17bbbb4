"""How many distinct members each group has, up to "enough".

Comes in: (group, member) hashes, batch by batch. Goes out: counts, and which groups have
enough. Holds a bounded number of pairs: a group with enough members needs none any more,
and under pressure the smallest groups go first.
"""

from __future__ import annotations

from typing import Final

import polars as pl

PAIRS: Final = pl.Schema({"group": pl.UInt64, "member": pl.UInt64})
_BUFFER: Final = 250_000


class Spread:
    """Distinct members per group; `enough` settles a group, `cap` bounds the pairs held."""

    def __init__(self, enough: int, cap: int = 1_000_000) -> None:
        self._enough = enough
        self._cap = cap
        self._pairs = pl.DataFrame(schema=PAIRS)
        self._buffer: list[pl.DataFrame] = []
        self._buffered = 0
        self._settled = pl.DataFrame(schema={"group": pl.UInt64})
        self.dropped = 0

    def add(self, pairs: pl.DataFrame) -> None:
        """Take the pairs of one batch; `pairs` has the columns of `PAIRS`."""
        if pairs.height == 0:
            return
        fresh = pairs.join(self._settled, on="group", how="anti").unique()
        if fresh.height == 0:
            return
        self._buffer.append(fresh)
        self._buffered += fresh.height
        if self._buffered > _BUFFER or self._settled.height == 0:
            self._merge()

    def pairs(self) -> pl.DataFrame:
        """The pairs of the groups that are not settled."""
        self._merge()
        return self._pairs

    def settled(self) -> pl.Series:
        """The groups with enough members."""
        self._merge()
        return self._settled["group"]

    def counts(self) -> pl.DataFrame:
        """`group`, `members`: distinct members, `enough` for the settled ones."""
        self._merge()
        open_ = self._pairs.group_by("group").agg(pl.len().cast(pl.Int64).alias("members"))
        done = self._settled.with_columns(pl.lit(self._enough, pl.Int64).alias("members"))
        return pl.concat([open_, done])

    def keep(self, groups: pl.Series) -> None:
        """Forget the pairs of every group but these."""
        self._merge()
        self._pairs = self._pairs.join(groups.alias("group").to_frame(), on="group", how="semi")

    def _merge(self) -> None:
        if not self._buffer:
            return
        merged = pl.concat([self._pairs, *self._buffer]).unique()
        self._buffer, self._buffered = [], 0
        sizes = merged.group_by("group").agg(pl.len().alias("size"))
        full = sizes.filter(pl.col("size") >= self._enough).select("group")
        if full.height:
            self._settled = pl.concat([self._settled, full]).unique().head(self._cap)
            merged = merged.join(full, on="group", how="anti")
        if merged.height > self._cap:
            merged = self._shrunk(merged, sizes.join(full, on="group", how="anti"))
        self._pairs = merged

    def _shrunk(self, merged: pl.DataFrame, sizes: pl.DataFrame) -> pl.DataFrame:
        """The largest groups whose pairs fit into half the bound."""
        ranked = sizes.sort("size", "group", descending=[True, False])
        fits = ranked.filter(pl.col("size").cum_sum() <= self._cap // 2)
        self.dropped += sizes.height - fits.height
        return merged.join(fits.select("group"), on="group", how="semi")
