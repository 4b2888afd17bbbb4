"""The operations that were called, with their traffic.

Comes in: frames of `Calls`. Goes out: `Operation` rows, busiest first. It keeps one small
row per operation and a bounded number of them, never a call.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from vedette.model.analysis import Operation

MOST: Final = 20_000
"""Operations kept between frames, the busiest; invented paths must not fill the memory."""

SHOWN: Final = 500
"""Operations told of."""

_KEYS: Final = ("proxy", "operation")


class Inventory:
    """Counts calls per operation, frame by frame."""

    def __init__(self) -> None:
        self._seen: pl.DataFrame | None = None

    def add(self, calls: pl.DataFrame) -> None:
        """Count one frame."""
        counted = calls.lazy().filter(~pl.col("attempt") & ~pl.col("preflight"))
        fresh = (
            counted.group_by(_KEYS)
            .agg(
                pl.col("operation_from", "label", "label_guessed").first(),
                pl.len().alias("calls"),
                pl.col("ip").n_unique().alias("clients"),
                (pl.col("status_class") >= 4).sum().alias("errors"),
            )
            .collect()
        )
        self._seen = fresh if self._seen is None else _merged(self._seen, fresh)

    def operations(self) -> tuple[Operation, ...]:
        """The busiest operations. `clients` is that of the busiest frame: at least so many."""
        if self._seen is None:
            return ()
        top = self._seen.sort(["calls", *_KEYS], descending=[True, False, False]).head(SHOWN)
        return tuple(
            Operation(
                proxy=row["proxy"],
                operation=row["operation"],
                source=row["operation_from"] or "guessed",
                label=row["label"],
                label_guessed=bool(row["label_guessed"]),
                calls=row["calls"],
                clients=row["clients"],
                errors=row["errors"],
            )
            for row in top.iter_rows(named=True)
        )


def _merged(seen: pl.DataFrame, fresh: pl.DataFrame) -> pl.DataFrame:
    return (
        pl.concat([seen, fresh])
        .lazy()
        .group_by(_KEYS)
        .agg(
            pl.col("operation_from", "label", "label_guessed").last(),
            pl.col("calls", "errors").sum(),
            pl.col("clients").max(),
        )
        .sort(["calls", *_KEYS], descending=[True, False, False])
        .head(MOST)
        .select(seen.columns)
        .collect()
    )
