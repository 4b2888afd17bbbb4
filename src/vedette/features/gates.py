"""Gates: the count that a client must at least have before a level is worth judging.

Comes in: a level. Goes out: the most selective count that its bounds imply. A gate only saves
work: a level cannot hold under it, so judging fewer rows never changes what is found.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import Final

from vedette.features.measures.catalog import MEASURES
from vedette.features.plan import Level, WindowPlan, plain
from vedette.model.measure import Distinct, Gap, Quotient, Ratio, Sum
from vedette.model.pattern import Condition

Z2: Final = 1.959963984540054**2

_COMMON: Final = {
    "calls": 1.0,
    "successes": 0.8,
    "key_calls": 0.6,
    "token_calls": 0.6,
    "user_calls": 0.6,
    "object_calls": 0.5,
    "object_successes": 0.5,
    "writes": 0.3,
}
"""Rough shares of ordinary calls that each count holds; others are thought rare."""

_RARE: Final = 0.05


@dataclass(frozen=True, slots=True)
class Gate:
    """A count and the smallest value it must have."""

    count: str
    least: int


def gate_of(level: Level, window: WindowPlan) -> Gate:
    """The gate of a level: of all counts its bounds imply, the one fewest clients reach."""
    implied = [Gate("calls", 1)]
    for condition, bounds in zip(level.conditions, level.bounds, strict=True):
        gate = _implied(condition, min(bounds))
        if gate.least > 0 and (gate.count in window.counts or gate.count in window.steps):
            implied.append(gate)
    return max(implied, key=lambda gate: gate.least / _COMMON.get(gate.count, _RARE))


def _implied(condition: Condition, bound: float) -> Gate:
    if condition.bound == "at_most" or bound <= 0:
        return Gate("calls", 0)
    name = plain(condition.measure)
    measure = MEASURES[name]
    if condition.companion is not None:
        bound = 1
    if isinstance(measure, Ratio):
        return _of_share(condition.measure, measure, bound)
    if isinstance(measure, Quotient):
        # The bottom is a whole number of at least 1, so the top is at least the bound.
        return _of_counter(measure.top, ceil(bound - 0.001))
    return _of_counter(name, ceil(bound))


def _of_counter(name: str, least: int) -> Gate:
    measure = MEASURES[name]
    if isinstance(measure, Distinct):
        return Gate(measure.where, least)
    if isinstance(measure, Gap):
        return Gate(measure.where, 3)
    if isinstance(measure, Sum):
        return Gate(measure.where, 1)
    return Gate(name, least)


def _of_share(column: str, ratio: Ratio, bound: float) -> Gate:
    if column.endswith("_high"):
        return Gate(ratio.part, 0)
    return Gate(ratio.part, _wilson(bound) if column.endswith("_low") else 1)


def _wilson(bound: float) -> int:
    """The fewest parts at which the lower Wilson bound can reach `bound`, rounding allowed for."""
    share = min(bound, 1.0) - 0.0001
    return max(ceil(Z2 * share / (1 - share) - 1e-6), 1) if share < 1 else 1
