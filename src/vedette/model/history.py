"""What a room may ask of the history of calls, whoever keeps it."""

from __future__ import annotations

from typing import Protocol

import polars as pl


class History(Protocol):
    """The stored calls, in order of (time, source, seq)."""

    @property
    def first(self) -> int | None:
        """Time of the first call, µs UTC; null when there is none."""
        ...

    @property
    def last(self) -> int | None:
        """Time of the last call, µs UTC."""
        ...

    def scan(self) -> pl.LazyFrame:
        """All calls as a lazy frame with the schema `CALLS`, time ascending."""
        ...

    def sql(self, query: str) -> pl.DataFrame:
        """The answer to a SQL query over the table `calls` (DuckDB)."""
        ...
