"""Who called: each call's client gets its row, and its proxy or operation its group.

Comes in: 64-bit ids of calls. Goes out: the row and group of each call, written into the trace.
It never counts anything but how many remembered calls a row and a group have.
"""

from __future__ import annotations

from typing import Final

from vedette.features.kernel import shapes as k
from vedette.features.kernel.jit import entry, hot, inner

OVERFLOW: Final = 1
"""The group of all proxies (or operations) beyond the capacity."""


@hot
def lookup(keys: k.I64, seats: k.I32, key: int) -> int:
    """The place of `key` in a table: where it is, or the free place where it belongs."""
    mask = keys.size - 1
    at = key & mask
    while seats[at] >= 0 and keys[at] != key:
        at = (at + 1) & mask
    return at


@inner
def forget(keys: k.I64, seats: k.I32, key: int) -> None:
    """Take `key` out of a table, closing the gap it leaves."""
    mask = keys.size - 1
    hole = lookup(keys, seats, key)
    at = hole
    while True:
        at = (at + 1) & mask
        if seats[at] < 0:
            break
        home = keys[at] & mask
        if ((at - home) & mask) >= ((at - hole) & mask):
            keys[hole] = keys[at]
            seats[hole] = seats[at]
            hole = at
    seats[hole] = -1


@entry
def rebuild(keys: k.I64, seats: k.I32, old_keys: k.I64, old_seats: k.I32) -> None:
    """Fill a larger table from an older one."""
    for i in range(old_keys.size):
        if old_seats[i] >= 0:
            at = lookup(keys, seats, old_keys[i])
            keys[at] = old_keys[i]
            seats[at] = old_seats[i]


@inner
def new_group(overrides: k.I64, wide: k.I64, narrow: k.I32, s: k.I64, key: int) -> int:
    """A group for a proxy or operation not seen before."""
    if s[k.N_FREE_GROUPS] > 0:
        s[k.N_FREE_GROUPS] -= 1
        group = narrow[s[k.N_FREE_GROUPS], k.G_FREE]
    elif s[k.N_GROUPS] < wide.shape[0]:
        group = s[k.N_GROUPS]
        s[k.N_GROUPS] += 1
    else:
        return OVERFLOW
    wide[group, k.G_KEY] = key
    narrow[group, k.G_OVERRIDE] = 0
    for i in range(overrides.size):
        if overrides[i] == key:
            narrow[group, k.G_OVERRIDE] = i + 1
    return group


@hot
def group_of(g: k.Grain, key: int) -> int:
    """The group of a proxy or operation."""
    groups = g.groups
    at = lookup(groups.keys, groups.seats, key)
    if groups.seats[at] >= 0:
        return groups.seats[at]
    group = new_group(g.program.overrides, groups.wide, groups.narrow, g.s, key)
    if group != OVERFLOW:
        groups.keys[at] = key
        groups.seats[at] = group
    return group


@hot
def new_row(wide: k.I64, free: k.I32, s: k.I64, key: int, group: int, time: int) -> int:
    """A row for a client not seen before; there must be room."""
    if s[k.N_FREE] > 0:
        s[k.N_FREE] -= 1
        row = free[k.FREE, s[k.N_FREE]]
    else:
        row = s[k.N_ROWS]
        s[k.N_ROWS] += 1
    wide[row, k.KEY] = key
    wide[row, k.LIVE] = 0
    wide[row, k.GROUP] = group
    wide[row, k.BORN] = time
    wide[row, k.NAME] = -1
    wide[row, k.SUSPECT] = k.NEVER
    return row


@hot
def clear(trace: k.I32, line: int, place: int) -> None:
    """Note nothing; memory that holds nothing is not touched, so it costs nothing."""
    if trace[line, place] != 0:
        trace[line, place] = 0


@inner
def seat_calls(g: k.Grain, batch: k.Batch, low: int, high: int) -> None:
    """Write row, generation and group of the calls `low` to `high` into the trace."""
    rows, s, trace = g.rows, g.s, g.past.trace
    grouped = g.program.group_line
    ring = trace.shape[1] - 1
    for i in range(low, high):
        place = (s[k.BASE] + i) & ring
        clear(trace, k.ROW, place)
        group = 0
        if batch.common[k.B_MASK, i] & g.program.relevant == 0:
            if grouped > 0:
                clear(trace, grouped, place)
            continue
        if grouped > 0:
            group = group_of(g, batch.own[k.O_GROUP, i])
            trace[grouped, place] = group + 1
            g.groups.wide[group, k.G_LIVE] += 1
        key = batch.own[k.O_KEY, i]
        if key == 0:
            continue
        at = lookup(rows.keys, rows.seats, key)
        row = rows.seats[at]
        time = batch.common[k.B_TIME, i]
        if row < 0:
            row = new_row(rows.wide, rows.lists, s, key, group, time)
            rows.keys[at] = key
            rows.seats[at] = row
        rows.wide[row, k.LIVE] += 1
        rows.wide[row, k.LAST] = time
        trace[k.ROW, place] = row + 1
        trace[k.TAG, place] = (rows.wide[row, k.GENERATION] & 0xFFFF) << 8
