"""Small patterns and profile rows for the tests of this room."""

from __future__ import annotations

from typing import Any

import polars as pl
from tests.detect.measured import MEASURES

from vedette.detect.judge import Judge
from vedette.model.call import MINUTE, SECOND
from vedette.model.pattern import Condition, Pattern, When
from vedette.model.profile import Profiles

WINDOW = 5 * MINUTE


def pattern(name: str = "noisy", **changes: Any) -> Pattern:
    level = When(WINDOW, "medium", 0.7, (Condition("calls", "at_least", 100),))
    facts: dict[str, Any] = {
        "id": name,
        "number": 1,
        "version": 1,
        "title": name,
        "means": name,
        "kind": "threshold",
        "family": "volume",
        "per": ("ip+proxy",),
        "levels": (level,),
        "shows": ("calls",),
    }
    return Pattern(**(facts | changes))


def level(severity: str = "medium", window: int = WINDOW, **bounds: float) -> When:
    conditions = tuple(Condition(name, "at_least", value) for name, value in bounds.items())
    return When(window, severity, 0.7, conditions)


def row(at: float = 10, **changes: Any) -> dict[str, Any]:
    """A row of one client at `at` seconds."""
    facts: dict[str, Any] = {
        "at": int(at * SECOND),
        "pattern": "noisy",
        "level": 0,
        "ip": "203.0.113.9",
        "proxy": "shop",
        "calls": 150,
        "active": 40,
        "failing": 0,
        "peers": 39,
        "keys_seen": 0,
        "tokens_seen": 0,
        "users_seen": 0,
        "networks_seen": 1,
        "first": 0,
    }
    return facts | changes


def profiles(*rows: dict[str, Any], grain: str = "ip+proxy", window: int = WINDOW) -> Profiles:
    return Profiles(grain, window, pl.DataFrame(list(rows), infer_schema_length=None))


def judged(patterns: list[Pattern] | Pattern, *taken: Profiles, **settings: Any):
    """Findings and what was held back."""
    several = patterns if isinstance(patterns, list) else [patterns]
    judge = Judge(several, measures=MEASURES, **settings)
    for one in taken:
        judge.take(one)
    return judge.finish()
