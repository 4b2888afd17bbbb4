"""The list of all measures, and the one rule on which calls they count.

Comes in: the themes beside this file. Goes out: `MEASURES` by name. It never measures.
"""

from __future__ import annotations

from typing import Final

from vedette.features.measures import (
    breadth,
    errors,
    identity,
    login,
    objects,
    probing,
    timing,
    traffic,
)
from vedette.model.measure import Measure

MEASURES: Final[dict[str, Measure]] = {
    measure.name: measure
    for theme in (traffic, errors, probing, login, identity, breadth, objects, timing)
    for measure in theme.MEASURES
}
"""Every measure by its name."""

COUNTED: Final = "NOT attempt AND NOT preflight"
"""The calls that measures count: not those Vedette refused, nor CORS preflights."""

ATTEMPTS: Final = "attempts"
"""The one measure that counts what Vedette refused."""

IDLE: Final = 30 * 60 * 1_000_000
"""µs after which a client's order-dependent state (gaps, steps, runs) starts anew."""

LARGEST: Final = 4_000_000_000_000_000_000
"""Numbers of objects beyond this are no numbers, so that a difference always fits."""


def counted(name: str) -> str:
    """SQL for the calls that a count may hold at all."""
    return "NOT preflight" if name == ATTEMPTS else COUNTED
