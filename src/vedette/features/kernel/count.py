"""How many: counts, sums and shares of every window, added and taken off again.

Comes in: calls in the ring, with their rows in the trace. Goes out: changed counters; rows that
came over a gate are put on the window's hot list, rows without calls on the list of the dying.
It never judges. Adding and taking off are one function, so they cannot differ.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from vedette.features.kernel.jit import inner
from vedette.features.kernel.seat import OVERFLOW, forget
from vedette.features.kernel.shapes import (
    A_COUNT,
    ABOVE,
    ACTIVE,
    BAD,
    BASE,
    C4,
    C5,
    CALLS,
    FAILING,
    FLAGS,
    GENERATION,
    GROUP,
    GROUPED,
    HOT,
    I32,
    I64,
    LIVE,
    MASK,
    N_ACTIVE,
    N_DYING,
    N_FREE_GROUPS,
    N_HOT,
    N_NAMED,
    N_NAMES,
    NAME,
    PLACE,
    REFS,
    REFS_END,
    SHARE_BY_GROUP,
    SHARE_KIND,
    SHARE_OF,
    SHARE_SLOT,
    SHARES,
    SHARES_END,
    SHIFT,
    SUM_COLUMN,
    SUM_SLOT,
    SUMS,
    SUMS_END,
    Groups,
    Out,
    Program,
    Ring,
    Rows,
    Trace,
)

_PLACES = np.zeros(67, np.int64)
for _bit in range(63):
    _PLACES[(1 << _bit) % 67] = _bit

BIT: Final = _PLACES
"""The number of the only bit set in n, at n % 67: no two powers of two share a remainder."""


@inner
def bump(cells: I32, gate: I32, position: I32, window: int, row: int, bits: int, sign: int) -> int:
    """Move the counts named by `bits`; how many more of them are at or over their gate."""
    above = 0
    up = 1 if sign > 0 else 0
    while bits != 0:
        lowest = bits & -bits
        bits ^= lowest
        slot = position[window, BIT[lowest % 67]]
        count = cells[row, slot]
        cells[row, slot] = count + sign
        if count + up == gate[slot]:
            above += sign
    return above


@inner
def share(
    shares: I64, ring: Ring, totals: I64, first: int, end: int, place: int, group: int, sign: int
) -> None:
    """Move the totals of a whole proxy (or the gateway) by one call."""
    for i in range(first, end):
        of = shares[i, SHARE_OF]
        if shares[i, SHARE_KIND] == A_COUNT:
            moved = (ring.mask[place] >> of) & 1
        else:
            moved = ring.sums[of, place]
        totals[group, shares[i, SHARE_SLOT]] += sign * moved


@inner
def add_up(
    which: I64,
    ring: Ring,
    gaps: I32,
    sums: I64,
    first: int,
    end: int,
    place: int,
    row: int,
    sign: int,
) -> None:
    """Move a row's sums by one call; a gap is a count, a sum and a sum of squares."""
    for i in range(first, end):
        slot = which[i, SUM_SLOT]
        column = which[i, SUM_COLUMN]
        if column >= 0:
            sums[row, slot] += sign * ring.sums[column, place]
        elif gaps[place] >= 0:
            gap = np.int64(gaps[place])
            sums[row, slot] += sign
            sums[row, slot + 1] += sign * gap
            sums[row, slot + 2] += sign * gap * gap


@inner
def come_or_go(
    rows_active: I32, mark: I32, s: I64, window: int, row: int, calls: int, sign: int
) -> None:
    """Keep the list of clients with calls in the window, from which peers are taken."""
    if sign > 0 and calls == 1:
        place = s[N_ACTIVE + window]
        rows_active[window, place] = row
        mark[row, window, PLACE] = place
        s[N_ACTIVE + window] = place + 1
    elif sign < 0 and calls == 0:
        place = mark[row, window, PLACE]
        s[N_ACTIVE + window] -= 1
        last = rows_active[window, s[N_ACTIVE + window]]
        rows_active[window, place] = last
        mark[last, window, PLACE] = place


@inner
def heat(
    rows_hot: I32, head: I64, mark: I32, named: I32, s: I64, window: int, row: int, call: int
) -> None:
    """Put a row on the window's list of those to be judged, and see that it has a name."""
    if mark[row, window, FLAGS] & HOT == 0:
        mark[row, window, FLAGS] |= HOT
        rows_hot[window, s[N_HOT + window]] = row
        s[N_HOT + window] += 1
    if head[row, NAME] < 0:
        head[row, NAME] = s[N_NAMES]
        s[N_NAMES] += 1
        named[s[N_NAMED]] = call
        s[N_NAMED] += 1


@inner
def mind(
    cells: I32, mark: I32, count: I32, columns: I64, window: int, row: int, group: int
) -> None:
    """Keep the number of failing clients: 3 calls or more, half of them answered 4xx or 5xx."""
    calls = cells[row, columns[window, CALLS]]
    errors = cells[row, columns[window, C4]] + cells[row, columns[window, C5]]
    bad = BAD if calls >= 3 and 2 * errors >= calls else 0
    if bad != mark[row, window, FLAGS] & BAD:
        mark[row, window, FLAGS] ^= BAD
        count[group, window, FAILING] += 1 if bad else -1


@inner
def wane(rows_head: I64, dying: I32, s: I64, row: int) -> None:
    """One remembered call less; a row without any is put on the list of the dying."""
    rows_head[row, LIVE] -= 1
    if rows_head[row, LIVE] == 0:
        dying[s[N_DYING]] = row
        s[N_DYING] += 1


@inner
def wane_group(groups: Groups, s: I64, group: int) -> None:
    """One remembered call of a group less; a group without any is given back."""
    groups.live[group] -= 1
    if groups.live[group] == 0 and group > OVERFLOW:
        forget(groups.keys, groups.seats, groups.name[group])
        groups.free[s[N_FREE_GROUPS]] = group
        s[N_FREE_GROUPS] += 1


@inner
def shift(
    program: Program,
    rows: Rows,
    groups: Groups,
    trace: Trace,
    ring: Ring,
    out: Out,
    s: I64,
    w: int,
    start: int,
    stop: int,
    sign: int,
) -> None:
    """Add (`sign` 1) or take off (-1) the calls `start` to `stop` of the ring in window `w`."""
    wanted = program.windows[w, MASK]
    calls_slot = program.windows[w, CALLS]
    sums, sums_end = program.windows[w, SUMS], program.windows[w, SUMS_END]
    shares, shares_end = program.windows[w, SHARES], program.windows[w, SHARES_END]
    listed = program.windows[w, REFS] < program.windows[w, REFS_END]
    by_group = program.traits[SHARE_BY_GROUP] == 1
    grouped = program.traits[GROUPED] == 1
    lasting = sign < 0 and w == program.windows.shape[0] - 1
    size = ring.mask.size - 1
    for p in range(start, stop):
        place = p & size
        if shares < shares_end and (not by_group or trace.group[place] >= 0):
            group = trace.group[place] if by_group else 0
            share(program.shares, ring, groups.totals, shares, shares_end, place, group, sign)
        row = trace.row[place]
        if row >= 0 and rows.head[row, GENERATION] & 0xFFFF == trace.generation[place]:
            mask = ring.mask[place] | (np.int64(trace.extra[place]) << program.traits[SHIFT])
            above = bump(rows.cells, program.gate, program.position, w, row, mask & wanted, sign)
            rows.mark[row, w, ABOVE] += above
            add_up(program.sums, ring, trace.gap, rows.sums, sums, sums_end, place, row, sign)
            if mask & wanted & 1 != 0:
                group = rows.head[row, GROUP]
                calls = rows.cells[row, calls_slot]
                if calls == (1 if sign > 0 else 0):
                    groups.count[group, w, ACTIVE] += sign
                    if listed:
                        come_or_go(rows.active, rows.mark, s, w, row, calls, sign)
                mind(rows.cells, rows.mark, groups.count, program.windows, w, row, group)
            if rows.mark[row, w, ABOVE] > 0:
                heat(rows.hot, rows.head, rows.mark, out.named, s, w, row, p - s[BASE])
            if lasting:
                wane(rows.head, rows.dying, s, row)
        if lasting and grouped and trace.group[place] >= 0:
            wane_group(groups, s, trace.group[place])
