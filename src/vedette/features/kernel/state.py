"""Room for state: arrays of a given size, and larger ones with the same content.

Comes in: a `Program` and sizes. Goes out: the tuples of arrays that kernels move. It never
looks at what is in them.
"""

from __future__ import annotations

from typing import Final, TypeVar

import numpy as np
import numpy.typing as npt

from vedette.features.kernel import shapes as k
from vedette.features.kernel.seat import rebuild

T = TypeVar("T", bound=np.generic)

SCRATCH: Final = 2048
"""Values of the largest set block."""


def scalars() -> k.I64:
    """The scalars of a grain that has seen nothing."""
    made = np.zeros(k.SCALARS, np.int64)
    made[k.INSTANT] = k.NEVER
    made[k.N_GROUPS] = 2
    return made


def rows(program: k.Program, size: int) -> k.Rows:
    """Room for `size` clients."""
    windows, sets = program.windows.shape[0], program.sets.shape[0]
    trails = program.trails.shape[0]
    return k.Rows(
        keys=np.zeros(2 * size, np.int64),
        seats=np.full(2 * size, -1, np.int32),
        head=np.zeros((size, k.HEAD_WIDE), np.int64),
        mark=np.zeros((size, windows, k.MARK_WIDE), np.int32),
        cells=np.zeros((size, program.gate.size), np.int32),
        sums=np.zeros((size, _sum_slots(program)), np.int64),
        trail_time=np.full((size, trails), k.NOTHING, np.int64),
        trail_value=np.zeros((size, trails), np.int64),
        trail_run=np.zeros((size, trails), np.int64),
        blocks=np.zeros((size, sets, k.BLOCK_WIDE), np.int32),
        free=np.zeros(size, np.int32),
        hot=np.zeros((windows, size), np.int32),
        active=np.zeros((windows, size), np.int32),
        dying=np.zeros(size, np.int32),
    )


def _sum_slots(program: k.Program) -> int:
    gaps = int((program.sums[:, k.SUM_COLUMN] < 0).sum())
    return program.sums.shape[0] + 2 * gaps


def more_rows(old: k.Rows, size: int) -> k.Rows:
    """The same clients in room for `size` of them."""
    keys, seats = np.zeros(2 * size, np.int64), np.full(2 * size, -1, np.int32)
    rebuild(keys, seats, old.keys, old.seats)
    return k.Rows(
        keys=keys,
        seats=seats,
        head=longer(old.head, size),
        mark=longer(old.mark, size),
        cells=longer(old.cells, size),
        sums=longer(old.sums, size),
        trail_time=longer(old.trail_time, size, k.NOTHING),
        trail_value=longer(old.trail_value, size),
        trail_run=longer(old.trail_run, size),
        blocks=longer(old.blocks, size),
        free=longer(old.free, size),
        hot=wider(old.hot, size),
        active=wider(old.active, size),
        dying=longer(old.dying, size),
    )


def row_bytes(program: k.Program) -> int:
    """Bytes that a client takes at least, its sets' blocks left out."""
    one = rows(program, 64)
    return sum(array.nbytes for array in one) // 64


def groups(program: k.Program, size: int) -> k.Groups:
    """Room for `size` proxies or operations."""
    windows = program.windows.shape[0]
    return k.Groups(
        keys=np.zeros(2 * size, np.int64),
        seats=np.full(2 * size, -1, np.int32),
        name=np.zeros(size, np.int64),
        live=np.zeros(size, np.int64),
        override=np.zeros(size, np.int32),
        totals=np.zeros((size, program.shares.shape[0]), np.int64),
        count=np.zeros((size, windows, k.GROUP_WIDE), np.int32),
        free=np.zeros(size, np.int32),
        answer=np.full((size, windows), -1, np.int64),
    )


def more_groups(old: k.Groups, size: int) -> k.Groups:
    """The same groups in room for `size` of them."""
    keys, seats = np.zeros(2 * size, np.int64), np.full(2 * size, -1, np.int32)
    rebuild(keys, seats, old.keys, old.seats)
    return k.Groups(
        keys=keys,
        seats=seats,
        name=longer(old.name, size),
        live=longer(old.live, size),
        override=longer(old.override, size),
        totals=longer(old.totals, size),
        count=longer(old.count, size),
        free=longer(old.free, size),
        answer=longer(old.answer, size, -1),
    )


def arena(words: int, old: k.Arena | None = None) -> k.Arena:
    """Room for `words` words of sets, with the content of an older arena."""
    memory = np.empty(words, np.int64)
    if old is not None:
        memory[: old.words.size] = old.words
        return old._replace(words=memory, halves=memory.view(np.int32))
    return k.Arena(
        words=memory,
        halves=memory.view(np.int32),
        values=np.zeros(SCRATCH, np.int64),
        seen=np.zeros(SCRATCH, np.int32),
        order=np.zeros(SCRATCH, np.float64),
    )


def out(program: k.Program, lines: int, width: int, calls: int, scratch: int) -> k.Out:
    """Room for `lines` records of `width` columns and the names of `calls` new clients."""
    refs = max((int(w[k.REFS_END] - w[k.REFS]) for w in program.windows), default=0)
    return k.Out(
        records=np.zeros((lines, width), np.int64),
        refs=np.zeros((lines, refs), np.float64),
        hits=np.zeros((2 * lines + program.levels.shape[0], 2), np.int32),
        named=np.zeros(calls, np.int32),
        scratch=np.zeros(scratch if refs else 1, np.float64),
        memo=np.zeros(program.sets.shape[0], np.int64),
    )


def longer(old: npt.NDArray[T], size: int, fill: int = 0) -> npt.NDArray[T]:
    """`old` with more lines, the new ones holding `fill`."""
    made = np.empty((size, *old.shape[1:]), old.dtype)
    made[: old.shape[0]] = old
    made[old.shape[0] :] = fill
    return made


def wider(old: npt.NDArray[T], size: int) -> npt.NDArray[T]:
    """`old` with more columns."""
    made = np.zeros((old.shape[0], size), old.dtype)
    made[:, : old.shape[1]] = old
    return made
