"""The calls themselves, shown as evidence.

Comes in: rows of the accused. Goes out: a few of them with safe fields under
OpenTelemetry names: the first, the last, and those with the lowest hash of their id, so
that the same calls are shown whenever one looks. It never shows a query's values, a
credential, or more than a line of what a client sent.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any, Final

import numpy as np
import polars as pl

from vedette.explain.gather import Gathered, Rows
from vedette.explain.words import LONGEST
from vedette.model.call import COLUMNS
from vedette.model.finding import SampleCall
from vedette.model.history import History

PER_INCIDENT: Final = 10
PER_FINDING: Final = 5
SAFE: Final = (
    "host", "method", "path", "proxy", "operation", "label", "query_names", "query_count",
    "status", "grpc_status", "bytes_in", "bytes_out", "duration", "client", "ip", "asn", "as_org",
    "country", "key", "key_auth", "token", "token_auth", "user", "user_auth", "app",
    "user_agent", "ja4", "gateway", "request_id",
)  # fmt: skip
"""Columns that may be shown: no values of queries, and credentials as fingerprints only."""

_LONGEST: Final = 3 * LONGEST
_OTEL: Final = {column.name: column.otel for column in COLUMNS if column.name in SAFE}
_MIX: Final = (0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB)


def hashes(calls: Gathered) -> np.ndarray[Any, np.dtype[np.uint64]]:
    """A number for each row from its source and seq alone, evenly spread and stable."""
    sources = calls.frame["source"].cast(pl.String)
    seeds = {
        text: int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest())
        for text in sources.unique().drop_nulls().to_list()
    }
    seed = sources.replace_strict(seeds, default=0, return_dtype=pl.UInt64)
    mixed: np.ndarray[Any, np.dtype[np.uint64]] = seed.to_numpy().copy()
    with np.errstate(over="ignore"):
        mixed += calls.frame["seq"].fill_null(0).to_numpy().astype(np.uint64) * np.uint64(_MIX[0])
        for shift, factor in ((30, _MIX[1]), (27, _MIX[2])):
            mixed = (mixed ^ (mixed >> np.uint64(shift))) * np.uint64(factor)
    return mixed ^ (mixed >> np.uint64(31))


def chosen(rows: Rows, ranks: np.ndarray[Any, np.dtype[np.uint64]], most: int) -> list[int]:
    """At most `most` of the rows, in order of time; the first and the last are among them."""
    if len(rows) <= most:
        return [int(row) for row in rows]
    inner = rows[1:-1]
    lowest = inner[np.argsort(ranks[inner], kind="stable")[: most - 2]]
    return sorted({int(rows[0]), int(rows[-1]), *map(int, lowest)})


def samples(
    wanted: Sequence[Sequence[int]], calls: Gathered, history: History
) -> list[tuple[SampleCall, ...]]:
    """For each list of rows the calls to show, fetched in one pass over the history."""
    rows = sorted({row for each in wanted for row in each})
    if not rows:
        return [() for _ in wanted]
    names = calls.frame.select(pl.col("source").cast(pl.String), "seq", "time")[rows].with_columns(
        row=pl.Series(rows)
    )
    found = (
        history.scan()
        .filter(pl.col("time").is_in(names["time"].unique().implode()))
        .select("time", "source", "seq", *SAFE)
        .join(names.lazy(), on=["time", "source", "seq"], how="inner", nulls_equal=True)
        .collect(engine="streaming")
    )
    shown = {row["row"]: _sample(row) for row in found.iter_rows(named=True)}
    return [tuple(shown[row] for row in each if row in shown) for each in wanted]


def _sample(row: dict[str, Any]) -> SampleCall:
    return SampleCall(f"{row['source']}:{row['seq']}", row["time"], dict(_fields(row)))


def _fields(row: dict[str, Any]) -> Iterable[tuple[str, str | int | bool | None]]:
    for name, otel in _OTEL.items():
        value = row[name]
        if isinstance(value, str) and len(value) > _LONGEST:
            value = value[: _LONGEST - 3] + "..."
        if value is not None:
            yield otel, value
