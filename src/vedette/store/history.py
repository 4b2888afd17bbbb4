"""The history: what clients did, as Parquet files in the order of time.

Comes in: frames of `Calls`, each later than the one before. Goes out: lazy frames and
answers to SQL. Never changes a call once written.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl

from vedette.model.call import CALLS
from vedette.store.spool import drop_null_columns

_SQL_TYPES: dict[type[pl.DataType], str] = {pl.Int64: "BIGINT", pl.Boolean: "BOOLEAN"}


class ParquetHistory:
    """Calls in Parquet files below one folder; a `model.history.History`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._parts: list[Path] = []
        self._present: set[str] = set()
        self._first: int | None = None
        self._last: int | None = None
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    @property
    def first(self) -> int | None:
        """Time of the first call, µs UTC."""
        return self._first

    @property
    def last(self) -> int | None:
        """Time of the last call, µs UTC."""
        return self._last

    def append(self, calls: pl.DataFrame) -> None:
        """Write one frame, whose calls are sorted and later than all written before."""
        if calls.is_empty():
            return
        kept = drop_null_columns(calls)
        path = self._folder / f"{len(self._parts):06}.parquet"
        kept.write_parquet(path, compression="uncompressed", row_group_size=65_536)
        self._parts.append(path)
        self._present.update(kept.columns)
        self._first = calls["time"][0] if self._first is None else self._first
        self._last = calls["time"][-1]

    def scan(self) -> pl.LazyFrame:
        """All calls as a lazy frame with the schema `CALLS`."""
        if not self._parts:
            return pl.LazyFrame(schema=CALLS)
        return pl.scan_parquet(self._parts, schema=CALLS, missing_columns="insert")

    def sql(self, query: str) -> pl.DataFrame:
        """The answer to a SQL query over the table `calls`.

        Raises:
            duckdb.Error: the query is not valid.
        """
        import duckdb  # noqa: PLC0415 (heavy, and only needed here)

        with duckdb.connect() as database:
            database.execute(f"CREATE VIEW calls AS {self._view()}")
            return _frame(database.sql(query).to_arrow_table())

    def _view(self) -> str:
        names = ", ".join(self._column(name, dtype) for name, dtype in CALLS.items())
        if not self._parts:
            return f"SELECT {names} WHERE false"
        files = ", ".join(f"'{str(path).replace(chr(39), chr(39) * 2)}'" for path in self._parts)
        return f"SELECT {names} FROM read_parquet([{files}], union_by_name = true)"

    def _column(self, name: str, dtype: pl.DataType) -> str:
        kind = _SQL_TYPES.get(type(dtype), "VARCHAR")
        value = f'"{name}"' if name in self._present else "NULL"
        return f'CAST({value} AS {kind}) AS "{name}"'


def _frame(table: Any) -> pl.DataFrame:
    """An Arrow table as a frame; DuckDB's own types do not say what it hands over."""
    return pl.DataFrame(table)
