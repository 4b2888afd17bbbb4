"""The walk through time: add calls cell by cell, close each instant, judge it.

Comes in: a batch of calls whose ring entries are written. Goes out: moved state, records and
hits; or a reason to stop (more rows, memory or room to write needed), after which the same call
goes on exactly where it stopped. So results never depend on how calls are batched.
"""

from __future__ import annotations

from vedette.features.kernel.count import shift
from vedette.features.kernel.jit import entry, inner
from vedette.features.kernel.judge import UNKNOWN, judge, record
from vedette.features.kernel.peers import compare
from vedette.features.kernel.retire import bury
from vedette.features.kernel.seat import seat_calls
from vedette.features.kernel.sets import see_calls
from vedette.features.kernel.shapes import (
    ADD,
    BASE,
    CALLS,
    CLOSE,
    DONE,
    HEAD_POS,
    HIGH_CALL,
    I64,
    INSTANT,
    JUDGE,
    LENGTH,
    LIVE,
    N_FREE,
    N_HOT,
    N_ROWS,
    NEXT,
    PHASE,
    POSITION,
    SEGMENT,
    SETS,
    SPOT,
    STEP,
    TAIL,
    WANT_ARENA,
    WANT_OUT,
    WANT_ROWS,
    WINDOW,
    Arena,
    Batch,
    Groups,
    Out,
    Program,
    Ring,
    Rows,
    Trace,
)
from vedette.features.kernel.trails import follow_calls

FAR = 2**62


@inner
def due_after(program: Program, s: I64, instant: int) -> int:
    """The next instant at which some window with calls (or rows to drop) is due."""
    soonest = FAR
    for w in range(program.windows.shape[0]):
        if s[TAIL + w] < s[HEAD_POS] or s[N_HOT + w] > 0:
            step = program.windows[w, STEP]
            soonest = min(soonest, (instant // step + 1) * step)
    return soonest


@inner
def expire(
    program: Program,
    rows: Rows,
    groups: Groups,
    trace: Trace,
    ring: Ring,
    out: Out,
    s: I64,
    w: int,
    instant: int,
) -> None:
    """Take the calls off a window that are older than it, as of an instant."""
    start = instant - program.windows[w, LENGTH]
    size = ring.cell.size - 1
    stop = s[TAIL + w]
    while stop < s[HEAD_POS] and ring.cell[stop & size] < start:
        stop += 1
    if stop > s[TAIL + w]:
        shift(program, rows, groups, trace, ring, out, s, w, s[TAIL + w], stop, -1)
        s[TAIL + w] = stop


@inner
def close(
    program: Program,
    rows: Rows,
    groups: Groups,
    arena: Arena,
    trace: Trace,
    ring: Ring,
    out: Out,
    s: I64,
    until: int,
) -> bool:
    """Judge every instant after the last one up to the cell `until`; False: no room to write."""
    windows = program.windows.shape[0]
    while True:
        if s[PHASE] != JUDGE:
            instant = due_after(program, s, s[INSTANT])
            if instant > until:
                s[INSTANT] = max(s[INSTANT], until)
                return True
            s[INSTANT] = instant
            s[WINDOW] = 0
            s[SPOT] = 0
            s[PHASE] = JUDGE
            for w in range(windows):
                if instant % program.windows[w, STEP] == 0:
                    expire(program, rows, groups, trace, ring, out, s, w, instant)
        while s[WINDOW] < windows:
            w = s[WINDOW]
            if s[INSTANT] % program.windows[w, STEP] == 0 and not judge(
                program, rows, groups, arena, out, s, w, s[INSTANT]
            ):
                return False
            s[WINDOW] += 1
            s[SPOT] = 0
        compare(program, rows, groups, arena, out, s)
        bury(rows, arena, s)
        s[PHASE] = CLOSE


@inner
def segment_end(batch: Batch, low: int) -> int:
    """The end of the calls from `low` on that share a cell, at most `SEGMENT` of them."""
    high = low + 1
    most = min(batch.cell.size, low + SEGMENT)
    while high < most and batch.cell[high] == batch.cell[low]:
        high += 1
    return high


@inner
def add(
    program: Program,
    rows: Rows,
    groups: Groups,
    trace: Trace,
    ring: Ring,
    batch: Batch,
    out: Out,
    s: I64,
    low: int,
    high: int,
) -> None:
    """Count the calls `low` to `high`, all but their sets."""
    seat_calls(program, rows, groups, trace, batch, s, low, high)
    follow_calls(program, rows, trace, batch, s, low, high)
    for w in range(program.windows.shape[0]):
        shift(program, rows, groups, trace, ring, out, s, w, s[BASE] + low, s[BASE] + high, 1)
    s[HEAD_POS] = s[BASE] + high


@entry
def run(
    program: Program,
    rows: Rows,
    groups: Groups,
    arena: Arena,
    trace: Trace,
    ring: Ring,
    batch: Batch,
    out: Out,
    s: I64,
    until: int,
) -> int:
    """Take in a batch, then close all instants up to the cell `until`; why it stopped."""
    while True:
        if s[PHASE] == CLOSE or s[PHASE] == JUDGE:
            target = until if s[NEXT] >= batch.cell.size else batch.cell[s[NEXT]]
            if not close(program, rows, groups, arena, trace, ring, out, s, target):
                return WANT_OUT
            s[PHASE] = ADD
            if s[NEXT] >= batch.cell.size:
                return DONE
        if s[PHASE] == ADD:
            low = s[NEXT]
            if low >= batch.cell.size or batch.cell[low] > s[INSTANT]:
                s[PHASE] = CLOSE
                continue
            high = segment_end(batch, low)
            if rows.free.size - s[N_ROWS] + s[N_FREE] < high - low:
                return WANT_ROWS
            add(program, rows, groups, trace, ring, batch, out, s, low, high)
            s[POSITION] = low
            s[HIGH_CALL] = high
            s[PHASE] = SETS
        s[POSITION] = see_calls(program, rows, arena, trace, batch, s, s[POSITION], s[HIGH_CALL])
        if s[POSITION] < s[HIGH_CALL]:
            return WANT_ARENA
        s[NEXT] = s[HIGH_CALL]
        s[PHASE] = ADD


@entry
def dump(
    program: Program, rows: Rows, groups: Groups, arena: Arena, out: Out, s: I64, w: int
) -> bool:
    """Write a record for every client with calls in a window; False: no room for them all."""
    for row in range(s[N_ROWS]):
        if rows.head[row, LIVE] > 0 and rows.cells[row, program.windows[w, CALLS]] > 0:
            for i in range(out.memo.size):
                out.memo[i] = UNKNOWN
            record(program, rows, groups, arena, out, s, row, w, s[INSTANT])
    return True
