"""Lines to columns in one walk over their bytes, by a one-pass automaton.

Comes in: a column of lines and an automaton. Goes out: a text column per group, as views
into the lines' bytes, and which lines matched. The result is what the regex engine would
give, at a fraction of its cost.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, cast

import numba
import numpy as np
import polars as pl
import pyarrow as pa

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vedette.watch.formats.onepass import Automaton

INLINE: Final = 12
"""Texts up to this length stand in the view itself (Arrow's string view)."""


_BIT: Final = np.zeros(67, np.int64)
for _bit in range(63):
    _BIT[(1 << _bit) % 67] = _bit
"""The number of a power of two, by its remainder."""


def scan(lines: pl.Series, by: Automaton) -> tuple[list[pl.Series], pl.Series]:
    """A column per group, null where a line did not match or passed the group over.

    Args:
        lines: text without nulls.
        by: the automaton.

    Returns:
        The columns, and which lines matched.
    """
    text = cast("Any", lines.to_arrow()).cast(pa.large_string())
    count = len(text)
    _, offsets, data = text.buffers()
    where = np.frombuffer(offsets, np.int64)[text.offset : text.offset + count + 1]
    bytes_ = np.frombuffer(data, np.uint8) if data is not None else np.zeros(1, np.uint8)
    views = np.zeros((by.groups, count, 4), np.int32)
    there = np.zeros((by.groups, count), np.bool_)
    matched = np.zeros(count, np.bool_)
    at = np.empty(2 * by.groups, np.int64)
    _walk(bytes_, where, by.classes, by.steps, by.marks, by.ends, at, views, there, matched)
    columns = [_column(views[g], there[g], data) for g in range(by.groups)]
    return columns, pl.Series(matched)


def _column(views: NDArray[np.int32], there: NDArray[np.bool_], data: Any) -> pl.Series:
    valid = None if there.all() else pa.py_buffer(np.packbits(there, bitorder="little"))
    buffers = [valid, pa.py_buffer(views), data]
    array = pa.Array.from_buffers(pa.string_view(), len(views), buffers)  # pyright: ignore
    return cast("pl.Series", pl.from_arrow(array))


@numba.njit(nogil=True, cache=True, error_model="numpy", _nrt=False)  # pyright: ignore
def _walk(
    data: NDArray[np.uint8],
    where: NDArray[np.int64],
    classes: NDArray[np.uint8],
    steps: NDArray[np.int32],
    marks: NDArray[np.int64],
    ends: NDArray[np.int32],
    at: NDArray[np.int64],
    views: NDArray[np.int32],
    there: NDArray[np.bool_],
    matched: NDArray[np.bool_],
) -> None:
    """Fill views, presence and matches; `at` is scratch for the groups' ends."""
    for line in range(matched.size):
        at[:] = -1
        state = 0
        i, end = where[line], where[line + 1]
        while i < end:
            step = steps[state, classes[data[i]]]
            if step == state:  # most bytes are in the midst of a field
                i += 1
                while i < end and steps[state, classes[data[i]]] == state:
                    i += 1
                continue
            if step < 0:
                state = -1
                break
            passed = marks[step >> 16]
            while passed != 0:
                low = passed & -passed
                at[_BIT[low % 67]] = i
                passed ^= low
            state = step & 0xFFFF
            i += 1
        if state < 0 or ends[state] < 0:
            continue
        matched[line] = True
        passed = marks[ends[state]]
        while passed != 0:
            low = passed & -passed
            at[_BIT[low % 67]] = end
            passed ^= low
        for group in range(views.shape[0]):
            first, last = at[2 * group], at[2 * group + 1]
            if first < 0 or last < 0:
                continue
            there[group, line] = True
            length = last - first
            views[group, line, 0] = length
            if length <= 12:
                for k in range(length):
                    word = 1 + (k >> 2)
                    views[group, line, word] |= np.int32(data[first + k]) << ((k & 3) << 3)
            else:
                views[group, line, 1] = (
                    np.int32(data[first])
                    | np.int32(data[first + 1]) << 8
                    | np.int32(data[first + 2]) << 16
                    | np.int32(data[first + 3]) << 24
                )
                views[group, line, 3] = first
