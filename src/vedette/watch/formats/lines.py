"""From blocks of bytes to a column of lines.

Comes in: a block. Goes out: its lines as text with their byte offset and number. No
byte is copied where the text is valid UTF-8; invalid bytes become U+FFFD in their own
line only. Blank lines are left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl
import pyarrow as pa
from numpy.typing import NDArray

from vedette.watch.sources.base import MAX_LINE, Block

LINE, SEQ, NUMBER = "line", "seq", "number"
_SHOWN: Final = 512

_Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of a block.

    Attributes:
        frame: `LINE`, `SEQ` (byte offset) and `NUMBER` (1-based) of each line.
        long: number and head of each line that is longer than `MAX_LINE`.
        count: lines of the block, blank ones included.
    """

    frame: pl.DataFrame
    long: tuple[tuple[int, str], ...]
    count: int


def lines(block: Block, first: int = 1) -> Lines:
    """The lines of a block, or the records if it has spans; the first has number `first`."""
    if block.overlong:
        return Lines(_empty(), ((first, block.data.decode("utf-8", "replace")),), 1)
    if block.spans is not None:
        text, starts, ends = _records(block.data, block.spans)
        offsets = block.spans[0::2]
    else:
        starts, ends = _split(block.data)
        text, offsets = block.data, starts
        if not _valid(text):
            text = text.decode("utf-8", "replace").encode()
            starts, ends = _split(text)
    numbers = np.arange(first, first + len(starts), dtype=np.int64)
    length = ends - starts
    limit = MAX_LINE if block.spans is None else len(text) + 1
    kept = (length > 0) & (length <= limit)
    long = tuple(
        (int(numbers[at]), _head(text, int(starts[at]))) for at in np.flatnonzero(length > limit)
    )
    frame = pl.DataFrame(
        {
            LINE: _column(text, starts, ends),
            SEQ: offsets + block.offset,
            NUMBER: numbers,
        }
    )
    return Lines(frame if kept.all() else frame.filter(pl.Series(kept)), long, len(starts))


def _empty() -> pl.DataFrame:
    return pl.DataFrame(schema={LINE: pl.String, SEQ: pl.Int64, NUMBER: pl.Int64})


def _valid(text: bytes) -> bool:
    if text.isascii():
        return True
    try:
        text.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _split(text: bytes) -> tuple[_Ints, _Ints]:
    """Start and end of each line, without its newline and a carriage return before it."""
    buffer = np.frombuffer(text, np.uint8)
    ends = np.flatnonzero(buffer == ord("\n")).astype(np.int64)
    if len(text) and not text.endswith(b"\n"):
        ends = np.append(ends, len(text))
    starts = np.empty_like(ends)
    starts[:1], starts[1:] = 0, ends[:-1] + 1
    if b"\r" in text:
        before = np.maximum(ends - 1, 0)
        ends = ends - ((buffer[before] == ord("\r")) & (ends > starts))
    return starts, ends


def _records(text: bytes, spans: _Ints) -> tuple[bytes, _Ints, _Ints]:
    """Text, starts and ends of records; newlines between their tokens do no harm."""
    if _valid(text):
        return text, spans[0::2], spans[1::2]
    parts = [text[a:b].decode("utf-8", "replace").encode() for a, b in spans.reshape(-1, 2)]
    ends = np.cumsum([len(part) for part in parts], dtype=np.int64)
    return b"".join(parts), ends - [len(part) for part in parts], ends


def _column(text: bytes, starts: _Ints, ends: _Ints) -> pl.Series:
    """A column of views into `text`; what lies between lines is every second piece."""
    count = len(starts)
    offsets = np.empty(2 * count + 1, np.int64)
    offsets[0:-1:2], offsets[1::2] = starts, ends
    offsets[-1] = len(text)
    parts = [None, pa.py_buffer(offsets), pa.py_buffer(text)]  # pyright: ignore[reportUnknownVariableType]
    array = pa.Array.from_buffers(pa.large_string(), 2 * count, parts)  # pyright: ignore[reportUnknownVariableType]
    series = pl.from_arrow(array)  # pyright: ignore[reportUnknownArgumentType]
    assert isinstance(series, pl.Series)
    return series.gather_every(2)


def _head(text: bytes, start: int) -> str:
    return text[start : start + _SHOWN].decode("utf-8", "replace")
