"""The spool: calls as they were read, handed back in the order of time.

Comes in: frames of `Calls` in reading order. Goes out: the same calls in the order of
(time, source, seq), in batches. Never holds more than the overlapping part of the input
in memory: frames lie on disk as Arrow files, each with its time range.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from vedette.model.call import CALLS, SECOND

_CELL = 10 * SECOND
"""Batches end at whole cells, so that an instant never sees half of its calls."""


@dataclass(frozen=True, slots=True)
class _Chunk:
    path: Path
    constants: dict[str, object]
    first: int
    last: int
    rows: int


class Spool:
    """Calls on their way from the reader to the engine, sorted by time on the way out."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._chunks: list[_Chunk] = []
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    @property
    def rows(self) -> int:
        """Calls held."""
        return sum(chunk.rows for chunk in self._chunks)

    def append(self, calls: pl.DataFrame) -> None:
        """Keep one frame. Columns with one value throughout cost nothing."""
        if calls.is_empty():
            return
        path = self._folder / f"{len(self._chunks):06}.arrow"
        kept, constants = without_constants(calls)
        kept.write_ipc(path, compression="lz4")
        first, last = calls["time"].min(), calls["time"].max()
        assert isinstance(first, int)
        assert isinstance(last, int)
        self._chunks.append(_Chunk(path, constants, first, last, calls.height))

    def walk(self, batch: int = 250_000) -> Iterator[pl.DataFrame]:
        """The calls in order of (time, source, seq), about `batch` rows at a time.

        A chunk's file is removed once it has been read.
        """
        ahead = sorted(self._chunks, key=lambda chunk: chunk.first)
        self._chunks = []
        held: list[pl.DataFrame] = []
        for position, chunk in enumerate(ahead):
            held.append(_load(chunk))
            rest = ahead[position + 1].first if position + 1 < len(ahead) else None
            if rest is not None and sum(frame.height for frame in held) < batch:
                continue
            ready, held = _split(held, rest)
            if ready is not None:
                yield ready


def without_constants(calls: pl.DataFrame) -> tuple[pl.DataFrame, dict[str, object]]:
    """The columns that vary, and the value of each of the others (nulls left out)."""
    constants: dict[str, object] = {}
    varying: list[pl.Series] = []
    for column in calls:
        if column.null_count() == calls.height:
            continue
        if column.name != "time" and _constant(column):
            constants[column.name] = column[0]
        else:
            varying.append(column)
    return pl.DataFrame(varying), constants


def with_constants(calls: pl.LazyFrame, constants: dict[str, object]) -> pl.LazyFrame:
    """All columns of `CALLS` in order; those neither kept nor constant are null."""
    kept = calls.collect_schema()
    return calls.select(
        pl.col(name) if name in kept else pl.lit(constants.get(name), dtype).alias(name)
        for name, dtype in CALLS.items()
    )


def _constant(column: pl.Series) -> bool:
    """Whether all values are the same; the ends tell nearly always without a look inside."""
    if column.null_count() or column[0] != column[-1] or column[0] != column[len(column) // 2]:
        return False
    return bool((column == column[0]).all())


def restore_columns(calls: pl.DataFrame) -> pl.DataFrame:
    """All columns of `CALLS` in order; those missing are null."""
    return calls.select(
        pl.col(name).cast(dtype) if name in calls.columns else pl.lit(None, dtype).alias(name)
        for name, dtype in CALLS.items()
    )


def _load(chunk: _Chunk) -> pl.DataFrame:
    frame = with_constants(pl.read_ipc(chunk.path).lazy(), chunk.constants).collect()
    chunk.path.unlink()
    return frame


def _split(
    held: list[pl.DataFrame], rest: int | None
) -> tuple[pl.DataFrame | None, list[pl.DataFrame]]:
    """The held calls that no later chunk can precede, in order, and the others."""
    calls = _in_order(pl.concat(held) if len(held) > 1 else held[0])
    if rest is None:
        return calls, []
    cut = calls["time"].search_sorted(rest - rest % _CELL, side="left")
    if cut == 0:
        return None, [calls]
    return calls[:cut], [calls[cut:]]


def _in_order(calls: pl.DataFrame) -> pl.DataFrame:
    if calls["source"].n_unique() == 1 and calls["time"].is_sorted() and calls["seq"].is_sorted():
        return calls
    return calls.sort("time", "source", "seq", maintain_order=True)
