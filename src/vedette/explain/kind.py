"""Which calls a pattern is about: failed logins, refused keys, probed paths, or all.

Comes in: patterns and the measures they use. Goes out: per pattern the counts behind its
`at_least` conditions, and each count as an expression over `Calls`. It never knows a
single measure by name but `calls`, which says "any call".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import polars as pl

from vedette.model.measure import Count, Distinct, Gap, Measure, Quotient, Ratio, Step, Sum
from vedette.model.pattern import Pattern

ANY: Final = "calls"
_BOUNDS: Final = ("_low", "_high", ".raw")


@dataclass(frozen=True, slots=True)
class Kinds:
    """The measures at hand, and the counts that each pattern is about."""

    measures: Mapping[str, Measure]
    of: Mapping[str, tuple[str, ...]]

    def counts(self, pattern: str) -> tuple[str, ...]:
        """The counts of a pattern; empty means that every call is of its kind."""
        return self.of.get(pattern, ())

    def flags(self) -> list[pl.Expr]:
        """One boolean column `is:<count>` for each count that any pattern is about."""
        names = sorted({name for counts in self.of.values() for name in counts})
        return [self.where(name).alias(f"is:{name}") for name in names]

    def where(self, count: str) -> pl.Expr:
        """The calls of a count, never null."""
        measure = self.measures[count]
        assert isinstance(measure, Count)
        return pl.sql_expr(measure.where).fill_null(value=False)


def kinds(patterns: Mapping[str, Pattern], measures: Mapping[str, Measure]) -> Kinds:
    """What each pattern is about."""
    return Kinds(measures, {name: _counts(each, measures) for name, each in patterns.items()})


def base(measure: str) -> str:
    """A measure's own name: without the bound of a ratio and without a companion."""
    name = measure.split(".", 1)[0]
    for bound in _BOUNDS:
        name = name.removesuffix(bound)
    return name


def _counts(pattern: Pattern, measures: Mapping[str, Measure]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for level in pattern.levels:
        for condition in level.conditions:
            count = count_of(base(condition.measure), measures)
            if condition.bound == "at_least" and count not in (None, ANY):
                found[str(count)] = None
    return tuple(found)


def count_of(name: str, measures: Mapping[str, Measure]) -> str | None:
    """The count that a measure rests on, or None where it is not known."""
    match measures.get(name):
        case Count():
            return name
        case Ratio(part=inner) | Quotient(top=inner):
            return count_of(inner, measures)
        case Distinct(where=inner) | Sum(where=inner) | Step(where=inner) | Gap(where=inner):
            return count_of(inner, measures)
        case None:
            return None
