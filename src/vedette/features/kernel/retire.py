"""Whom to forget: rows of clients long idle, and rows evicted to keep memory bounded.

Comes in: rows. Goes out: free rows, their blocks given back. It never chooses whom to evict.
"""

from __future__ import annotations

from vedette.features.kernel import shapes as k
from vedette.features.kernel.count import come_or_go
from vedette.features.kernel.jit import entry, inner
from vedette.features.kernel.seat import forget
from vedette.features.kernel.sets import give_back


@inner
def release(g: k.Grain, row: int) -> None:
    """Clear a row that is on no list, and make it free."""
    rows, s, program = g.rows, g.s, g.program
    forget(rows.keys, rows.seats, rows.wide[row, k.KEY])
    for which in range(program.n_sets):
        slot = program.lines[program.sets + which, k.SET_SLOT]
        size = rows.narrow[row, slot + k.SIZE]
        if size > 1:
            give_back(g.arena.words, s, rows.narrow[row, slot + k.OFFSET], size)
    # Calls of an evicted row are still in the ring: they must find it changed.
    generation = rows.wide[row, k.GENERATION] + 1
    rows.wide[row] = 0
    rows.narrow[row] = 0
    rows.wide[row, k.GENERATION] = generation
    rows.wide[row, k.NAME] = -1
    for trail in range(program.n_trails):
        slot = program.lines[program.trails + trail, k.TRAIL_SLOT]
        rows.wide[row, slot + k.T_TIME] = k.NOTHING
    rows.lists[k.FREE, s[k.N_FREE]] = row
    s[k.N_FREE] += 1


@inner
def bury(g: k.Grain) -> None:
    """Release the rows without a remembered call; all their counts are 0 and judged."""
    for i in range(g.s[k.N_DYING]):
        row = g.rows.lists[k.DYING, i]
        if g.rows.wide[row, k.LIVE] == 0:
            release(g, row)
    g.s[k.N_DYING] = 0


@inner
def leave(g: k.Grain, row: int) -> None:
    """Take a row with calls off the numbers of active and failing clients and their lists."""
    narrow = g.rows.narrow
    group = g.rows.wide[row, k.GROUP]
    for w in range(g.program.n_windows):
        window = g.program.lines[g.program.windows + w]
        counts = k.G_NARROW + w * k.GROUP_WIDE
        if narrow[row, window[k.CALLS]] > 0:
            g.groups.narrow[group, counts + k.ACTIVE] -= 1
            if window[k.REFS] < window[k.REFS_END]:
                come_or_go(g.rows, g.s, g.program.n_windows, w, row, -1)
        if narrow[row, w * k.MARK_WIDE + k.FLAGS] & k.BAD != 0:
            g.groups.narrow[group, counts + k.FAILING] -= 1


@entry
def evict(g: k.Grain, victims: k.I32) -> None:
    """Release `victims`, whatever they did; their remembered calls no longer count."""
    s, lists = g.s, g.rows.lists
    for i in range(victims.size):
        leave(g, victims[i])
        g.rows.wide[victims[i], k.LIVE] = -1
    for w in range(g.program.n_windows):
        kept = 0
        for i in range(s[k.N_HOT + w]):
            row = lists[k.LISTS + w, i]
            if g.rows.wide[row, k.LIVE] >= 0:
                lists[k.LISTS + w, kept] = row
                kept += 1
        s[k.N_HOT + w] = kept
    for i in range(victims.size):
        release(g, victims[i])
