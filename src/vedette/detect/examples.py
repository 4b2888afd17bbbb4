"""Whether a pattern does what its own examples say, and how near it was where it does not.

In: patterns and a way to judge calls (handed in: rooms do not know each other). Out: one
`Tried` per example. It runs nothing but what it is handed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol, cast

import polars as pl

from vedette.detect.kinds.threshold import column_of
from vedette.detect.traffic import calls_of
from vedette.model.finding import SEVERITIES, Finding, HeldBack
from vedette.model.pattern import Condition, Example, Pattern, When
from vedette.model.profile import Profiles


class Court(Protocol):
    """The real engine and judge, as the flow wires them."""

    def judge(
        self, patterns: Sequence[Pattern], calls: pl.DataFrame
    ) -> tuple[Sequence[Finding], Sequence[HeldBack]]:
        """What these patterns find in these calls, and what was held back."""
        ...

    def measure(self, patterns: Sequence[Pattern], calls: pl.DataFrame) -> Sequence[Profiles]:
        """The profiles of the clients that meet the absolute bounds of these patterns."""
        ...


@dataclass(frozen=True, slots=True)
class Tried:
    """One example, what it should have brought and what it brought."""

    pattern: str
    example: str
    expected: str
    got: str
    passed: bool
    nearest: str = ""
    numbers: dict[str, float | None] = field(default_factory=dict[str, float | None], hash=False)


@dataclass(frozen=True, slots=True)
class Miss:
    """How near a level came: in words, and the numbers of its measures."""

    words: str
    numbers: dict[str, float | None]


def try_patterns(
    patterns: Sequence[Pattern], court: Court, *, beside: Sequence[Pattern] = ()
) -> Iterator[Tried]:
    """Every example of every pattern, in order.

    Args:
        patterns: whose examples are tried.
        court: what judges them.
        beside: more patterns that an example may name.

    Yields:
        One result per example; `nearest` tells the numbers of the nearest miss.
    """
    by_id = {pattern.id: pattern for pattern in (*beside, *patterns)}
    for pattern in patterns:
        for example in pattern.examples:
            yield _try(pattern, example, by_id, court)


def _try(
    pattern: Pattern, example: Example, patterns: Mapping[str, Pattern], court: Court
) -> Tried:
    calls = calls_of(example.calls)
    beside = cast("Sequence[str]", example.expects.get("with", ()))
    together = [pattern, *(patterns[name] for name in beside if name in patterns)]
    found, held = court.judge(together, calls)
    own = [f for f in found if f.pattern == pattern.id]
    passed = not _wrong(own, example)
    told = _told(own, [h for h in held if h.pattern == pattern.id])
    near = Miss("", _bounds(own))
    if example.fires and not passed:
        near = nearest(pattern, calls, court)
    expected = _expected(example)
    return Tried(pattern.id, example.name, expected, told, passed, near.words, near.numbers)


def _expected(example: Example) -> str:
    if not example.fires:
        return "quiet"
    wishes = [f"{k} {v}" for k, v in example.expects.items() if k != "with"]
    return ", ".join(["fires", *wishes])


def _wrong(found: Sequence[Finding], example: Example) -> bool:
    if not example.fires or not found:
        return example.fires != bool(found)
    worst = max(found, key=lambda f: SEVERITIES.index(f.severity))
    facts: dict[str, object] = {
        "severity": worst.severity,
        "broken": worst.broken,
        "shared": worst.shared,
    }
    asked = example.expects
    grains = {f.grain for f in found}
    return any(asked[k] != v for k, v in facts.items() if k in asked) or (
        "grain" in asked and asked["grain"] not in grains
    )


def _told(found: Sequence[Finding], held: Sequence[HeldBack]) -> str:
    if found:
        return "; ".join(
            f"{f.severity} at {f.grain}, {_numbers(f)}{' (broken client)' if f.broken else ''}"
            for f in found[:3]
        )
    return f"held back by {held[0].guard}: {held[0].why}" if held else "quiet"


def _numbers(finding: Finding) -> str:
    bounds = [e for e in finding.evidence if e.threshold is not None]
    return ", ".join(f"{e.measure} {e.value:g} ({e.threshold:g})" for e in bounds)


def _bounds(found: Sequence[Finding]) -> dict[str, float | None]:
    """The numbers of the first finding that stand against a bound."""
    return {e.measure: e.value for f in found[:1] for e in f.evidence if e.threshold is not None}


def nearest(pattern: Pattern, calls: pl.DataFrame, court: Court) -> Miss:
    """The level that came nearest to firing, with its numbers against its bounds."""
    open_levels = tuple(
        When(level.window, level.severity, level.confidence, (Condition("calls", "at_least", 1),))
        for level in pattern.levels
    )
    asked = [name for level in pattern.levels for c in level.conditions for name in _asks(c)]
    relaxed = replace(
        pattern,
        levels=open_levels,
        peers="none",
        shows=tuple(dict.fromkeys([*pattern.shows, *asked])),
    )
    scored = [
        scored
        for profiles in court.measure([relaxed], calls)
        for row in profiles.frame.iter_rows(named=True)
        for scored in [_score(row, pattern.levels[int(row["level"])], profiles.grain)]
    ]
    best = max(scored, key=lambda pair: pair[0], default=None)
    return best[1] if best else Miss("no calls were counted", {})


def _asks(condition: Condition) -> tuple[str, ...]:
    return (condition.measure.removesuffix("_low").removesuffix("_high"),)


def _score(row: Mapping[str, Any], level: When, grain: str) -> tuple[tuple[float, ...], Miss]:
    plain = [c for c in level.conditions if c.companion is None]
    values = [(c, row.get(column_of(c))) for c in plain]
    nearness = [_nearness(c, value) for c, value in values]
    words = ", ".join(f"{c.measure} {value} ({c.bound} {c.value:g})" for c, value in values)
    met = sum(near >= 1 for near in nearness) / max(len(nearness), 1)
    text = f"{grain}, {level.window // 1_000_000} s, {level.severity}: {words}"
    return (met, min(nearness, default=0.0)), Miss(text, {c.measure: v for c, v in values})


def _nearness(condition: Condition, value: float | None) -> float:
    """1 where the bound holds, else how much of the way there is."""
    if value is None:
        return 0.0
    if condition.bound == "at_least":
        return min(value / condition.value, 1.0) if condition.value else 1.0
    if condition.bound == "at_most":
        return min(condition.value / value, 1.0) if value else 1.0
    return float(value == condition.value)
