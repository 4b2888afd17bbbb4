"""How many different: bounded sets of values, each with the cell of time it was last seen in.

Comes in: value ids of calls with their rows. Goes out: changed sets; counts of distinct values
since any cell. A set grows 4, 16, 64 ... up to twice its cap, then keeps the `cap` values most
recently seen: so min(distinct, cap) is exact for every window without any expiry. It never
keeps a value's text. A set's only value stands within the row itself; blocks up to 16 are
scanned, larger ones are hash tables three quarters full at most.
"""

# pyright: reportArgumentType=false, reportReturnType=false
# (a NumPy integer is an integer to the compiler)

from __future__ import annotations

from typing import Final

import numpy as np

from vedette.features.kernel import shapes as k
from vedette.features.kernel.jit import hot, inner
from vedette.features.kernel.select import nth

SCANNED: Final = 16
"""Blocks of at most this many values are scanned, larger ones hashed."""

SMALLEST: Final = 4

AHEAD: Final = 32
"""Calls whose blocks are fetched ahead."""


@inner
def words_of(size: int) -> int:
    """Words of memory of a block: a word per value, half a word per last-seen cell."""
    return size + size // 2


@inner
def order_of(size: int) -> int:
    """The power of two of a size: the number of its list of free blocks."""
    order = 0
    while size > 1:
        size >>= 1
        order += 1
    return order


@inner
def room_for(size: int) -> int:
    """How many values a block may hold."""
    return size if size <= SCANNED else size - size // 4


@inner
def allocate(words: k.I64, halves: k.I32, s: k.I64, size: int) -> int:
    """The offset of an empty block, or -1 when the arena is full."""
    order = k.FREE_BLOCK + order_of(size)
    offset = s[order] - 1
    if offset >= 0:
        s[order] = words[offset]
    else:
        offset = s[k.ARENA_TOP]
        if offset + words_of(size) > words.size:
            return -1
        s[k.ARENA_TOP] = offset + words_of(size)
    for i in range(size):
        words[offset + i] = 0
        halves[2 * (offset + size) + i] = k.NEVER
    return offset


@inner
def give_back(words: k.I64, s: k.I64, offset: int, size: int) -> None:
    """Put a block on the list of free blocks of its size (0 on a list = its end)."""
    order = k.FREE_BLOCK + order_of(size)
    words[offset] = s[order]
    s[order] = offset + 1


@hot
def place_of(words: k.I64, offset: int, size: int, used: int, value: int) -> int:
    """Where a value is in a block, or where it belongs; `used` when a scan found nothing."""
    if size <= SCANNED:
        for i in range(used):
            if words[offset + i] == value:
                return i
        return used
    # The low bits choose the row in the table of clients; take others here.
    at = (value >> 20) & (size - 1)
    while words[offset + at] != 0 and words[offset + at] != value:
        at = (at + 1) & (size - 1)
    return at


@hot
def since(halves: k.I32, offset: int, size: int, start: int) -> int:
    """How many values of a block were seen in or after the cell `start`."""
    count = 0
    first = 2 * (offset + size)
    for i in range(first, first + size):
        if halves[i] >= start:
            count += 1
    return count


@inner
def only_value(narrow: k.I32, row: int, slot: int) -> int:
    """The value of a set that has just one."""
    low = np.int64(narrow[row, slot + k.OFFSET]) & 0xFFFFFFFF
    return (np.int64(narrow[row, slot + k.USED]) << 32) | low


@inner
def keep_only(narrow: k.I32, row: int, slot: int, value: int, cell: int) -> None:
    """Make a value the only one of a set; its halves must fit what int32 holds."""
    low = value & 0xFFFFFFFF
    narrow[row, slot + k.OFFSET] = low - 0x100000000 if low >= 0x80000000 else low
    narrow[row, slot + k.USED] = value >> 32
    narrow[row, slot + k.SIZE] = 1
    narrow[row, slot + k.SEEN] = cell


@hot
def distinct(g: k.Grain, row: int, which: int, start: int) -> int:
    """The distinct values of a row's set since a cell, at most its cap."""
    line = g.program.sets + which
    slot = g.program.lines[line, k.SET_SLOT]
    size = g.rows.narrow[row, slot + k.SIZE]
    if size == 0:
        return 0
    if size == 1:
        return 1 if g.rows.narrow[row, slot + k.SEEN] >= start else 0
    found = since(g.arena.halves, g.rows.narrow[row, slot + k.OFFSET], size, start)
    return min(found, g.program.lines[line, k.SET_CAP])


@inner
def pour(arena: k.Arena, memo: k.I64, offset: int, size: int, start: int, most: int) -> int:
    """Copy at most `most` values seen since `start`, those after it first, to scratch memory."""
    kept = 0
    first = 2 * (offset + size)
    for again in range(2):
        for i in range(size):
            seen = arena.halves[first + i]
            if seen != k.NEVER and kept < most and (seen > start if again == 0 else seen == start):
                memo[2 * kept] = arena.words[offset + i]
                memo[2 * kept + 1] = seen
                kept += 1
    return kept


@inner
def oldest_kept(halves: k.I32, scratch: k.F64, offset: int, size: int, keep: int) -> int:
    """The cell from which on at least `keep` values of a full block were seen last."""
    used = 0
    first = 2 * (offset + size)
    for i in range(first, first + size):
        if halves[i] != k.NEVER:
            scratch[used] = halves[i]
            used += 1
    return int(nth(scratch, used, used - keep))


@inner
def next_size(size: int, live: int, cap: int) -> int:
    """The size a full block should have from now on."""
    if 2 * live <= room_for(size):
        return size
    return min(4 * size, 2 * cap)


@inner
def regrow(g: k.Grain, row: int, slot: int, dead: int, cap: int) -> bool:
    """Make room in a full set, forgetting values last seen before `dead`; False: arena full."""
    narrow, arena = g.rows.narrow, g.arena
    size = np.int64(narrow[row, slot + k.SIZE])
    offset = np.int64(narrow[row, slot + k.OFFSET])
    live = since(arena.halves, offset, size, dead)
    wanted = next_size(size, live, cap)
    target = allocate(arena.words, arena.halves, g.s, wanted)
    if target < 0:
        return False
    start = dead
    most = live
    if live > cap and wanted == size:
        start = oldest_kept(arena.halves, g.out.scratch, offset, size, cap)
        most = cap
    kept = pour(arena, g.out.memo, offset, size, start, most)
    give_back(arena.words, g.s, offset, size)
    for i in range(kept):
        value = g.out.memo[2 * i]
        at = place_of(arena.words, target, wanted, i, value)
        arena.words[target + at] = value
        arena.halves[2 * (target + wanted) + at] = g.out.memo[2 * i + 1]
    narrow[row, slot + k.OFFSET] = target
    narrow[row, slot + k.SIZE] = wanted
    narrow[row, slot + k.USED] = kept
    return True


@inner
def first_block(g: k.Grain, row: int, slot: int) -> bool:
    """Move a set's only value into a block; False: the arena is full."""
    narrow, arena = g.rows.narrow, g.arena
    offset = allocate(arena.words, arena.halves, g.s, SMALLEST)
    if offset < 0:
        return False
    arena.words[offset] = only_value(narrow, row, slot)
    arena.halves[2 * (offset + SMALLEST)] = narrow[row, slot + k.SEEN]
    narrow[row, slot + k.OFFSET] = offset
    narrow[row, slot + k.SIZE] = SMALLEST
    narrow[row, slot + k.USED] = 1
    return True


@hot
def see(g: k.Grain, line: int, row: int, value: int, cell: int) -> bool:
    """Note that a row's set met a value in a cell; False: the arena is full, nothing changed."""
    narrow, words, halves = g.rows.narrow, g.arena.words, g.arena.halves
    slot = g.program.lines[line, k.SET_SLOT]
    size = np.int64(narrow[row, slot + k.SIZE])
    if size <= 1:
        if size == 0 or only_value(narrow, row, slot) == value:
            keep_only(narrow, row, slot, value, cell)
            return True
        if not first_block(g, row, slot):
            return False
        size = np.int64(SMALLEST)
    offset = np.int64(narrow[row, slot + k.OFFSET])
    used = np.int64(narrow[row, slot + k.USED])
    at = place_of(words, offset, size, used, value)
    if (at < used or size > SCANNED) and words[offset + at] == value:
        halves[2 * (offset + size) + at] = cell
        return True
    if used >= room_for(size):
        dead = cell + 1 - g.program.lines[line, k.SET_LIFE]
        if not regrow(g, row, slot, dead, g.program.lines[line, k.SET_CAP]):
            return False
        size = np.int64(narrow[row, slot + k.SIZE])
        offset = np.int64(narrow[row, slot + k.OFFSET])
        at = place_of(words, offset, size, narrow[row, slot + k.USED], value)
    words[offset + at] = value
    halves[2 * (offset + size) + at] = cell
    narrow[row, slot + k.USED] += 1
    return True


@inner
def touch_blocks(g: k.Grain, batch: k.Batch, low: int, high: int) -> None:
    """Read the places of values ahead, side by side, as `count.touch` does with rows."""
    program, narrow = g.program, g.rows.narrow
    values = k.B_VALUES + program.n_sums
    ring = g.past.trace.shape[1] - 1
    sink = 0
    for i in range(low, high):
        row = g.past.trace[k.ROW, (g.s[k.BASE] + i) & ring] - 1
        if row < 0:
            continue
        mask = batch.common[k.B_MASK, i]
        for line in range(program.sets, program.sets + program.n_sets):
            slot = program.lines[line, k.SET_SLOT]
            size = np.int64(narrow[row, slot + k.SIZE])
            if size > 1 and (mask >> program.lines[line, k.SET_BIT]) & 1 != 0:
                value = batch.common[values + program.lines[line, k.SET_COLUMN], i]
                at = np.int64(narrow[row, slot + k.OFFSET]) + ((value >> 20) & (size - 1))
                sink ^= g.arena.words[at]
                sink ^= g.arena.words[at + size // 2]
    g.s[k.SINK] = sink


@inner
def see_calls(g: k.Grain, batch: k.Batch, low: int, high: int) -> int:
    """Note the values of calls; the first call that found no room in the arena, or `high`."""
    program, trace = g.program, g.past.trace
    values = k.B_VALUES + program.n_sums
    ring = trace.shape[1] - 1
    for i in range(low, high):
        if (i - low) & (AHEAD - 1) == 0:
            touch_blocks(g, batch, i, min(i + AHEAD, high))
        row = np.int64(trace[k.ROW, (g.s[k.BASE] + i) & ring]) - 1
        if row < 0:
            continue
        mask = batch.common[k.B_MASK, i]
        for line in range(program.sets, program.sets + program.n_sets):
            if (mask >> program.lines[line, k.SET_BIT]) & 1 == 0:
                continue
            value = batch.common[values + program.lines[line, k.SET_COLUMN], i]
            if value != 0 and not see(g, line, row, value, batch.cell[i]):
                return i
    return high
