"""The shapes of state that kernels share: tuples of arrays, and what their columns are called.

Comes in: nothing. Goes out: names. It never computes. A "cell" of time is 10 s: instants,
windows and expiry all move by whole cells. A "slot" is a column of a row's counters.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

I64 = npt.NDArray[np.int64]
I32 = npt.NDArray[np.int32]
U16 = npt.NDArray[np.uint16]
U8 = npt.NDArray[np.uint8]
F64 = npt.NDArray[np.float64]

CELL: Final = 10_000_000
"""µs per cell of time."""

NOTHING: Final = -(2**63)
"""An integer that is not there."""

NEVER: Final = -(2**31)
"""A cell of time before all others."""

# Columns of Program.windows, a row per window.
LENGTH, STEP, MASK, FIRST, COUNTS, CALLS, C4, C5 = range(8)
SUMS, SUMS_END, SHARES, SHARES_END, LEVELS, LEVELS_END = range(8, 14)
ATOMS, ATOMS_END, REFS, REFS_END, WINDOW_WIDE = range(14, 19)

# Columns of Program.trails, steps, sums, shares, sets, atoms, terms, levels, conditions, refs.
TRAIL_BIT, TRAIL_NUMBER = range(2)
STEP_TRAIL, STEP_KIND, STEP_SIZE, STEP_BIT = range(4)
NEAR, RUN, CHANGE = range(3)
SUM_COLUMN, SUM_SLOT = range(2)
SHARE_KIND, SHARE_OF, SHARE_SLOT = range(3)
SET_COLUMN, SET_BIT, SET_CAP, SET_LIFE, SET_WIDE = range(5)
ATOM_KIND, ATOM_SLOT, ATOM_WIDE = range(3)
A_COUNT, A_SUM, A_SET = range(3)
TERM_KIND, TERM_A, TERM_B, TERM_SCALE, TERM_WIDE = range(5)
PLAIN, RATIO, LOW, HIGH, QUOTIENT, GAP_CV, SHARE = range(7)
LEVEL_GATE, LEVEL_BOUND, LEVEL_FROM, LEVEL_TO, LEVEL_FLAGS, LEVEL_WIDE = range(6)
SHARED, MARKS, PEERED = 1, 2, 4
CONDITION_TERM, CONDITION_OP, CONDITION_WIDE = range(3)
AT_LEAST, AT_MOST, EQUALS = range(3)

# Entries of Program.traits.
GROUPED, SHARE_BY_GROUP, SHIFT, GAPS, RELEVANT, TRAITS = range(6)

# Columns of Rows.head: one cache line per client.
KEY, LIVE, GENERATION, GROUP, BORN, NAME, SUSPECT, LAST, HEAD_WIDE = range(9)
# Columns of Rows.mark, per window.
ABOVE, FLAGS, PLACE, MARK_WIDE = range(4)
HOT, BAD = 1, 2
# Columns of Rows.blocks, per set.
OFFSET, SIZE, USED, BLOCK_WIDE = range(4)
# Columns of Groups.count, per window.
ACTIVE, FAILING, GROUP_WIDE = range(3)

# Entries of the scalars.
PHASE, NEXT, HIGH_CALL, POSITION, INSTANT, WINDOW, SPOT = range(7)
N_ROWS, N_FREE, N_GROUPS, N_FREE_GROUPS, ARENA_TOP, BASE, HEAD_POS = range(7, 14)
N_NAMES, N_NAMED, N_RECORDS, N_HITS, N_DYING, FIRST_RECORD, RANDOM = range(14, 21)
TAIL, N_HOT, N_ACTIVE, FREE_BLOCK, SCALARS = 21, 29, 37, 45, 77
"""TAIL, N_HOT and N_ACTIVE have an entry per window (at most 8)."""

# Phases of a run, and what a run may ask for when it stops.
ADD, SETS, CLOSE, JUDGE = range(4)
DONE, WANT_ROWS, WANT_GROUPS, WANT_ARENA, WANT_OUT = range(5)

# Columns of Out.records before those of the window's own atoms.
R_NAME, R_AT, R_WINDOW, R_GROUP, R_BORN, R_ACTIVE, R_FAILING, R_PEERS = range(8)
R_KEYS, R_TOKENS, R_USERS, R_NETWORKS, R_SHARES = range(8, 13)

SEGMENT: Final = 1024
"""Calls that pass through the phases of a run together."""


class Program(NamedTuple):
    """What one grain measures and asks; made by `features.program`, never changed."""

    traits: I64
    windows: I64
    position: I32
    gate: I32
    trails: I64
    steps: I64
    sums: I64
    shares: I64
    sets: I64
    atoms: I64
    terms: I64
    levels: I64
    conditions: I64
    bounds: F64
    overrides: I64
    guards: I64
    refs: I64


class Rows(NamedTuple):
    """The clients of one grain: a hash table of keys, and a row of counters for each."""

    keys: I64
    seats: I32
    head: I64
    mark: I32
    cells: I32
    sums: I64
    trail_time: I64
    trail_value: I64
    trail_run: I64
    blocks: I32
    free: I32
    hot: I32
    active: I32
    dying: I32


class Groups(NamedTuple):
    """The proxies (or operations) of one grain; group 0 is the whole gateway."""

    keys: I64
    seats: I32
    name: I64
    live: I64
    override: I32
    totals: I64
    count: I32
    free: I32
    answer: I64


class Arena(NamedTuple):
    """Blocks of (value, last seen): `words` and `halves` are one memory seen twice."""

    words: I64
    halves: I32
    values: I64
    seen: I32
    order: F64


class Trace(NamedTuple):
    """What one grain must know of a past call to forget it, in a ring."""

    row: I32
    generation: U16
    extra: U8
    gap: I32
    group: I32


class Ring(NamedTuple):
    """What all grains must know of a past call to forget it, in a ring."""

    cell: I32
    mask: I64
    sums: I64


class Batch(NamedTuple):
    """Calls as arrays, in time order."""

    cell: I32
    time: I64
    mask: I64
    sums: I64
    values: I64
    numbers: I64
    key: I64
    group: I64


class Out(NamedTuple):
    """What a run says: records of clients, the levels they met, newly named clients."""

    records: I64
    refs: F64
    hits: I32
    named: I32
    scratch: F64
    memo: I64
