"""Which calls a finding is about: failed logins, refused keys, probed paths, or all.

Comes in: findings, patterns and the measures they use. Goes out: per finding the measures
that the level which fired demands much of, the counts behind them, and each count as an
expression over `Calls`. It never knows a single measure by name but `calls`, which says
"any call".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import polars as pl

from vedette.model.finding import Finding
from vedette.model.measure import Count, Distinct, Gap, Measure, Quotient, Ratio, Step, Sum
from vedette.model.pattern import Pattern

ANY: Final = "calls"
_BOUNDS: Final = ("_low", "_high", ".raw")


@dataclass(frozen=True, slots=True)
class Kinds:
    """The patterns and measures at hand."""

    patterns: Mapping[str, Pattern]
    measures: Mapping[str, Measure]

    def demands(self, finding: Finding) -> tuple[str, ...]:
        """The measures that fired by being large, without bounds and companions.

        They are read off the evidence, since a pattern has levels of many kinds; where a
        finding brings none, all levels of its pattern are taken.
        """
        named = [e.measure for e in finding.evidence if e.bound == "at_least"]
        if not named:
            pattern = self.patterns.get(finding.pattern)
            levels = pattern.levels if pattern else ()
            conditions = [c for level in levels for c in level.conditions]
            named = [c.measure for c in conditions if c.bound == "at_least"]
        return tuple(dict.fromkeys(base(name) for name in named))

    def counts(self, finding: Finding) -> tuple[str, ...]:
        """The counts a finding rests on; empty means that every call is of its kind."""
        found = [count_of(name, self.measures) for name in self.demands(finding)]
        return tuple(dict.fromkeys(name for name in found if name not in (None, ANY)))

    def flags(self, findings: Iterable[Finding]) -> list[pl.Expr]:
        """One boolean column `is:<count>` for each count that any finding rests on."""
        names = sorted({name for each in findings for name in self.counts(each)})
        return [self.where(name).alias(f"is:{name}") for name in names]

    def where(self, count: str) -> pl.Expr:
        """The calls of a count, never null."""
        measure = self.measures[count]
        assert isinstance(measure, Count)
        return pl.sql_expr(measure.where).fill_null(value=False)


def base(measure: str) -> str:
    """A measure's own name: without the bound of a ratio and without a companion."""
    name = measure.split(".", 1)[0]
    for bound in _BOUNDS:
        name = name.removesuffix(bound)
    return name


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
