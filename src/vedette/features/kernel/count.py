"""How many: counts, sums and shares of every window, added and taken off again.

Comes in: calls in the ring, with their rows in the trace. Goes out: changed counters; rows that
came over a gate are put on the window's hot list, rows without calls on the list of the dying.
It never judges. Adding and taking off are one function, so they cannot differ.
"""

# pyright: reportArgumentType=false
# (a NumPy integer is an integer to the compiler)

from __future__ import annotations

from typing import Final

import numpy as np

from vedette.features.kernel import shapes as k
from vedette.features.kernel.jit import hot, inner
from vedette.features.kernel.seat import OVERFLOW, forget

_PLACES = np.zeros(67, np.int64)
for _bit in range(63):
    _PLACES[(1 << _bit) % 67] = _bit

BIT: Final = _PLACES
"""The number of the only bit set in n, at n % 67: no two powers of two share a remainder."""


TOUCHED: Final = 128
"""Rows fetched ahead: few enough to stay in the nearest cache."""


@hot
def bump(
    narrow: k.I32, gate: k.I64, position: k.I64, window: int, row: int, bits: int, sign: int
) -> int:
    """Move the counts named by `bits`; how many more of them are at or over their gate."""
    above = 0
    up = 1 if sign > 0 else 0
    while bits != 0:
        lowest = bits & -bits
        bits ^= lowest
        slot = position[window, BIT[lowest % 67]]
        count = narrow[row, slot]
        narrow[row, slot] = count + sign
        if count + up == gate[slot]:
            above += sign
    return above


@hot
def add_shares(g: k.Grain, window: k.I64, place: int, sign: int) -> None:
    """Move the totals of a whole proxy (or the gateway) by one call."""
    group = 0
    if g.program.share_by_group:
        group = g.past.trace[g.program.group_line, place] - 1
        if group < 0:
            return
    mask = g.past.wide[k.P_MASK, place]
    for i in range(window[k.SHARES], window[k.SHARES_END]):
        line = g.program.lines[i]
        if line[k.SHARE_COLUMN] < 0:
            moved = (mask >> line[k.SHARE_BIT]) & 1
        else:
            moved = g.past.wide[k.P_SUMS + line[k.SHARE_COLUMN], place]
        g.groups.wide[group, line[k.SHARE_SLOT]] += sign * moved


@hot
def add_sums(g: k.Grain, window: k.I64, place: int, row: int, sign: int) -> None:
    """Move a row's sums by one call; a gap is a count, a sum and a sum of squares."""
    wide = g.rows.wide
    for i in range(window[k.SUMS], window[k.SUMS_END]):
        slot = g.program.lines[i, k.SUM_SLOT]
        column = g.program.lines[i, k.SUM_COLUMN]
        if column >= 0:
            wide[row, slot] += sign * g.past.wide[k.P_SUMS + column, place]
        else:
            gap = np.int64(g.past.trace[g.program.gap_line, place]) - 1
            if gap >= 0:
                wide[row, slot] += sign
                wide[row, slot + 1] += sign * gap
                wide[row, slot + 2] += sign * gap * gap


@hot
def come_or_go(rows: k.Rows, s: k.I64, windows: int, w: int, row: int, sign: int) -> None:
    """Keep the list of clients with calls in the window, from which peers are taken.

    Their groups stand beside them, so that looking for one group touches no other's rows.
    """
    lists, narrow = rows.lists, rows.narrow
    active = k.LISTS + windows + w
    slot = w * k.MARK_WIDE + k.PLACE
    if sign > 0:
        place = s[k.N_ACTIVE + w]
        s[k.N_ACTIVE + w] += 1
        lists[active, place] = row
        lists[active + windows, place] = rows.wide[row, k.GROUP]
        narrow[row, slot] = place
    else:
        place = narrow[row, slot]
        s[k.N_ACTIVE + w] -= 1
        last = lists[active, s[k.N_ACTIVE + w]]
        lists[active, place] = last
        lists[active + windows, place] = lists[active + windows, s[k.N_ACTIVE + w]]
        narrow[last, slot] = place


@hot
def heat(g: k.Grain, w: int, row: int, call: int) -> None:
    """Put a row on the window's list of those to be judged, and see that it has a name."""
    s = g.s
    flags = w * k.MARK_WIDE + k.FLAGS
    if g.rows.narrow[row, flags] & k.HOT == 0:
        g.rows.narrow[row, flags] |= k.HOT
        g.rows.lists[k.LISTS + w, s[k.N_HOT + w]] = row
        s[k.N_HOT + w] += 1
    if g.rows.wide[row, k.NAME] < 0:
        g.rows.wide[row, k.NAME] = s[k.N_NAMES]
        s[k.N_NAMES] += 1
        g.out.named[s[k.N_NAMED]] = call
        s[k.N_NAMED] += 1


@hot
def mind(g: k.Grain, window: k.I64, w: int, row: int, sign: int) -> None:
    """After a call came or went: the numbers of active and failing clients.

    Failing: 3 calls or more, half of them answered 4xx or 5xx.
    """
    narrow = g.rows.narrow
    group = g.rows.wide[row, k.GROUP]
    count = k.G_NARROW + w * k.GROUP_WIDE
    calls = narrow[row, window[k.CALLS]]
    if calls == (1 if sign > 0 else 0):
        g.groups.narrow[group, count + k.ACTIVE] += sign
        if window[k.REFS] < window[k.REFS_END]:
            come_or_go(g.rows, g.s, g.program.n_windows, w, row, sign)
    errors = narrow[row, window[k.C4]] + narrow[row, window[k.C5]]
    bad = k.BAD if calls >= 3 and 2 * errors >= calls else 0
    flags = w * k.MARK_WIDE + k.FLAGS
    if bad != narrow[row, flags] & k.BAD:
        narrow[row, flags] ^= k.BAD
        g.groups.narrow[group, count + k.FAILING] += 1 if bad else -1


@hot
def wane(g: k.Grain, row: int, group: int) -> None:
    """One remembered call less of a row and of a group (-1: none of it)."""
    rows, groups, s = g.rows, g.groups, g.s
    if row >= 0:
        rows.wide[row, k.LIVE] -= 1
        if rows.wide[row, k.LIVE] == 0:
            rows.lists[k.DYING, s[k.N_DYING]] = row
            s[k.N_DYING] += 1
    if group >= 0:
        groups.wide[group, k.G_LIVE] -= 1
        if groups.wide[group, k.G_LIVE] == 0 and group > OVERFLOW:
            forget(groups.keys, groups.seats, groups.wide[group, k.G_KEY])
            groups.narrow[s[k.N_FREE_GROUPS], k.G_FREE] = group
            s[k.N_FREE_GROUPS] += 1


@inner
def touch(g: k.Grain, window: k.I64, start: int, stop: int) -> None:
    """Read the rows of calls at once, so that the processor fetches them side by side.

    Counting needs one row after the other; waiting for each costs more than all the rest.
    """
    past, rows = g.past, g.rows
    size = past.cell.size - 1
    sink = 0
    for p in range(start, stop):
        row = past.trace[k.ROW, p & size] - 1
        if row >= 0:
            sink ^= rows.wide[row, k.GENERATION]
            sink ^= rows.narrow[row, window[k.CALLS]] ^ rows.narrow[row, window[k.MARK]]
    g.s[k.SINK] = sink


@inner
def shift(g: k.Grain, w: int, start: int, stop: int, sign: int) -> None:
    """Add (`sign` 1) or take off (-1) the calls `start` to `stop` of the ring in window `w`."""
    program, rows, past = g.program, g.rows, g.past
    window = program.lines[program.windows + w]
    wanted = window[k.MASK]
    lasting = sign < 0 and w == program.n_windows - 1
    size = past.cell.size - 1
    for p in range(start, stop):
        place = p & size
        if (p - start) & (TOUCHED - 1) == 0:
            touch(g, window, p, min(p + TOUCHED, stop))
        if window[k.SHARES] < window[k.SHARES_END]:
            add_shares(g, window, place, sign)
        row = np.int64(past.trace[k.ROW, place]) - 1
        tag = past.trace[k.TAG, place]
        if row >= 0 and rows.wide[row, k.GENERATION] & 0xFFFF != tag >> 8:
            row = np.int64(-1)
        if row >= 0:
            bits = past.wide[k.P_MASK, place] | (np.int64(tag & 0xFF) << program.shift)
            bits &= wanted
            above = bump(rows.narrow, program.gate, program.position, w, row, bits, sign)
            rows.narrow[row, w * k.MARK_WIDE + k.ABOVE] += above
            if window[k.SUMS] < window[k.SUMS_END]:
                add_sums(g, window, place, row, sign)
            if bits & 1 != 0:
                mind(g, window, w, row, sign)
            if rows.narrow[row, w * k.MARK_WIDE + k.ABOVE] > 0:
                heat(g, w, row, p - g.s[k.BASE])
        if lasting:
            group = np.int64(-1)
            if program.group_line > 0:
                group = np.int64(past.trace[program.group_line, place]) - 1
            wane(g, row, group)
