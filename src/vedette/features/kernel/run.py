"""The walk through time: add calls cell by cell, close each instant, judge it.

Comes in: a batch of calls whose ring entries are written. Goes out: moved state, records and
hits; or a reason to stop (more rows, memory or room to write needed), after which the same call
goes on exactly where it stopped. So results never depend on how calls are batched.
"""

# pyright: reportArgumentType=false
# (a NumPy integer is an integer to the compiler)

from __future__ import annotations

from typing import Final

from vedette.features.kernel import shapes as k
from vedette.features.kernel.count import shift
from vedette.features.kernel.jit import entry, inner
from vedette.features.kernel.judge import clear_memo, judge, record
from vedette.features.kernel.peers import compare
from vedette.features.kernel.retire import bury
from vedette.features.kernel.seat import seat_calls
from vedette.features.kernel.sets import see_calls
from vedette.features.kernel.trails import follow_calls

FAR: Final = 2**62


@inner
def due_after(lines: k.I64, s: k.I64, first: int, windows: int, instant: int) -> int:
    """The next instant at which some window with calls (or rows to drop) is due."""
    soonest = FAR
    for w in range(windows):
        if s[k.TAIL + w] < s[k.HEAD_POS] or s[k.N_HOT + w] > 0:
            step = lines[first + w, k.STEP]
            soonest = min(soonest, (instant // step + 1) * step)
    return soonest


@inner
def outdated(cell: k.I32, tail: int, head: int, start: int) -> int:
    """The first position from `tail` on whose call is not before the cell `start`."""
    size = cell.size - 1
    while tail < head and cell[tail & size] < start:
        tail += 1
    return tail


@inner
def open_instant(g: k.Grain, instant: int) -> None:
    """Go to an instant: take what is too old off the windows due then."""
    s = g.s
    s[k.INSTANT] = instant
    s[k.WINDOW] = 0
    s[k.SPOT] = 0
    s[k.PHASE] = k.JUDGE
    for w in range(g.program.n_windows):
        window = g.program.lines[g.program.windows + w]
        if instant % window[k.STEP] == 0:
            tail = s[k.TAIL + w]
            stop = outdated(g.past.cell, tail, s[k.HEAD_POS], instant - window[k.LENGTH])
            if stop > tail:
                shift(g, w, tail, stop, -1)
                s[k.TAIL + w] = stop


@inner
def judge_instant(g: k.Grain) -> bool:
    """Judge the windows due at the instant at hand; False: no room to write."""
    s = g.s
    while s[k.WINDOW] < g.program.n_windows:
        w = s[k.WINDOW]
        step = g.program.lines[g.program.windows + w, k.STEP]
        if s[k.INSTANT] % step == 0 and not judge(g, w, s[k.INSTANT]):
            return False
        s[k.WINDOW] += 1
        s[k.SPOT] = 0
    compare(g)
    bury(g)
    s[k.PHASE] = k.CLOSE
    return True


@inner
def segment_end(cell: k.I32, low: int) -> int:
    """The end of the calls from `low` on that share a cell, at most `SEGMENT` of them."""
    high = low + 1
    most = min(cell.size, low + k.SEGMENT)
    while high < most and cell[high] == cell[low]:
        high += 1
    return high


@inner
def close(g: k.Grain, until: int) -> bool:
    """Judge every instant after the last one up to the cell `until`; False: no room to write."""
    program, s = g.program, g.s
    while True:
        if s[k.PHASE] == k.JUDGE and not judge_instant(g):
            return False
        instant = due_after(program.lines, s, program.windows, program.n_windows, s[k.INSTANT])
        if instant > until:
            s[k.INSTANT] = max(s[k.INSTANT], until)
            s[k.PHASE] = k.ADD
            return True
        open_instant(g, instant)


@inner
def add(g: k.Grain, batch: k.Batch, low: int, high: int) -> None:
    """Count the calls `low` to `high`, all but their sets."""
    s = g.s
    seat_calls(g, batch, low, high)
    follow_calls(g, batch, low, high)
    for w in range(g.program.n_windows):
        shift(g, w, s[k.BASE] + low, s[k.BASE] + high, 1)
    s[k.HEAD_POS] = s[k.BASE] + high
    s[k.POSITION] = low
    s[k.HIGH_CALL] = high
    s[k.PHASE] = k.SETS


@entry
def run(g: k.Grain, batch: k.Batch, until: int) -> int:
    """Take in a batch, then close all instants up to the cell `until`; why it stopped."""
    s = g.s
    calls = batch.cell.size
    while True:
        if s[k.PHASE] >= k.CLOSE:
            target = until if s[k.NEXT] >= calls else batch.cell[s[k.NEXT]]
            if not close(g, target):
                return k.WANT_OUT
            if s[k.NEXT] >= calls:
                return k.DONE
        if s[k.PHASE] == k.ADD:
            low = s[k.NEXT]
            if low >= calls or batch.cell[low] > s[k.INSTANT]:
                s[k.PHASE] = k.CLOSE
                continue
            high = segment_end(batch.cell, low)
            if g.rows.wide.shape[0] - s[k.N_ROWS] + s[k.N_FREE] < high - low:
                return k.WANT_ROWS
            add(g, batch, low, high)
        s[k.POSITION] = see_calls(g, batch, s[k.POSITION], s[k.HIGH_CALL])
        if s[k.POSITION] < s[k.HIGH_CALL]:
            return k.WANT_ARENA
        s[k.NEXT] = s[k.HIGH_CALL]
        s[k.PHASE] = k.ADD


@entry
def dump(g: k.Grain, w: int) -> None:
    """Write a record, for which there must be room, for every client with calls in a window."""
    calls = g.program.lines[g.program.windows + w, k.CALLS]
    for row in range(g.s[k.N_ROWS]):
        if g.rows.wide[row, k.LIVE] > 0 and g.rows.narrow[row, calls] > 0:
            clear_memo(g)
            record(g, row, w, g.s[k.INSTANT])
