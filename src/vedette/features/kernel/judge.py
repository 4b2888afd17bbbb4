"""Who meets a level: the rows on a window's hot list against the levels of the patterns.

Comes in: counters at an instant. Goes out: a record per client that met a level, and a hit per
level. A row whose counts are under every gate leaves the hot list; one that met nothing leaves
it until its counts move again, unless a level looks at shares, which move without it.
"""

from __future__ import annotations

from vedette.features.kernel.finish import finished, holds
from vedette.features.kernel.jit import inner
from vedette.features.kernel.sets import distinct
from vedette.features.kernel.shapes import (
    A_COUNT,
    A_SUM,
    ABOVE,
    ACTIVE,
    ATOM_KIND,
    ATOM_SLOT,
    ATOMS,
    ATOMS_END,
    BORN,
    CONDITION_OP,
    CONDITION_TERM,
    FAILING,
    FLAGS,
    GAP_CV,
    GROUP,
    HOT,
    I64,
    LENGTH,
    LEVEL_BOUND,
    LEVEL_FLAGS,
    LEVEL_FROM,
    LEVEL_GATE,
    LEVEL_TO,
    LEVELS,
    LEVELS_END,
    MARKS,
    N_HITS,
    N_HOT,
    N_RECORDS,
    NAME,
    PEERED,
    PLAIN,
    R_ACTIVE,
    R_AT,
    R_BORN,
    R_FAILING,
    R_GROUP,
    R_KEYS,
    R_NAME,
    R_PEERS,
    R_SHARES,
    R_WINDOW,
    SET_CAP,
    SHARE,
    SHARE_BY_GROUP,
    SHARE_SLOT,
    SHARED,
    SHARES,
    SHARES_END,
    SPOT,
    SUSPECT,
    TERM_A,
    TERM_B,
    TERM_KIND,
    TERM_SCALE,
    Arena,
    Groups,
    Out,
    Program,
    Rows,
)

UNKNOWN = -1
"""In `Out.memo`: a set not counted yet for the row at hand."""

UNASKED, ASKED = -1, -2
"""In a record's R_PEERS, until the peers are counted: no level (or one) compares with them."""

SUSPECT_FOR = 60
"""Cells for which a client that met a level stays no peer, at least (10 minutes)."""


@inner
def atom(
    program: Program, rows: Rows, arena: Arena, memo: I64, row: int, which: int, start: int
) -> int:
    """One counter of a row: a count, a sum, or the distinct values since a cell."""
    kind = program.atoms[which, ATOM_KIND]
    slot = program.atoms[which, ATOM_SLOT]
    if kind == A_COUNT:
        return rows.cells[row, slot]
    if kind == A_SUM:
        return rows.sums[row, slot]
    if memo[slot] == UNKNOWN:
        memo[slot] = distinct(
            rows.blocks, arena.halves, row, slot, start, program.sets[slot, SET_CAP]
        )
    return memo[slot]


@inner
def term(
    program: Program,
    rows: Rows,
    groups: Groups,
    arena: Arena,
    memo: I64,
    row: int,
    which: int,
    start: int,
) -> float:
    """A finished measure of a row in the window that starts at a cell."""
    kind = program.terms[which, TERM_KIND]
    a = program.terms[which, TERM_A]
    b = program.terms[which, TERM_B]
    scale = float(program.terms[which, TERM_SCALE])
    first = float(atom(program, rows, arena, memo, row, a, start))
    if kind == PLAIN:
        return first
    if kind == SHARE:
        group = rows.head[row, GROUP] if program.traits[SHARE_BY_GROUP] == 1 else 0
        whole = groups.totals[group, program.shares[b, SHARE_SLOT]]
        return finished(1, first, float(whole), 0.0, scale)
    second = float(atom(program, rows, arena, memo, row, b, start))
    third = 0.0
    if kind == GAP_CV:
        third = float(atom(program, rows, arena, memo, row, b + 1, start))
    return finished(kind, first, second, third, scale)


@inner
def meets(
    program: Program,
    rows: Rows,
    groups: Groups,
    arena: Arena,
    memo: I64,
    row: int,
    level: int,
    start: int,
) -> bool:
    """Whether a row meets all absolute conditions of a level."""
    override = groups.override[rows.head[row, GROUP]]
    for i in range(program.levels[level, LEVEL_FROM], program.levels[level, LEVEL_TO]):
        value = term(
            program,
            rows,
            groups,
            arena,
            memo,
            row,
            program.conditions[i, CONDITION_TERM],
            start,
        )
        if not holds(program.conditions[i, CONDITION_OP], value, program.bounds[i, override]):
            return False
    return True


@inner
def record(
    program: Program,
    rows: Rows,
    groups: Groups,
    arena: Arena,
    out: Out,
    s: I64,
    row: int,
    w: int,
    instant: int,
) -> None:
    """Write down a row's counters in a window."""
    at = s[N_RECORDS]
    s[N_RECORDS] += 1
    line = out.records[at]
    group = rows.head[row, GROUP]
    line[R_NAME] = rows.head[row, NAME]
    line[R_AT] = instant
    line[R_WINDOW] = w
    line[R_GROUP] = group
    line[R_BORN] = rows.head[row, BORN]
    line[R_ACTIVE] = groups.count[group, w, ACTIVE]
    line[R_FAILING] = groups.count[group, w, FAILING]
    line[R_PEERS] = UNASKED
    longest = program.windows[program.windows.shape[0] - 1, LENGTH]
    for i in range(4):
        which = program.guards[i]
        line[R_KEYS + i] = 1
        if which >= 0:
            cap = program.sets[which, SET_CAP]
            line[R_KEYS + i] = distinct(
                rows.blocks, arena.halves, row, which, instant - longest, cap
            )
    at = R_SHARES
    whole = group if program.traits[SHARE_BY_GROUP] == 1 else 0
    for i in range(program.windows[w, SHARES], program.windows[w, SHARES_END]):
        line[at] = groups.totals[whole, program.shares[i, SHARE_SLOT]]
        at += 1
    start = instant - program.windows[w, LENGTH]
    for i in range(program.windows[w, ATOMS], program.windows[w, ATOMS_END]):
        line[at] = atom(program, rows, arena, out.memo, row, i, start)
        at += 1


@inner
def judge_row(
    program: Program,
    rows: Rows,
    groups: Groups,
    arena: Arena,
    out: Out,
    s: I64,
    row: int,
    w: int,
    instant: int,
) -> bool:
    """Judge one row in one window; whether it must stay on the hot list as it is."""
    start = instant - program.windows[w, LENGTH]
    for i in range(program.sets.shape[0]):
        out.memo[i] = UNKNOWN
    stays = False
    written = False
    for level in range(program.windows[w, LEVELS], program.windows[w, LEVELS_END]):
        count = rows.cells[row, program.levels[level, LEVEL_GATE]]
        if count < program.levels[level, LEVEL_BOUND]:
            continue
        flags = program.levels[level, LEVEL_FLAGS]
        stays = stays or flags & SHARED != 0
        if not meets(program, rows, groups, arena, out.memo, row, level, start):
            continue
        if not written:
            record(program, rows, groups, arena, out, s, row, w, instant)
            written = True
        out.hits[s[N_HITS], 0] = s[N_RECORDS] - 1
        out.hits[s[N_HITS], 1] = level
        s[N_HITS] += 1
        if flags & PEERED != 0:
            out.records[s[N_RECORDS] - 1, R_PEERS] = ASKED
        if flags & MARKS != 0:
            until = instant + max(program.windows[w, LENGTH], SUSPECT_FOR)
            rows.head[row, SUSPECT] = max(rows.head[row, SUSPECT], until)
    return stays or written


@inner
def judge(
    program: Program,
    rows: Rows,
    groups: Groups,
    arena: Arena,
    out: Out,
    s: I64,
    w: int,
    instant: int,
) -> bool:
    """Judge the hot rows of a window from `SPOT` on; False: no room to write, go on later."""
    levels = program.windows[w, LEVELS_END] - program.windows[w, LEVELS]
    while s[SPOT] < s[N_HOT + w]:
        if s[N_RECORDS] >= out.records.shape[0] or s[N_HITS] + levels > out.hits.shape[0]:
            return False
        row = rows.hot[w, s[SPOT]]
        if rows.mark[row, w, ABOVE] > 0 and judge_row(
            program, rows, groups, arena, out, s, row, w, instant
        ):
            s[SPOT] += 1
            continue
        rows.mark[row, w, FLAGS] &= ~HOT
        s[N_HOT + w] -= 1
        rows.hot[w, s[SPOT]] = rows.hot[w, s[N_HOT + w]]
    return True
