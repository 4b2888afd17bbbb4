"""How many different: bounded sets of values, each with the cell of time it was last seen in.

Comes in: value ids of calls with their rows. Goes out: changed sets; counts of distinct values
since any cell. A set grows 4, 16, 64 ... up to twice its cap, then keeps the `cap` values most
recently seen: so min(distinct, cap) is exact for every window without any expiry. It never
keeps a value's text. Blocks up to 16 are scanned, larger ones are hash tables three
quarters full at most.
"""

from __future__ import annotations

from typing import Final

from vedette.features.kernel.jit import inner
from vedette.features.kernel.select import nth
from vedette.features.kernel.shapes import (
    ARENA_TOP,
    BASE,
    FREE_BLOCK,
    I32,
    I64,
    NEVER,
    OFFSET,
    SET_BIT,
    SET_CAP,
    SET_COLUMN,
    SET_LIFE,
    SIZE,
    USED,
    Arena,
    Batch,
    Program,
    Rows,
    Trace,
)

SCANNED: Final = 16
"""Blocks of at most this many values are scanned, larger ones hashed."""

SMALLEST: Final = 4


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
def allocate(words: I64, halves: I32, s: I64, size: int) -> int:
    """The offset of an empty block, or -1 when the arena is full."""
    order = FREE_BLOCK + order_of(size)
    offset = s[order] - 1
    if offset >= 0:
        s[order] = words[offset]
    else:
        offset = s[ARENA_TOP]
        if offset + words_of(size) > words.size:
            return -1
        s[ARENA_TOP] = offset + words_of(size)
    for i in range(size):
        words[offset + i] = 0
        halves[2 * (offset + size) + i] = NEVER
    return offset


@inner
def give_back(words: I64, s: I64, offset: int, size: int) -> None:
    """Put a block on the list of free blocks of its size (0 on a list = its end)."""
    order = FREE_BLOCK + order_of(size)
    words[offset] = s[order]
    s[order] = offset + 1


@inner
def place_of(words: I64, offset: int, size: int, used: int, value: int) -> int:
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


@inner
def since(halves: I32, offset: int, size: int, start: int) -> int:
    """How many values of a block were seen in or after the cell `start`."""
    count = 0
    first = 2 * (offset + size)
    for i in range(first, first + size):
        if halves[i] >= start:
            count += 1
    return count


@inner
def distinct(block: I32, halves: I32, row: int, which: int, start: int, cap: int) -> int:
    """The distinct values of a row's set since a cell, at most `cap`."""
    size = block[row, which, SIZE]
    if size == 0:
        return 0
    return min(since(halves, block[row, which, OFFSET], size, start), cap)


@inner
def oldest_kept(arena: Arena, offset: int, size: int, keep: int) -> int:
    """The cell from which on at least `keep` values of a full block were seen last."""
    used = 0
    first = 2 * (offset + size)
    for i in range(size):
        if arena.halves[first + i] != NEVER:
            arena.order[used] = arena.halves[first + i]
            used += 1
    return int(nth(arena.order, used, used - keep))


@inner
def pour(arena: Arena, offset: int, size: int, start: int, most: int) -> int:
    """Copy at most `most` values seen since `start`, those after it first, to scratch memory."""
    kept = 0
    first = 2 * (offset + size)
    for again in range(2):
        for i in range(size):
            seen = arena.halves[first + i]
            if seen != NEVER and kept < most and (seen > start if again == 0 else seen == start):
                arena.values[kept] = arena.words[offset + i]
                arena.seen[kept] = seen
                kept += 1
    return kept


@inner
def next_size(size: int, live: int, cap: int) -> int:
    """The size a full block should have from now on."""
    if 2 * live <= room_for(size):
        return size
    return min(4 * size, 2 * cap)


@inner
def regrow(blocks: I32, arena: Arena, s: I64, row: int, which: int, dead: int, cap: int) -> bool:
    """Make room in a full set, forgetting values last seen before `dead`; False: arena full."""
    size = blocks[row, which, SIZE]
    offset = blocks[row, which, OFFSET]
    live = since(arena.halves, offset, size, dead)
    wanted = next_size(size, live, cap)
    target = allocate(arena.words, arena.halves, s, wanted)
    if target < 0:
        return False
    start = dead
    most = live
    if live > cap and wanted == size:
        start = oldest_kept(arena, offset, size, cap)
        most = cap
    kept = pour(arena, offset, size, start, most)
    give_back(arena.words, s, offset, size)
    for i in range(kept):
        at = place_of(arena.words, target, wanted, i, arena.values[i])
        arena.words[target + at] = arena.values[i]
        arena.halves[2 * (target + wanted) + at] = arena.seen[i]
    blocks[row, which, OFFSET] = target
    blocks[row, which, SIZE] = wanted
    blocks[row, which, USED] = kept
    return True


@inner
def insert(blocks: I32, arena: Arena, s: I64, row: int, which: int, value: int, cell: int) -> bool:
    """Note a value that a set with room does not hold yet."""
    size = blocks[row, which, SIZE]
    offset = blocks[row, which, OFFSET]
    at = place_of(arena.words, offset, size, blocks[row, which, USED], value)
    arena.words[offset + at] = value
    arena.halves[2 * (offset + size) + at] = cell
    blocks[row, which, USED] += 1
    return True


@inner
def see(
    blocks: I32,
    arena: Arena,
    s: I64,
    row: int,
    which: int,
    value: int,
    cell: int,
    life: int,
    cap: int,
) -> bool:
    """Note that a row's set met a value in a cell; False: the arena is full, nothing changed."""
    size = blocks[row, which, SIZE]
    if size == 0:
        offset = allocate(arena.words, arena.halves, s, SMALLEST)
        if offset < 0:
            return False
        blocks[row, which, OFFSET] = offset
        blocks[row, which, SIZE] = SMALLEST
        blocks[row, which, USED] = 0
        return insert(blocks, arena, s, row, which, value, cell)
    offset = blocks[row, which, OFFSET]
    used = blocks[row, which, USED]
    at = place_of(arena.words, offset, size, used, value)
    if (at < used or size > SCANNED) and arena.words[offset + at] == value:
        arena.halves[2 * (offset + size) + at] = cell
        return True
    if used >= room_for(size) and not regrow(blocks, arena, s, row, which, cell + 1 - life, cap):
        return False
    return insert(blocks, arena, s, row, which, value, cell)


@inner
def see_calls(
    program: Program,
    rows: Rows,
    arena: Arena,
    trace: Trace,
    batch: Batch,
    s: I64,
    low: int,
    high: int,
) -> int:
    """Note the values of the calls `low` to `high`; the first call that found no room, or `high`."""
    ring = trace.row.size - 1
    for k in range(low, high):
        row = trace.row[(s[BASE] + k) & ring]
        if row < 0:
            continue
        mask = batch.mask[k]
        for i in range(program.sets.shape[0]):
            if (mask >> program.sets[i, SET_BIT]) & 1 == 0:
                continue
            value = batch.values[program.sets[i, SET_COLUMN], k]
            if value != 0 and not see(
                rows.blocks,
                arena,
                s,
                row,
                i,
                value,
                batch.cell[k],
                program.sets[i, SET_LIFE],
                program.sets[i, SET_CAP],
            ):
                return k
    return high
