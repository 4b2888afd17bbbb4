"""DuckDB beside a column of lines, in memory, cut off from files and network.

Comes in: lines, and a SELECT list. Goes out: its columns, in the order of the lines. Nothing
that a client sent is ever part of a statement.
"""

from __future__ import annotations

import functools

import duckdb
import polars as pl


@functools.cache
def _database() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(":memory:")
    connection.execute("SET autoinstall_known_extensions = false")
    connection.execute("SET enable_external_access = false")
    connection.execute("SET produce_arrow_string_view = true")
    return connection


def run(lines: pl.Series, select: str) -> pl.DataFrame:
    """The result of a SELECT list over the column `line`, in the order of the lines.

    Nothing that a client sent may ever be part of `select`.
    """
    cursor = _database().cursor()
    newest = pl.CompatLevel.newest()  # views are handed over without a copy
    frame = pl.DataFrame({"line": lines})
    table = frame.to_arrow(compat_level=newest)  # pyright: ignore[reportUnknownVariableType]
    cursor.register("frame", table)  # pyright: ignore[reportUnknownArgumentType]
    try:
        return pl.DataFrame(cursor.sql(f"SELECT {select}").to_arrow_table())
    finally:
        cursor.close()
