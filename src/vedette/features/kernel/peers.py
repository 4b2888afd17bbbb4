"""How others do: the peers' reference of a measure, for records whose level asks for it.

Comes in: the records of one instant. Goes out: their `refs` and number of peers. Peers are the
clients of the same group with calls in the window that met no level lately; the reference
is max(p99, median + 10 MAD), of nearest rank, and is not there under 30 peers.
"""

from __future__ import annotations

import numpy as np

from vedette.features.kernel.jit import inner
from vedette.features.kernel.judge import ASKED, UNKNOWN, term
from vedette.features.kernel.select import nth
from vedette.features.kernel.shapes import (
    F64,
    FIRST_RECORD,
    GROUP,
    I64,
    LENGTH,
    N_ACTIVE,
    N_RECORDS,
    R_AT,
    R_GROUP,
    R_PEERS,
    R_WINDOW,
    REFS,
    REFS_END,
    SUSPECT,
    Arena,
    Groups,
    Out,
    Program,
    Rows,
)

FEWEST = 30
"""Peers needed for a reference."""


@inner
def reference(values: F64, size: int) -> float:
    """max(p99, median + 10 MAD) of the first `size` values, which are shuffled."""
    if size < FEWEST:
        return np.nan
    top = nth(values, size, (99 * size + 99) // 100 - 1)
    middle = nth(values, size, (size + 1) // 2 - 1)
    for i in range(size):
        values[i] = abs(values[i] - middle)
    return max(top, middle + 10.0 * nth(values, size, (size + 1) // 2 - 1))


@inner
def gather(
    program: Program,
    rows: Rows,
    groups: Groups,
    arena: Arena,
    out: Out,
    s: I64,
    w: int,
    group: int,
    which: int,
    instant: int,
) -> int:
    """Put a measure of all peers of a group into scratch memory; how many have one."""
    start = instant - program.windows[w, LENGTH]
    found = 0
    for i in range(s[N_ACTIVE + w]):
        row = rows.active[w, i]
        if rows.head[row, GROUP] != group or rows.head[row, SUSPECT] >= instant:
            continue
        for j in range(program.sets.shape[0]):
            out.memo[j] = UNKNOWN
        value = term(program, rows, groups, arena, out.memo, row, which, start)
        if not np.isnan(value):
            out.scratch[found] = value
            found += 1
    return found


@inner
def count_peers(rows: Rows, s: I64, w: int, group: int, instant: int) -> int:
    """How many peers a group has in a window."""
    found = 0
    for i in range(s[N_ACTIVE + w]):
        row = rows.active[w, i]
        if rows.head[row, GROUP] == group and rows.head[row, SUSPECT] < instant:
            found += 1
    return found


@inner
def answered(groups: Groups, out: Out, s: I64, w: int, group: int, at: int) -> int:
    """An earlier record of this instant with the same window and group, or -1."""
    before = groups.answer[group, w]
    if (
        s[FIRST_RECORD] <= before < at
        and out.records[before, R_WINDOW] == w
        and out.records[before, R_GROUP] == group
        and out.records[before, R_PEERS] >= 0
    ):
        return before
    return -1


@inner
def compare(program: Program, rows: Rows, groups: Groups, arena: Arena, out: Out, s: I64) -> None:
    """Fill in what this instant's records must know of their peers."""
    for at in range(s[FIRST_RECORD], s[N_RECORDS]):
        if out.records[at, R_PEERS] != ASKED:
            continue
        w = out.records[at, R_WINDOW]
        group = out.records[at, R_GROUP]
        instant = out.records[at, R_AT]
        first, end = program.windows[w, REFS], program.windows[w, REFS_END]
        before = answered(groups, out, s, w, group, at)
        if before >= 0:
            out.records[at, R_PEERS] = out.records[before, R_PEERS]
            for i in range(end - first):
                out.refs[at, i] = out.refs[before, i]
            continue
        groups.answer[group, w] = at
        out.records[at, R_PEERS] = count_peers(rows, s, w, group, instant)
        for i in range(first, end):
            found = gather(program, rows, groups, arena, out, s, w, group, program.refs[i], instant)
            out.refs[at, i - first] = reference(out.scratch, found)
    s[FIRST_RECORD] = s[N_RECORDS]
