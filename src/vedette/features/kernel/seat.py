"""Who called: each call's client gets its row, and its proxy or operation its group.

Comes in: 64-bit keys of calls. Goes out: the row and group of each call, written into the
trace. It never counts anything but how many remembered calls a row and a group have.
"""

from __future__ import annotations

from vedette.features.kernel.jit import entry, inner
from vedette.features.kernel.shapes import (
    BASE,
    BORN,
    GENERATION,
    GROUP,
    GROUPED,
    HEAD_WIDE,
    I32,
    I64,
    KEY,
    LAST,
    LIVE,
    N_FREE,
    N_FREE_GROUPS,
    N_GROUPS,
    N_ROWS,
    NAME,
    NEVER,
    RELEVANT,
    SUSPECT,
    Batch,
    Groups,
    Program,
    Rows,
    Trace,
)

OVERFLOW = 1
"""The group of all proxies (or operations) beyond the capacity."""


@inner
def lookup(keys: I64, seats: I32, key: int) -> int:
    """The place of `key` in a table: where it is, or the free place where it belongs."""
    mask = keys.size - 1
    at = key & mask
    while seats[at] >= 0 and keys[at] != key:
        at = (at + 1) & mask
    return at


@inner
def forget(keys: I64, seats: I32, key: int) -> None:
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
def rebuild(keys: I64, seats: I32, old_keys: I64, old_seats: I32) -> None:
    """Fill a larger table from an older one."""
    for i in range(old_keys.size):
        if old_seats[i] >= 0:
            at = lookup(keys, seats, old_keys[i])
            keys[at] = old_keys[i]
            seats[at] = old_seats[i]


@inner
def new_group(program: Program, groups: Groups, s: I64, key: int) -> int:
    """A group for a proxy or operation not seen before."""
    if s[N_FREE_GROUPS] > 0:
        s[N_FREE_GROUPS] -= 1
        group = groups.free[s[N_FREE_GROUPS]]
    elif s[N_GROUPS] < groups.name.size:
        group = s[N_GROUPS]
        s[N_GROUPS] += 1
    else:
        return OVERFLOW
    groups.name[group] = key
    groups.override[group] = 0
    for i in range(program.overrides.size):
        if program.overrides[i] == key:
            groups.override[group] = i + 1
    return group


@inner
def group_of(program: Program, groups: Groups, s: I64, key: int) -> int:
    """The group of a proxy or operation."""
    at = lookup(groups.keys, groups.seats, key)
    if groups.seats[at] >= 0:
        return groups.seats[at]
    group = new_group(program, groups, s, key)
    if group != OVERFLOW:
        groups.keys[at] = key
        groups.seats[at] = group
    return group


@inner
def new_row(rows: Rows, s: I64, key: int, group: int, time: int) -> int:
    """A row for a client not seen before; there must be room."""
    if s[N_FREE] > 0:
        s[N_FREE] -= 1
        row = rows.free[s[N_FREE]]
    else:
        row = s[N_ROWS]
        s[N_ROWS] += 1
    generation = rows.head[row, GENERATION]
    for i in range(HEAD_WIDE):
        rows.head[row, i] = 0
    rows.head[row, GENERATION] = generation
    rows.head[row, KEY] = key
    rows.head[row, GROUP] = group
    rows.head[row, BORN] = time
    rows.head[row, NAME] = -1
    rows.head[row, SUSPECT] = NEVER
    return row


@inner
def seat_calls(
    program: Program,
    rows: Rows,
    groups: Groups,
    trace: Trace,
    batch: Batch,
    s: I64,
    low: int,
    high: int,
) -> None:
    """Write row, generation and group of the calls `low` to `high` into the trace."""
    grouped = program.traits[GROUPED] == 1
    relevant = program.traits[RELEVANT]
    ring = trace.row.size - 1
    for k in range(low, high):
        place = (s[BASE] + k) & ring
        trace.row[place] = -1
        group = 0
        if batch.mask[k] & relevant == 0:
            if grouped:
                trace.group[place] = -1
            continue
        if grouped:
            group = group_of(program, groups, s, batch.group[k])
            trace.group[place] = group
            groups.live[group] += 1
        key = batch.key[k]
        if key == 0:
            continue
        at = lookup(rows.keys, rows.seats, key)
        row = rows.seats[at]
        if row < 0:
            row = new_row(rows, s, key, group, batch.time[k])
            rows.keys[at] = key
            rows.seats[at] = row
        rows.head[row, LIVE] += 1
        rows.head[row, LAST] = batch.time[k]
        trace.row[place] = row
        trace.generation[place] = rows.head[row, GENERATION] & 0xFFFF
