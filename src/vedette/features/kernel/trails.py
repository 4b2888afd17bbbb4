"""In which order: gaps between a client's calls, and steps between its object numbers.

Comes in: calls with their rows. Goes out: per call, the order-dependent bits and the gap, for
the trace. What it keeps of a client is only its previous call; after `IDLE` it starts anew.
"""

from __future__ import annotations

from typing import Final

from vedette.features.kernel.jit import inner
from vedette.features.kernel.shapes import (
    BASE,
    CHANGE,
    GAPS,
    I64,
    NEAR,
    NOTHING,
    SHIFT,
    STEP_BIT,
    STEP_KIND,
    STEP_SIZE,
    STEP_TRAIL,
    TRAIL_BIT,
    TRAIL_NUMBER,
    Batch,
    Program,
    Rows,
    Trace,
)

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
    if kind == NEAR:
        return step != 0 and -size <= step <= size
    if kind == CHANGE:
        return step != 0
    return run != 0 and run % size == 0


@inner
def follow(program: Program, rows: Rows, row: int, trail: int, number: int, fresh: bool) -> int:
    """Move a trail to `number`; the bits of the steps that happened."""
    if fresh:
        rows.trail_run[row, trail] = 0
        rows.trail_value[row, trail] = number
        return 0
    step = number - rows.trail_value[row, trail]
    run = run_length(rows.trail_run[row, trail], step)
    rows.trail_run[row, trail] = run
    rows.trail_value[row, trail] = number
    bits = 0
    for i in range(program.steps.shape[0]):
        if program.steps[i, STEP_TRAIL] == trail and happened(
            program.steps[i, STEP_KIND], program.steps[i, STEP_SIZE], step, run
        ):
            bits |= 1 << (program.steps[i, STEP_BIT] - program.traits[SHIFT])
    return bits


@inner
def follow_calls(
    program: Program, rows: Rows, trace: Trace, batch: Batch, s: I64, low: int, high: int
) -> None:
    """Write the order-dependent bits and the gap (ms, or -1) of calls into the trace."""
    trails = program.trails.shape[0]
    gaps = program.traits[GAPS] == 1
    ring = trace.row.size - 1
    for k in range(low, high):
        place = (s[BASE] + k) & ring
        row = trace.row[place]
        bits = 0
        gap = -1
        if row >= 0:
            time = batch.time[k]
            for trail in range(trails):
                if (batch.mask[k] >> program.trails[trail, TRAIL_BIT]) & 1 == 0:
                    continue
                column = program.trails[trail, TRAIL_NUMBER]
                if column >= 0 and batch.numbers[column, k] == NOTHING:
                    continue
                before = rows.trail_time[row, trail]
                fresh = before == NOTHING or time - before > IDLE
                rows.trail_time[row, trail] = time
                if column >= 0:
                    bits |= follow(program, rows, row, trail, batch.numbers[column, k], fresh)
                elif not fresh:
                    gap = (time - before) // 1000
        trace.extra[place] = bits
        if gaps:
            trace.gap[place] = gap
