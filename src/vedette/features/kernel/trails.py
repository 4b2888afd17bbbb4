"""In which order: gaps between a client's calls, and steps between its object numbers.

Comes in: calls with their rows. Goes out: per call, the order-dependent bits and the gap, for
the trace. What it keeps of a client is only its previous call; after `IDLE` it starts anew.
"""

from __future__ import annotations

from typing import Final

from vedette.features.kernel import shapes as k
from vedette.features.kernel.jit import hot, inner
from vedette.features.kernel.seat import clear

IDLE: Final = 1_800_000_000
"""µs; the same as `measures.catalog.IDLE`."""


@inner
def run_length(run: int, step: int) -> int:
    """The signed length of a run of steps of one, after one more step."""
    if step == 1:
        return run + 1 if run > 0 else 1
    if step == -1:
        return run - 1 if run < 0 else -1
    return 0


@inner
def happened(kind: int, size: int, step: int, run: int) -> bool:
    """Whether a step counts for a measure of this kind."""
    if kind == k.NEAR:
        return step != 0 and -size <= step <= size
    if kind == k.CHANGE:
        return step != 0
    return run != 0 and run % size == 0


@hot
def follow(program: k.Program, wide: k.I64, row: int, trail: int, number: int, fresh: bool) -> int:
    """Move a trail to `number`; the bits of the steps that happened."""
    slot = program.lines[program.trails + trail, k.TRAIL_SLOT]
    step = number - wide[row, slot + k.T_VALUE]
    run = run_length(wide[row, slot + k.T_RUN], step)
    if fresh:
        run = 0
    wide[row, slot + k.T_RUN] = run
    wide[row, slot + k.T_VALUE] = number
    bits = 0
    if not fresh:
        for i in range(program.steps, program.steps + program.n_steps):
            line = program.lines[i]
            if line[k.STEP_TRAIL] == trail and happened(
                line[k.STEP_KIND], line[k.STEP_SIZE], step, run
            ):
                bits |= 1 << (line[k.STEP_BIT] - program.shift)
    return bits


@inner
def follow_calls(g: k.Grain, batch: k.Batch, low: int, high: int) -> None:
    """Write the order-dependent bits and the gap (ms + 1, or 0) of calls into the trace."""
    program, wide, trace = g.program, g.rows.wide, g.past.trace
    numbers = k.B_VALUES + program.n_sums + program.n_values
    ring = trace.shape[1] - 1
    for i in range(low, high):
        place = (g.s[k.BASE] + i) & ring
        row = trace[k.ROW, place] - 1
        if program.gap_line > 0:
            clear(trace, program.gap_line, place)
        if row < 0:
            continue
        time = batch.common[k.B_TIME, i]
        bits = 0
        for trail in range(program.n_trails):
            line = program.lines[program.trails + trail]
            column = line[k.TRAIL_NUMBER]
            if (batch.common[k.B_MASK, i] >> line[k.TRAIL_BIT]) & 1 == 0:
                continue
            if column >= 0 and batch.common[numbers + column, i] == k.NOTHING:
                continue
            before = wide[row, line[k.TRAIL_SLOT] + k.T_TIME]
            fresh = before == k.NOTHING or time - before > IDLE
            wide[row, line[k.TRAIL_SLOT] + k.T_TIME] = time
            if column >= 0:
                number = batch.common[numbers + column, i]
                bits |= follow(program, wide, row, trail, number, fresh)
            elif not fresh:
                trace[program.gap_line, place] = (time - before) // 1000 + 1
        trace[k.TAG, place] |= bits
