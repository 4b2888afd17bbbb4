"""Thresholds other than a pattern's own: per proxy from the settings, and scaled for tuning.

In: patterns and numbers. Out: patterns that differ in bounds only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Final

from vedette.model.measure import Distinct, Measure, Ratio
from vedette.model.pattern import Condition, Pattern, When

FACTORS: Final = (0.5, 2.0, 4.0)
"""How a threshold is scaled by `--tune`; 1 is the pattern itself."""

Overrides = Mapping[str, Mapping[str, float]]
"""Proxy -> bound as written in a pattern file (`calls`, `calls.of_proxy`) -> value."""


def overridden(pattern: Pattern, values: Mapping[str, float]) -> Pattern:
    """The pattern with each named bound replaced, in every level that has it."""
    return _each(pattern, lambda c: replace(c, value=_given(c, values)))


def lenient(pattern: Pattern, overrides: Overrides) -> Pattern:
    """The pattern for clients that are not told apart by proxy: its mildest bounds.

    A proxy's owner who raised a bound would else meet the same client again, one grain up.
    """
    return _each(pattern, lambda c: replace(c, value=_mildest(c, overrides)))


def variants(patterns: Sequence[Pattern], measures: Mapping[str, Measure]) -> tuple[Pattern, ...]:
    """Each pattern with each of its bounds scaled, so that one pass judges them all.

    The id of a variant is `pattern@bound*factor`; shares end at 1, distinct values at what
    is counted exactly.
    """
    return tuple(_scaled(patterns, measures))


def bounds_of(pattern: Pattern) -> dict[str, float]:
    """The bounds a pattern has, as written, with the value of the first level that has it."""
    found: dict[str, float] = {}
    for level in pattern.levels:
        for condition in level.conditions:
            found.setdefault(name_of(condition), condition.value)
    return found


def name_of(condition: Condition) -> str:
    """A bound as it is written in a pattern file, but for `.raw`."""
    plain = condition.measure.removesuffix("_low").removesuffix("_high")
    return f"{plain}.{condition.companion}" if condition.companion else plain


def _scaled(patterns: Sequence[Pattern], measures: Mapping[str, Measure]) -> Iterator[Pattern]:
    for pattern in patterns:
        for name in bounds_of(pattern):
            for factor in FACTORS:
                change = partial(_times, name=name, factor=factor, measures=measures)
                yield replace(_each(pattern, change), id=f"{pattern.id}@{name}*{factor:g}")


def _times(c: Condition, *, name: str, factor: float, measures: Mapping[str, Measure]) -> Condition:
    if name_of(c) != name:
        return c
    value = c.value * factor
    plain = measures.get(name.partition(".")[0])
    if c.companion == "of_proxy" or (c.companion is None and isinstance(plain, Ratio)):
        value = min(value, 1.0)
    elif c.companion is None and isinstance(plain, Distinct):
        value = min(value, plain.cap)
    return replace(c, value=value)


def _given(condition: Condition, values: Mapping[str, float]) -> float:
    name = name_of(condition)
    return values.get(condition.measure + ".raw", values.get(name, condition.value))


def _mildest(condition: Condition, overrides: Overrides) -> float:
    values = [condition.value, *(_given(condition, values) for values in overrides.values())]
    pick = {"at_least": max, "at_most": min, "equals": _own_value}[condition.bound]
    return pick(values)


def _own_value(values: Sequence[float]) -> float:
    return values[0]


def _each(pattern: Pattern, change: Callable[[Condition], Condition]) -> Pattern:
    levels = tuple(
        When(
            level.window,
            level.severity,
            level.confidence,
            tuple(change(c) for c in level.conditions),
        )
        for level in pattern.levels
    )
    return replace(pattern, levels=levels)
