"""Lines to columns in one walk over their bytes, by a one-pass automaton.

Comes in: a column of lines and an automaton. Goes out: a text column per group, as views
into the lines' bytes, and which lines matched. The result is what the regex engine would
give, at a fraction of its cost.
"""

# pyright: reportUnknownMemberType=false, reportUntypedFunctionDecorator=false
# pyright: reportUnknownArgumentType=false, reportArgumentType=false
# (numba and pyarrow are typed only in part)

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple, cast

import numba
import numpy as np
import polars as pl
import pyarrow as pa
from numpy.typing import NDArray

if TYPE_CHECKING:
    from vedette.watch.formats.onepass import Automaton

INLINE: Final = 12
"""Texts up to this length stand in the view itself (Arrow's string view)."""


_BIT: Final = np.zeros(67, np.int64)
for _bit in range(63):
    _BIT[(1 << _bit) % 67] = _bit
"""The number of a power of two, by its remainder."""


class _Tables(NamedTuple):
    """An automaton's tables, as the compiled functions take them."""

    classes: NDArray[np.uint8]
    steps: NDArray[np.int32]
    marks: NDArray[np.int64]
    ends: NDArray[np.int32]


class _Out(NamedTuple):
    """What a walk writes: views (groups, lines, 4), presence, and which lines matched."""

    views: NDArray[np.int32]
    there: NDArray[np.bool_]
    matched: NDArray[np.bool_]


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
    out = _Out(
        np.zeros((by.groups, count, 4), np.int32),
        np.zeros((by.groups, count), np.bool_),
        np.zeros(count, np.bool_),
    )
    tables = _Tables(by.classes, by.steps, by.marks, by.ends)
    _walk(tables, bytes_, where, np.empty(2 * by.groups, np.int64), out)
    columns = [_column(out.views[g], out.there[g], data) for g in range(by.groups)]
    return columns, pl.Series(out.matched)


def _column(views: NDArray[np.int32], there: NDArray[np.bool_], data: Any) -> pl.Series:
    arrow = cast("Any", pa)
    valid = None if there.all() else arrow.py_buffer(np.packbits(there, bitorder="little"))
    buffers = [valid, arrow.py_buffer(views), data]
    array = arrow.Array.from_buffers(arrow.string_view(), len(views), buffers)
    return cast("pl.Series", pl.from_arrow(array))


_COMPILED: Final[dict[str, Any]] = {"nogil": True, "error_model": "numpy", "_nrt": False}


@numba.njit(**_COMPILED)
def _mark(at: NDArray[np.int64], passed: int, place: int) -> None:
    """Note `place` for every group that starts or ends there."""
    while passed != 0:
        low = passed & -passed
        at[_BIT[low % 67]] = place
        passed ^= low


@numba.njit(**_COMPILED)
def _view(view: NDArray[np.int32], data: NDArray[np.uint8], first: int, last: int) -> None:
    """Write one text as Arrow's string view: its length, then itself or where it stands."""
    length = last - first
    view[0] = length
    for k in range(length if length <= INLINE else 4):
        view[1 + (k >> 2)] |= np.int32(data[first + k]) << ((k & 3) << 3)
    if length > INLINE:
        view[3] = first


@numba.njit(**_COMPILED)
def _follow(by: _Tables, data: NDArray[np.uint8], at: NDArray[np.int64], i: int, end: int) -> int:
    """The state after the bytes from `i` to `end`, or -1; the groups' places in `at`."""
    state = 0
    while i < end:
        step = by.steps[state, by.classes[data[i]]]
        if step < 0:
            return -1
        if step == state:  # most bytes are in the midst of a field
            i += 1
            while i < end and by.steps[state, by.classes[data[i]]] == state:
                i += 1
            continue
        _mark(at, by.marks[step >> 16], i)
        state = step & 0xFFFF
        i += 1
    return state


@numba.njit(**_COMPILED, cache=True)
def _walk(
    by: _Tables, data: NDArray[np.uint8], where: NDArray[np.int64], at: NDArray[np.int64], out: _Out
) -> None:
    """Fill views, presence and matches; `at` is scratch for the groups' places."""
    for line in range(out.matched.size):
        at[:] = -1
        end = where[line + 1]
        state = _follow(by, data, at, where[line], end)
        if state < 0 or by.ends[state] < 0:
            continue
        out.matched[line] = True
        _mark(at, by.marks[by.ends[state]], end)
        for group in range(out.there.shape[0]):
            first, last = at[2 * group], at[2 * group + 1]
            if first >= 0 and last >= 0:
                out.there[group, line] = True
                _view(out.views[group, line], data, first, last)
