"""The history: what clients did, as Parquet files in the order of time.

Comes in: frames of `Calls`, each later than the one before. Goes out: lazy frames and
answers to SQL. Never changes a call once written.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl

from vedette.model.call import CALLS
from vedette.store.spool import with_constants, without_constants

_SQL_TYPES: dict[type[pl.DataType], str] = {pl.Int64: "BIGINT", pl.Boolean: "BOOLEAN"}


class ParquetHistory:
    """Calls in Parquet files below one folder; a `model.history.History`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._parts: list[tuple[Path, dict[str, object]]] = []
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
        kept, constants = without_constants(calls)
        path = self._folder / f"{len(self._parts):06}.parquet"
        kept.write_parquet(path, compression="uncompressed", row_group_size=65_536)
        self._parts.append((path, constants))
        self._first = calls["time"][0] if self._first is None else self._first
        self._last = calls["time"][-1]

    def scan(self) -> pl.LazyFrame:
        """All calls as a lazy frame with the schema `CALLS`."""
        if not self._parts:
            return pl.LazyFrame(schema=CALLS)
        parts = (with_constants(pl.scan_parquet(path), held) for path, held in self._parts)
        return pl.concat(parts, how="vertical")

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
        if not self._parts:
            names = ", ".join(_column(name, None) for name in CALLS)
            return f"SELECT {names} WHERE false"
        return " UNION ALL ".join(_part(path, held) for path, held in self._parts)


def _part(path: Path, constants: dict[str, object]) -> str:
    kept = pl.read_parquet_schema(path)
    columns = (
        f'"{name}"' if name in kept else _column(name, constants.get(name)) for name in CALLS
    )
    return f"SELECT {', '.join(columns)} FROM read_parquet({_text(str(path))})"


def _column(name: str, value: object) -> str:
    """A column that no file holds: one value for all calls, or null."""
    kind = _SQL_TYPES.get(type(CALLS[name]), "VARCHAR")
    shown = "NULL" if value is None else _text(str(value))
    return f'CAST({shown} AS {kind}) AS "{name}"'


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _frame(table: Any) -> pl.DataFrame:
    """An Arrow table as a frame; DuckDB's own types do not say what it hands over."""
    return pl.DataFrame(table)
