"""Whether a pattern's bounds can be met at all, and whether its measures exist.

In: bounds as written and the declared measures. Out: conditions, or complaints that name the
count needed. It never reads files.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final, Literal, cast

from vedette.model.measure import Count, Distinct, Measure, Quotient, Ratio, Sum
from vedette.model.pattern import Bound, Condition

Z2: Final = 1.959963984540054**2
"""The square of the 95 % quantile that the Wilson bounds use."""

Companion = Literal["of_proxy", "vs_peers", "vs_own"]

COMPANIONS: Final = ("of_proxy", "vs_peers", "vs_own")


@dataclass(frozen=True, slots=True)
class Complaint:
    """What is wrong with one bound: the place, what was found and what is expected."""

    path: tuple[str | int, ...]
    found: str
    expected: str


@dataclass(frozen=True, slots=True)
class Bounds:
    """One level's bounds as written, with the place they stand at."""

    path: tuple[str | int, ...]
    at_least: Mapping[str, float]
    at_most: Mapping[str, float]
    equals: Mapping[str, float]

    def each(self) -> Iterator[tuple[Bound, str, float]]:
        """Every bound in a fixed order."""
        for name, table in (
            ("at_least", self.at_least),
            ("at_most", self.at_most),
            ("equals", self.equals),
        ):
            for measure, value in table.items():
                yield cast("Bound", name), measure, value


def lower_needs(share: float) -> int:
    """The fewest calls at which the lower Wilson bound can reach `share`."""
    return math.ceil(Z2 * share / (1 - share) - 1e-9) if share < 1 else -1


def upper_needs(share: float) -> int:
    """The fewest calls at which the upper Wilson bound can fall to `share`."""
    return math.ceil(Z2 * (1 - share) / share - 1e-9) if share > 0 else -1


def conditions(
    bounds: Bounds, measures: Mapping[str, Measure]
) -> tuple[tuple[Condition, ...], tuple[Complaint, ...]]:
    """The conditions of one level, or what is wrong with them."""
    made: list[Condition] = []
    wrong: list[Complaint] = []
    for bound, name, value in bounds.each():
        place = (*bounds.path, bound, name)
        answer = _condition(place, bound, name, value, measures)
        if isinstance(answer, Complaint):
            wrong.append(answer)
            continue
        made.append(answer)
        wrong += _unreachable(place, answer, measures, bounds)
    if not any(c.companion in (None, "of_proxy") for c in made) and not wrong:
        wrong.append(
            Complaint(bounds.path, "no absolute bound", "at least one bound on the client's own")
        )
    return tuple(made), tuple(wrong)


def _condition(
    place: tuple[str | int, ...],
    bound: Bound,
    name: str,
    value: float,
    measures: Mapping[str, Measure],
) -> Condition | Complaint:
    plain, _, suffix = name.partition(".")
    measure = measures.get(plain)
    if measure is None:
        return Complaint(place, f"unknown measure {plain!r}", _nearest(plain, measures))
    if fault := _suffix_fault(measure, suffix):
        return Complaint(place, repr(name), fault)
    if suffix in COMPANIONS:
        return Condition(plain, bound, value, suffix)
    sided = isinstance(measure, Ratio) and suffix != "raw"
    ending = {"at_least": "_low", "at_most": "_high", "equals": ""}[bound]
    return Condition(plain + ending if sided else plain, bound, value)


def _suffix_fault(measure: Measure, suffix: str) -> str | None:
    """What is wrong with the word after a measure's dot."""
    if suffix not in ("", "raw", *COMPANIONS):
        return "the suffix raw, of_proxy, vs_peers or vs_own"
    if suffix == "raw" and not isinstance(measure, Ratio):
        return f"{measure.name!r}: only a share has a raw value"
    if suffix == "of_proxy" and not isinstance(measure, Count | Sum):
        return "a count or a sum: only these have a share of the proxy"
    return None


def _nearest(name: str, measures: Mapping[str, Measure]) -> str:
    near = get_close_matches(name, measures, n=3)
    return "one of " + ", ".join(near) if near else "a measure of the catalogue"


def _unreachable(
    place: tuple[str | int, ...],
    condition: Condition,
    measures: Mapping[str, Measure],
    bounds: Bounds,
) -> list[Complaint]:
    plain = plain_name(condition.measure, measures)
    measure = measures[plain]
    if condition.companion == "of_proxy" and condition.value > 1:
        return [Complaint(place, f"{condition.value}", "a share of at most 1")]
    if condition.companion is not None:
        return []
    if isinstance(measure, Distinct) and condition.bound == "at_least":
        return _over_cap(place, condition.value, measure)
    if isinstance(measure, Ratio):
        return _share(place, condition, measure, _support(measure, measures, bounds))
    return []


def _over_cap(place: tuple[str | int, ...], value: float, measure: Distinct) -> list[Complaint]:
    if value <= measure.cap / 2:
        return []
    return [
        Complaint(
            place,
            f"{value:g} distinct values",
            f"at most {measure.cap // 2}: {measure.name} is counted exactly up to {measure.cap}",
        )
    ]


def _share(
    place: tuple[str | int, ...], condition: Condition, measure: Ratio, support: int
) -> list[Complaint]:
    if condition.value > 1:
        return [Complaint(place, f"{condition.value}", "a share of at most 1")]
    if support == 0:
        asked = f"a minimum count beside a share: {measure.whole} (or {measure.part}) at least N"
        return [Complaint(place, f"{measure.name} without support", asked)]
    if condition.measure.endswith("_low"):
        needed, side = lower_needs(condition.value), "lower"
    elif condition.measure.endswith("_high"):
        needed, side = upper_needs(condition.value), "upper"
    else:
        return []
    if 0 <= needed <= support:
        return []
    count = f"at least {needed} {measure.whole}" if needed > 0 else "a bound inside 0 and 1"
    found = f"{condition.value:g}, which the {side} 95 % bound cannot reach with {support} calls"
    return [Complaint(place, found, count)]


def _support(ratio: Ratio, measures: Mapping[str, Measure], bounds: Bounds) -> int:
    """The fewest calls of the ratio's whole that the level's own bounds imply."""
    implied = [0]
    for name, value in bounds.at_least.items():
        measure = measures.get(name)
        counted = measure.where if isinstance(measure, Distinct) else name
        if counted in (ratio.whole, ratio.part):
            implied.append(math.ceil(value))
    return max(implied)


def plain_name(column: str, measures: Mapping[str, Measure]) -> str:
    """The measure a column belongs to: `client_error_share_low` -> `client_error_share`."""
    if column in measures:
        return column
    return column.removesuffix("_low").removesuffix("_high")


def reads(name: str, measures: Mapping[str, Measure]) -> tuple[str, ...]:
    """The measures that one measure is made of, itself first."""
    measure = measures.get(name)
    if isinstance(measure, Ratio):
        return (name, measure.part, measure.whole)
    if isinstance(measure, Quotient):
        return (name, measure.top, measure.bottom)
    return (name,)
