"""Work done once per distinct value instead of once per call.

Comes in: columns with repeated values. Goes out: derived columns, row for row. Never
holds more than its bound: a client that invents a new value per call costs time, not
memory.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any, Final

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_KNOWN: Final = "__known"
_ID: Final = "__id"
_SEED: Final = secrets.randbits(63)
"""Values meet by their hash; nobody outside can choose two that collide."""

_MIX: Final = 0x9E3779B97F4A7C15


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
        self._known = self._nothing()

    @property
    def height(self) -> int:
        """How many distinct keys are remembered."""
        return self._known.height

    def of(self, frame: pl.DataFrame) -> pl.DataFrame:
        """The derived columns for each row of `frame`; all null where every key is null."""
        keys = frame.select(self._keys)
        if all(series.null_count() == keys.height for series in keys):
            return pl.DataFrame(schema=self._schema).clear(keys.height)
        ids = keys.select(self._id())
        found = _joined(ids, self._known)
        new = found[_KNOWN].is_null()
        if new.any():
            fresh = keys.with_columns(ids).filter(new).unique(_ID, keep="any")
            computed = self._compute(fresh)
            table = pl.concat([self._known, computed])
            found = _joined(ids, table)
            self._known = self._bounded(table, computed)
        return found.select(self._schema.names())

    def _id(self) -> pl.Expr:
        made = pl.col(self._keys[0]).hash(_SEED)
        for key in self._keys[1:]:
            made = made * _MIX + pl.col(key).hash(_SEED)
        return made.alias(_ID)

    def _compute(self, fresh: pl.DataFrame) -> pl.DataFrame:
        derived = self._derive(fresh.select(self._keys))
        return pl.DataFrame(
            [
                fresh[_ID],
                *(derived[name].cast(dtype) for name, dtype in self._schema.items()),
                pl.Series(_KNOWN, [True]).new_from_index(0, fresh.height),
            ]
        )

    def _bounded(self, table: pl.DataFrame, last: pl.DataFrame) -> pl.DataFrame:
        """Keep only the last batch once the bound is passed, and not even a flood of new ones."""
        if table.height <= self._cap:
            return table
        return self._nothing() if last.height > self._cap else last

    def _nothing(self) -> pl.DataFrame:
        return pl.DataFrame(schema={_ID: pl.UInt64, **self._schema, _KNOWN: pl.Boolean})


def _joined(ids: pl.DataFrame, table: pl.DataFrame) -> pl.DataFrame:
    return ids.join(table, on=_ID, how="left", maintain_order="left")


def null(name: str, dtype: Any) -> pl.Expr:
    """A column of nulls, named and typed; costs nothing."""
    return pl.lit(None, dtype=dtype).alias(name)
