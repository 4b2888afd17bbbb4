"""How others do: the peers' reference of a measure, for records whose level asks for it.

Comes in: the records of one instant. Goes out: their `refs` and number of peers. Peers are the
clients of the same group with calls in the window that met no level lately; the reference
is max(p99, median + 10 MAD), of nearest rank, and is not there under 30 peers.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from vedette.features.kernel import shapes as k
from vedette.features.kernel.jit import inner
from vedette.features.kernel.judge import ASKED, clear_memo, value_of
from vedette.features.kernel.select import nth

FEWEST: Final = 30
"""Peers needed for a reference."""


@inner
def reference(values: k.F64, size: int) -> float:
    """max(p99, median + 10 MAD) of the first `size` values, which are shuffled."""
    if size < FEWEST:
        return np.nan
    top = nth(values, size, (99 * size + 99) // 100 - 1)
    middle = nth(values, size, (size + 1) // 2 - 1)
    for i in range(size):
        values[i] = abs(values[i] - middle)
    return max(top, middle + 10.0 * nth(values, size, (size + 1) // 2 - 1))


@inner
def gather(g: k.Grain, w: int, group: int, which: int, instant: int) -> int:
    """Put a measure of all peers of a group into scratch memory; how many have one."""
    start = instant - g.program.lines[g.program.windows + w, k.LENGTH]
    active = k.LISTS + g.program.n_windows + w
    groups = active + g.program.n_windows
    slot = count_slot(g.program.lines, which)
    found = 0
    peers = 0
    for i in range(g.s[k.N_ACTIVE + w]):
        if g.rows.lists[groups, i] != group:
            continue
        row = g.rows.lists[active, i]
        if g.rows.wide[row, k.SUSPECT] >= instant:
            continue
        peers += 1
        if slot >= 0:
            value = float(g.rows.narrow[row, slot])
        else:
            clear_memo(g)
            value = value_of(g, row, which, start)
        if not np.isnan(value):
            g.out.scratch[found] = value
            found += 1
    g.s[k.N_PEERS] = peers
    return found


@inner
def count_slot(lines: k.I64, which: int) -> int:
    """The slot of a term that is a plain count, or -1: most are, and can be read at once."""
    atom = lines[which, k.TERM_A]
    if lines[which, k.TERM_KIND] == k.PLAIN and lines[atom, k.ATOM_KIND] == k.A_COUNT:
        return lines[atom, k.ATOM_SLOT]
    return -1


@inner
def answered(g: k.Grain, w: int, group: int, at: int) -> int:
    """An earlier record of this instant with the same window and group, or -1."""
    before = g.groups.wide[group, k.G_WIDE + g.program.n_shares + w]
    records = g.out.records
    if (
        g.s[k.FIRST_RECORD] <= before < at
        and records[before, k.R_WINDOW] == w
        and records[before, k.R_GROUP] == group
        and records[before, k.R_PEERS] >= 0
    ):
        return before
    return -1


@inner
def compare(g: k.Grain) -> None:
    """Fill in what this instant's records must know of their peers."""
    records, refs = g.out.records, g.out.refs
    for at in range(g.s[k.FIRST_RECORD], g.s[k.N_RECORDS]):
        if records[at, k.R_PEERS] != ASKED:
            continue
        w = records[at, k.R_WINDOW]
        group = records[at, k.R_GROUP]
        instant = records[at, k.R_AT]
        window = g.program.lines[g.program.windows + w]
        before = answered(g, w, group, at)
        if before >= 0:
            records[at, k.R_PEERS] = records[before, k.R_PEERS]
            for i in range(window[k.REFS_END] - window[k.REFS]):
                refs[at, i] = refs[before, i]
            continue
        g.groups.wide[group, k.G_WIDE + g.program.n_shares + w] = at
        for i in range(window[k.REFS], window[k.REFS_END]):
            found = gather(g, w, group, g.program.lines[i, 0], instant)
            refs[at, i - window[k.REFS]] = reference(g.out.scratch, found)
            records[at, k.R_PEERS] = g.s[k.N_PEERS]
    g.s[k.FIRST_RECORD] = g.s[k.N_RECORDS]
