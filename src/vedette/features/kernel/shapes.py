"""The shapes of state that kernels share: tuples of arrays, and what their columns are called.

Comes in: nothing. Goes out: names. It never computes. A "cell" of time is 10 s: instants,
windows and expiry all move by whole cells. A "slot" is a column of a client's counters. The
arrays are few and wide: one client's state is adjacent in memory, and compiling takes the
longer the more arrays there are.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

I64 = npt.NDArray[np.int64]
I32 = npt.NDArray[np.int32]
F64 = npt.NDArray[np.float64]

CELL: Final = 10_000_000
"""µs per cell of time."""

NOTHING: Final = -(2**63)
"""An integer that is not there."""

NEVER: Final = -(2**31)
"""A cell of time before all others."""

# Program.lines: a section per kind of line, its first line named in Program.
LENGTH, STEP, MASK, CALLS, C4, C5, MARK = range(7)
SUMS, SUMS_END, SHARES, SHARES_END, LEVELS, LEVELS_END = range(7, 13)
ATOMS, ATOMS_END, REFS, REFS_END, LINE_WIDE = range(13, 18)
TRAIL_BIT, TRAIL_NUMBER, TRAIL_SLOT = range(3)
STEP_TRAIL, STEP_KIND, STEP_SIZE, STEP_BIT = range(4)
NEAR, RUN, CHANGE = range(3)
SUM_COLUMN, SUM_SLOT = range(2)
SHARE_COLUMN, SHARE_BIT, SHARE_SLOT = range(3)
SET_COLUMN, SET_BIT, SET_CAP, SET_LIFE, SET_SLOT = range(5)
ATOM_KIND, ATOM_SLOT, ATOM_SET = range(3)
A_COUNT, A_SUM, A_SET = range(3)
TERM_KIND, TERM_A, TERM_B, TERM_SCALE = range(4)
PLAIN, RATIO, LOW, HIGH, QUOTIENT, GAP_CV, SHARE = range(7)
LEVEL_GATE, LEVEL_BOUND, LEVEL_FROM, LEVEL_TO, LEVEL_FLAGS = range(5)
SHARED, MARKS, PEERED = 1, 2, 4
CONDITION_TERM, CONDITION_OP = range(2)
AT_LEAST, AT_MOST, EQUALS = range(3)

# Rows.wide: one cache line per client, then its sums and trails.
KEY, LIVE, GENERATION, GROUP, BORN, NAME, SUSPECT, LAST, HEAD_WIDE = range(9)
# A trail within Rows.wide.
T_TIME, T_VALUE, T_RUN, TRAIL_WIDE = range(4)
# Rows.narrow: marks of each window, counts, then the blocks of each set.
ABOVE, FLAGS, PLACE, MARK_WIDE = range(4)
HOT, BAD = 1, 2
OFFSET, SIZE, USED, SEEN, BLOCK_WIDE = range(5)
# Rows.lists: free and dying rows, then per window its hot rows, then its active rows, then
# the groups of those.
FREE, DYING, LISTS = range(3)

# Groups.wide: then the totals for shares, then per window the record that has its peers.
G_KEY, G_LIVE, G_WIDE = range(3)
# Groups.narrow: then ACTIVE and FAILING per window.
G_FREE, G_OVERRIDE, G_NARROW = range(3)
ACTIVE, FAILING, GROUP_WIDE = range(3)

# Past.trace, a line each, all one more than what they say (0: nothing); the last two only
# where they are needed.
ROW, TAG, GAP_OR_GROUP = range(3)
# Past.wide and Batch.common, a line each; then the sums. Common: then values, then numbers.
P_MASK, P_SUMS = range(2)
B_TIME, B_MASK, B_VALUES = range(3)
# Batch.own, a line each.
O_KEY, O_GROUP = range(2)

# Entries of the scalars.
PHASE, NEXT, HIGH_CALL, POSITION, INSTANT, WINDOW, SPOT = range(7)
N_ROWS, N_FREE, N_GROUPS, N_FREE_GROUPS, ARENA_TOP, BASE, HEAD_POS = range(7, 14)
N_NAMES, N_NAMED, N_RECORDS, N_HITS, N_DYING, FIRST_RECORD = range(14, 20)
TAIL, N_HOT, N_ACTIVE, FREE_BLOCK, N_PEERS, SINK, SCALARS = 20, 28, 36, 44, 76, 77, 78
"""TAIL, N_HOT and N_ACTIVE have an entry per window (at most 8). SINK takes what is only read
to have it in the processor's cache."""

# Phases of a run, and what a run may ask for when it stops.
ADD, SETS, CLOSE, JUDGE = range(4)
DONE, WANT_ROWS, WANT_ARENA, WANT_OUT = range(4)

# Out.records: columns before the totals for shares and the window's own atoms.
R_NAME, R_AT, R_WINDOW, R_GROUP, R_BORN, R_ACTIVE, R_FAILING, R_PEERS = range(8)
R_KEYS, R_TOKENS, R_USERS, R_NETWORKS, R_SHARES = range(8, 13)

SEGMENT: Final = 1024
"""Calls that pass through the phases of a run together."""


class Program(NamedTuple):
    """What one grain measures and asks; made by `features.program`, never changed.

    `lines` (n, LINE_WIDE) holds sections; `position` (windows, 64) the slot of each bit;
    `gate` (slots) the count at which a client becomes worth judging; `bounds` (conditions,
    1 + overrides). The numbers say where sections and slots begin.
    """

    lines: I64
    position: I64
    gate: I64
    bounds: F64
    overrides: I64
    windows: int
    trails: int
    n_trails: int
    steps: int
    n_steps: int
    sums: int
    shares: int
    sets: int
    n_sets: int
    atoms: int
    terms: int
    levels: int
    conditions: int
    refs: int
    guards: int
    n_windows: int
    n_shares: int
    n_sums: int
    n_values: int
    shift: int
    relevant: int
    gap_line: int
    group_line: int
    share_by_group: int


class Rows(NamedTuple):
    """The clients of one grain: a hash table of keys, and a row of state for each."""

    keys: I64
    seats: I32
    wide: I64
    narrow: I32
    lists: I32


class Groups(NamedTuple):
    """The proxies (or operations) of one grain; group 0 is the whole gateway."""

    keys: I64
    seats: I32
    wide: I64
    narrow: I32


class Arena(NamedTuple):
    """Blocks of (value, last seen): `words` and `halves` are one memory seen twice."""

    words: I64
    halves: I32


class Past(NamedTuple):
    """What must be known of past calls to forget them: rings, `trace` the grain's own."""

    cell: I32
    wide: I64
    trace: I32


class Batch(NamedTuple):
    """Calls as arrays, in time order: `common` to all grains, the grain's `own` ids."""

    cell: I32
    common: I64
    own: I64


class Out(NamedTuple):
    """What a run says: records of clients, the levels they met, newly named clients."""

    records: I64
    refs: F64
    hits: I32
    named: I32
    scratch: F64
    memo: I64


class Grain(NamedTuple):
    """All of one grain."""

    program: Program
    rows: Rows
    groups: Groups
    arena: Arena
    past: Past
    out: Out
    s: I64
