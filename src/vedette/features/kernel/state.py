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
"""Numbers of scratch memory that the largest set block takes when it is made anew."""


def scalars() -> k.I64:
    """The scalars of a grain that has seen nothing."""
    made = np.zeros(k.SCALARS, np.int64)
    made[k.INSTANT] = k.NEVER
    made[k.N_GROUPS] = 2
    return made


def widths(program: k.Program) -> tuple[int, int]:
    """The columns of a client's wide and narrow state."""
    sums = program.lines[program.sums : program.shares, k.SUM_COLUMN]
    slots = sums.size + 2 * int((sums < 0).sum())
    wide = k.HEAD_WIDE + slots + k.TRAIL_WIDE * program.n_trails
    return wide, program.gate.size + k.BLOCK_WIDE * program.n_sets


def row_bytes(program: k.Program) -> int:
    """Bytes that a client takes at least, its sets' blocks left out."""
    wide, narrow = widths(program)
    return 8 * wide + 4 * narrow + 4 * (k.LISTS + 3 * program.n_windows) + 2 * 12


def rows(program: k.Program, size: int) -> k.Rows:
    """Room for `size` clients (a power of two)."""
    wide, narrow = widths(program)
    made = k.Rows(
        keys=np.zeros(2 * size, np.int64),
        seats=np.full(2 * size, -1, np.int32),
        wide=np.zeros((size, wide), np.int64),
        narrow=np.zeros((size, narrow), np.int32),
        lists=np.zeros((k.LISTS + 3 * program.n_windows, size), np.int32),
    )
    _start_trails(program, made.wide, 0)
    return made


def _start_trails(program: k.Program, wide: k.I64, first: int) -> None:
    slots = program.lines[program.trails : program.trails + program.n_trails, k.TRAIL_SLOT]
    wide[first:, slots + k.T_TIME] = k.NOTHING


def more_rows(program: k.Program, old: k.Rows, size: int) -> k.Rows:
    """The same clients in room for `size` of them (a power of two)."""
    keys, seats = np.zeros(2 * size, np.int64), np.full(2 * size, -1, np.int32)
    rebuild(keys, seats, old.keys, old.seats)
    lists = np.zeros((old.lists.shape[0], size), np.int32)
    lists[:, : old.lists.shape[1]] = old.lists
    wide = longer(old.wide, size)
    _start_trails(program, wide, old.wide.shape[0])
    return k.Rows(keys, seats, wide, longer(old.narrow, size), lists)


def groups(program: k.Program, size: int) -> k.Groups:
    """Room for `size` proxies or operations (a power of two)."""
    return k.Groups(
        keys=np.zeros(2 * size, np.int64),
        seats=np.full(2 * size, -1, np.int32),
        wide=np.zeros((size, k.G_WIDE + program.n_shares + program.n_windows), np.int64),
        narrow=np.zeros((size, k.G_NARROW + k.GROUP_WIDE * program.n_windows), np.int32),
    )


def more_groups(old: k.Groups, size: int) -> k.Groups:
    """The same groups in room for `size` of them (a power of two)."""
    keys, seats = np.zeros(2 * size, np.int64), np.full(2 * size, -1, np.int32)
    rebuild(keys, seats, old.keys, old.seats)
    return k.Groups(keys, seats, longer(old.wide, size), longer(old.narrow, size))


def arena(words: int, old: k.Arena | None = None) -> k.Arena:
    """Room for `words` words of sets, with the content of an older arena."""
    memory = np.empty(words, np.int64)
    if old is not None:
        memory[: old.words.size] = old.words
    return k.Arena(words=memory, halves=memory.view(np.int32))


def out(program: k.Program, lines: int, width: int, calls: int, clients: int) -> k.Out:
    """Room for `lines` records of `width` columns and the names of `calls` new clients."""
    windows = program.lines[program.windows : program.windows + program.n_windows]
    refs = int((windows[:, k.REFS_END] - windows[:, k.REFS]).max())
    return k.Out(
        records=np.zeros((lines, width), np.int64),
        refs=np.zeros((lines, refs), np.float64),
        hits=np.zeros((2 * lines + 1024, 2), np.int32),
        named=np.zeros(calls, np.int32),
        scratch=np.zeros(max(clients if refs else 0, SCRATCH), np.float64),
        memo=np.zeros(max(program.n_sets, SCRATCH), np.int64),
    )


def longer(old: npt.NDArray[T], size: int) -> npt.NDArray[T]:
    """`old` with more lines, the new ones holding zeros."""
    made = np.zeros((size, *old.shape[1:]), old.dtype)
    made[: old.shape[0]] = old
    return made
