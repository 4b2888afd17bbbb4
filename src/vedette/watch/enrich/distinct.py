"""Work done once per distinct value instead of once per call.

Comes in: columns with repeated values. Goes out: derived columns, row for row. Never
holds more than its bound: a client that invents a new value per call costs time, not
memory.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_KNOWN = "__known"


class Memo:
    """Columns derived from the distinct values of other columns, remembered over batches.

    `derive` gets a frame of distinct keys (columns `keys`) and returns the derived columns
    (`schema`), row for row. At most `cap` keys outlive a batch.
    """

    def __init__(
        self,
        keys: tuple[str, ...],
        schema: Mapping[str, Any],
        derive: Callable[[pl.DataFrame], pl.DataFrame],
        cap: int = 50_000,
    ) -> None:
        self._keys = list(keys)
        self._schema = pl.Schema(schema)
        self._derive = derive
        self._cap = cap
        self._known: pl.DataFrame | None = None

    @property
    def height(self) -> int:
        """How many distinct keys are remembered."""
        return 0 if self._known is None else self._known.height

    def of(self, frame: pl.DataFrame) -> pl.DataFrame:
        """The derived columns for each row of `frame`; all null where every key is null."""
        keys = frame.select(self._keys)
        if all(series.null_count() == keys.height for series in keys):
            return pl.DataFrame(schema=self._schema).clear(keys.height)
        table = self._look_up(keys.unique())
        joined = keys.join(
            table, on=self._keys, how="left", nulls_equal=True, maintain_order="left"
        )
        return joined.select(self._schema.names())

    def _look_up(self, distinct: pl.DataFrame) -> pl.DataFrame:
        if self._known is None:
            self._known = self._compute(distinct)
            return self._forget(distinct.height, self._known)
        found = distinct.join(self._known, on=self._keys, how="left", nulls_equal=True)
        fresh = found.filter(pl.col(_KNOWN).is_null()).select(self._keys)
        if fresh.height == 0:
            return found
        computed = self._compute(fresh)
        self._known = pl.concat([self._known, computed])
        table = pl.concat([found.filter(pl.col(_KNOWN).is_not_null()), computed])
        return self._forget(fresh.height, table)

    def _compute(self, fresh: pl.DataFrame) -> pl.DataFrame:
        derived = self._derive(fresh)
        return pl.concat(
            [fresh, derived.select(pl.col(n).cast(t) for n, t in self._schema.items())],
            how="horizontal",
        ).with_columns(pl.lit(value=True).alias(_KNOWN))

    def _forget(self, fresh: int, table: pl.DataFrame) -> pl.DataFrame:
        """Keep only the last batch once the bound is passed, and not even a flood of new ones."""
        if self._known is not None and self._known.height > self._cap:
            self._known = None if fresh > self._cap else table.head(self._cap)
        return table


def null(name: str, dtype: Any) -> pl.Expr:
    """A column of nulls, named and typed; costs nothing."""
    return pl.lit(None, dtype=dtype).alias(name)
