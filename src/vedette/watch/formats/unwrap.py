"""Batches: several records on one line.

Comes in: a frame of lines. Goes out: the same with each batch taken apart, one row per
record, its offset made unique by its place in the batch. Broken batches stay as they are.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from vedette.watch.formats.duck import run
from vedette.watch.formats.lines import LINE, SEQ

_ENVELOPES: Final = "Records|records|entries|items|logs|value|resourceSpans|log"
_BATCH: Final = rf'^\s*(?:\[\s*\{{|\{{\s*"(?:{_ENVELOPES})"\s*:\s*[\[{{])'
_SAMPLE: Final = 256
_PATHS: Final = (
    "$[*]",
    "$.Records[*]",
    "$.records[*]",
    "$.entries[*]",
    "$.items[*]",
    "$.logs[*]",
    "$.value[*]",
    "$.log.entries[*]",
    "$.resourceSpans[*].scopeSpans[*].spans[*]",
)


def unwrap(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with batches taken apart."""
    lines = frame[LINE]
    likely = lines.str.starts_with("[{").any() or lines.head(_SAMPLE).str.contains(_BATCH).any()
    if not likely:
        return frame
    batch = lines.str.contains(_BATCH)
    if not batch.any():
        return frame
    select = ", ".join(f"TRY(json_extract(line, '{path}'))" for path in _PATHS)
    found = run(lines.filter(batch), f"{select} FROM frame")
    filled = [pl.when(pl.col(name).list.len() > 0).then(pl.col(name)) for name in found.columns]
    items = found.select(pl.coalesce(filled).cast(pl.List(pl.String)).alias("items"))
    parts = frame.filter(batch).with_columns(items.to_series())
    opened = parts.filter(pl.col("items").is_not_null()).with_columns(
        pl.int_ranges(pl.col("items").list.len()).alias("place")
    )
    records = opened.explode("items", "place", empty_as_null=False).with_columns(
        pl.col("items").alias(LINE), pl.col(SEQ) + pl.col("place")
    )
    whole = [frame.filter(~batch), parts.filter(pl.col("items").is_null()), records]
    return pl.concat([part.select(frame.columns) for part in whole]).sort(SEQ)


def unwrap_line(text: str) -> str:
    """The first record of a batch, or the line itself."""
    frame = unwrap(pl.DataFrame({LINE: [text], SEQ: [0]}))
    return str(frame[LINE][0])
