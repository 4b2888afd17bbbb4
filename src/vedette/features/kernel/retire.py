"""Whom to forget: rows of clients long idle, and rows evicted to keep memory bounded.

Comes in: rows. Goes out: free rows, their blocks given back. It never chooses whom to evict.
"""

from __future__ import annotations

from vedette.features.kernel.count import come_or_go
from vedette.features.kernel.jit import entry, inner
from vedette.features.kernel.seat import forget
from vedette.features.kernel.sets import give_back
from vedette.features.kernel.shapes import (
    ACTIVE,
    BAD,
    CALLS,
    FAILING,
    FLAGS,
    GENERATION,
    GROUP,
    I32,
    I64,
    KEY,
    LIVE,
    N_DYING,
    N_FREE,
    N_HOT,
    NAME,
    NOTHING,
    OFFSET,
    REFS,
    REFS_END,
    SIZE,
    USED,
    Arena,
    Groups,
    Program,
    Rows,
)


@inner
def release(rows: Rows, arena: Arena, s: I64, row: int) -> None:
    """Clear a row that is on no list, and make it free."""
    forget(rows.keys, rows.seats, rows.head[row, KEY])
    # Calls of an evicted row are still in the ring: they must find it changed.
    rows.head[row, GENERATION] += 1
    rows.head[row, NAME] = -1
    rows.head[row, LIVE] = 0
    rows.mark[row] = 0
    rows.cells[row] = 0
    rows.sums[row] = 0
    rows.trail_time[row] = NOTHING
    for which in range(rows.blocks.shape[1]):
        if rows.blocks[row, which, SIZE] > 0:
            give_back(
                arena.words, s, rows.blocks[row, which, OFFSET], rows.blocks[row, which, SIZE]
            )
            rows.blocks[row, which, SIZE] = 0
            rows.blocks[row, which, USED] = 0
    rows.free[s[N_FREE]] = row
    s[N_FREE] += 1


@inner
def bury(rows: Rows, arena: Arena, s: I64) -> None:
    """Release the rows without a remembered call; all their counts are 0 and judged."""
    for i in range(s[N_DYING]):
        row = rows.dying[i]
        if rows.head[row, LIVE] == 0:
            release(rows, arena, s, row)
    s[N_DYING] = 0


@inner
def leave(program: Program, rows: Rows, groups: Groups, s: I64, row: int) -> None:
    """Take a row with calls off the numbers of active and failing clients and their lists."""
    group = rows.head[row, GROUP]
    for w in range(program.windows.shape[0]):
        if rows.cells[row, program.windows[w, CALLS]] > 0:
            groups.count[group, w, ACTIVE] -= 1
            if program.windows[w, REFS] < program.windows[w, REFS_END]:
                come_or_go(rows.active, rows.mark, s, w, row, 0, -1)
        if rows.mark[row, w, FLAGS] & BAD != 0:
            groups.count[group, w, FAILING] -= 1


@entry
def evict(program: Program, rows: Rows, groups: Groups, arena: Arena, s: I64, victims: I32) -> None:
    """Release `victims`, whatever they did; their remembered calls no longer count."""
    for i in range(victims.size):
        row = victims[i]
        leave(program, rows, groups, s, row)
        rows.head[row, LIVE] = -1
    for w in range(program.windows.shape[0]):
        kept = 0
        for i in range(s[N_HOT + w]):
            row = rows.hot[w, i]
            if rows.head[row, LIVE] >= 0:
                rows.hot[w, kept] = row
                kept += 1
        s[N_HOT + w] = kept
    for i in range(victims.size):
        release(rows, arena, s, victims[i])
