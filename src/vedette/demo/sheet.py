"""The sheet: calls as the shop's gateways see them, before anyone writes them down.

Comes in: columns, or one value for all rows. Goes out: a frame with the schema `SHEET`.
Never draws a random number.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

SECOND: Final = 1_000_000
MINUTE: Final = 60 * SECOND
HOUR: Final = 60 * MINUTE
DAY: Final = 24 * HOUR
MIDNIGHT: Final = int(datetime(2026, 11, 23, tzinfo=UTC).timestamp()) * SECOND
"""The day begins here, µs UTC."""

Numbers = NDArray[np.int64]
Strings = NDArray[np.object_]
Column = Numbers | Strings | pl.Series | Sequence[str] | str | int | None

ACCOUNTS: Final = "accounts.shop.example"
CATALOGUE: Final = "catalogue.shop.example"
ORDERS: Final = "orders.shop.example"
MEDIA: Final = "media.shop.example"

SHEET: Final = pl.Schema(
    {
        "time": pl.Int64,  # start of the call, µs UTC
        "host": pl.String,
        "method": pl.String,
        "path": pl.String,  # with its query
        "status": pl.Int64,
        "bytes_out": pl.Int64,
        "duration": pl.Int64,  # µs
        "client": pl.String,
        "key": pl.String,
        "token": pl.String,  # the Authorization header as sent
        "user_agent": pl.String,
        "story": pl.String,  # the attack or trap it belongs to; never written down
    }
)
_USUAL: Final[dict[str, Column]] = {
    "method": "GET",
    "status": 200,
    "bytes_out": 900,
    "duration": 24_000,
    "key": None,
    "token": None,
    "user_agent": None,
    "story": None,
}


def sheet(time: Numbers, **columns: Column) -> pl.DataFrame:
    """Calls at `time`; each column is one value per call, or one value for all."""
    given = {**_USUAL, **columns}
    series = {"time": pl.Series("time", time, dtype=pl.Int64)}
    for name, dtype in list(SHEET.items())[1:]:
        series[name] = _series(name, given[name], dtype, len(time))
    return pl.DataFrame(list(series.values()), schema=SHEET)


def _series(name: str, given: Column, dtype: Any, length: int) -> pl.Series:
    if given is None or isinstance(given, str | int):
        return pl.Series(name, [given], dtype=dtype).new_from_index(0, length)
    return pl.Series(name, given, dtype=dtype, strict=False)


def at(hour: float) -> int:
    """The instant `hour` hours after midnight, µs UTC."""
    return MIDNIGHT + round(hour * HOUR)


def join(*parts: str | Numbers | Strings | pl.Series) -> pl.Series:
    """The parts written one after another, row by row; a string counts for every row."""
    named = {
        f"p{i}": pl.Series(part) if not isinstance(part, pl.Series) else part
        for i, part in enumerate(parts)
        if not isinstance(part, str)
    }
    frame = pl.DataFrame([series.alias(name) for name, series in named.items()])
    pieces = [
        pl.lit(part) if isinstance(part, str) else pl.col(f"p{i}").cast(pl.String)
        for i, part in enumerate(parts)
    ]
    return frame.select(pl.concat_str(pieces).alias("joined")).to_series()
