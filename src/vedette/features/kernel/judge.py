"""Who meets a level: the rows on a window's hot list against the levels of the patterns.

Comes in: counters at an instant. Goes out: a record per client that met a level, and a hit per
level. A row whose counts are under every gate leaves the hot list; one that met nothing leaves
it until its counts move again, unless a level looks at shares, which move without it.
"""

# pyright: reportArgumentType=false, reportReturnType=false
# (a NumPy integer is an integer to the compiler)

from __future__ import annotations

from typing import Final

from vedette.features.kernel import shapes as k
from vedette.features.kernel.finish import finished, holds
from vedette.features.kernel.jit import hot, inner
from vedette.features.kernel.sets import distinct

UNKNOWN: Final = -1
"""In `Out.memo`: a set not counted yet for the row at hand."""

UNASKED, ASKED = -1, -2
"""In a record's R_PEERS, until the peers are counted: no level (or one) compares with them."""

SUSPECT_FOR: Final = 60
"""Cells for which a client that met a level stays no peer, at least (10 minutes)."""


@inner
def clear_memo(g: k.Grain) -> None:
    """Before another row or another window is looked at."""
    for i in range(g.program.n_sets):
        g.out.memo[i] = UNKNOWN


@hot
def atom(g: k.Grain, row: int, which: int, start: int) -> int:
    """One counter of a row: a count, a sum, or the distinct values since a cell."""
    line = g.program.lines[which]
    kind = line[k.ATOM_KIND]
    if kind == k.A_COUNT:
        return g.rows.narrow[row, line[k.ATOM_SLOT]]
    if kind == k.A_SUM:
        return g.rows.wide[row, line[k.ATOM_SLOT]]
    number = line[k.ATOM_SET]
    if g.out.memo[number] == UNKNOWN:
        g.out.memo[number] = distinct(g, row, number, start)
    return g.out.memo[number]


@hot
def value_of(g: k.Grain, row: int, which: int, start: int) -> float:
    """A finished measure of a row in the window that starts at a cell."""
    line = g.program.lines[which]
    kind = line[k.TERM_KIND]
    first = float(atom(g, row, line[k.TERM_A], start))
    second = 0.0
    third = 0.0
    if kind == k.SHARE:
        group = g.rows.wide[row, k.GROUP] if g.program.share_by_group else 0
        second = float(g.groups.wide[group, line[k.TERM_B]])
        kind = k.RATIO
    elif kind != k.PLAIN:
        second = float(atom(g, row, line[k.TERM_B], start))
        if kind == k.GAP_CV:
            third = float(atom(g, row, line[k.TERM_B] + 1, start))
    return finished(kind, first, second, third, float(line[k.TERM_SCALE]))


@hot
def meets(g: k.Grain, row: int, level: k.I64, start: int) -> bool:
    """Whether a row meets all absolute conditions of a level."""
    override = g.groups.narrow[g.rows.wide[row, k.GROUP], k.G_OVERRIDE]
    for i in range(level[k.LEVEL_FROM], level[k.LEVEL_TO]):
        line = g.program.lines[g.program.conditions + i]
        value = value_of(g, row, line[k.CONDITION_TERM], start)
        if not holds(line[k.CONDITION_OP], value, g.program.bounds[i, override]):
            return False
    return True


@inner
def record(g: k.Grain, row: int, w: int, instant: int) -> None:
    """Write down a row's counters in a window."""
    program = g.program
    line = g.out.records[g.s[k.N_RECORDS]]
    g.s[k.N_RECORDS] += 1
    window = program.lines[program.windows + w]
    group = g.rows.wide[row, k.GROUP]
    line[k.R_NAME] = g.rows.wide[row, k.NAME]
    line[k.R_AT] = instant
    line[k.R_WINDOW] = w
    line[k.R_GROUP] = group
    line[k.R_BORN] = g.rows.wide[row, k.BORN]
    counts = k.G_NARROW + w * k.GROUP_WIDE
    line[k.R_ACTIVE] = g.groups.narrow[group, counts + k.ACTIVE]
    line[k.R_FAILING] = g.groups.narrow[group, counts + k.FAILING]
    line[k.R_PEERS] = UNASKED
    longest = program.lines[program.windows + program.n_windows - 1, k.LENGTH]
    for i in range(4):
        which = program.lines[program.guards, i]
        line[k.R_KEYS + i] = distinct(g, row, which, instant - longest) if which >= 0 else 1
    at = k.R_SHARES
    whole = group if program.share_by_group else 0
    for i in range(window[k.SHARES], window[k.SHARES_END]):
        line[at] = g.groups.wide[whole, program.lines[i, k.SHARE_SLOT]]
        at += 1
    for i in range(window[k.ATOMS], window[k.ATOMS_END]):
        line[at] = atom(g, row, i, instant - window[k.LENGTH])
        at += 1


@hot
def judge_row(g: k.Grain, row: int, w: int, instant: int) -> bool:
    """Judge one row in one window; whether it must stay on the hot list as it is."""
    window = g.program.lines[g.program.windows + w]
    s, wide = g.s, g.rows.wide
    clear_memo(g)
    stays = False
    written = False
    for level in range(window[k.LEVELS], window[k.LEVELS_END]):
        line = g.program.lines[g.program.levels + level]
        if g.rows.narrow[row, line[k.LEVEL_GATE]] < line[k.LEVEL_BOUND]:
            continue
        flags = line[k.LEVEL_FLAGS]
        stays = stays or flags & k.SHARED != 0
        if not meets(g, row, line, instant - window[k.LENGTH]):
            continue
        if not written:
            record(g, row, w, instant)
            written = True
        g.out.hits[s[k.N_HITS], 0] = s[k.N_RECORDS] - 1
        g.out.hits[s[k.N_HITS], 1] = level
        s[k.N_HITS] += 1
        if flags & k.PEERED != 0:
            g.out.records[s[k.N_RECORDS] - 1, k.R_PEERS] = ASKED
        if flags & k.MARKS != 0:
            until = instant + max(window[k.LENGTH], SUSPECT_FOR)
            wide[row, k.SUSPECT] = max(wide[row, k.SUSPECT], until)
    return stays or written


@inner
def judge(g: k.Grain, w: int, instant: int) -> bool:
    """Judge the hot rows of a window from `SPOT` on; False: no room to write, go on later."""
    s, narrow, lists = g.s, g.rows.narrow, g.rows.lists
    window = g.program.lines[g.program.windows + w]
    levels = window[k.LEVELS_END] - window[k.LEVELS]
    hot = k.LISTS + w
    while s[k.SPOT] < s[k.N_HOT + w]:
        if s[k.N_RECORDS] >= g.out.records.shape[0] or (s[k.N_HITS] + levels > g.out.hits.shape[0]):
            return False
        row = lists[hot, s[k.SPOT]]
        if narrow[row, w * k.MARK_WIDE + k.ABOVE] > 0 and judge_row(g, row, w, instant):
            s[k.SPOT] += 1
            continue
        narrow[row, w * k.MARK_WIDE + k.FLAGS] &= ~k.HOT
        s[k.N_HOT + w] -= 1
        lists[hot, s[k.SPOT]] = lists[hot, s[k.N_HOT + w]]
    return True
