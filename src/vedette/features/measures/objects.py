"""Whose things: the objects named in paths, how they were answered, in which order."""

from __future__ import annotations

from typing import Final

from vedette.model.measure import Count, Distinct, Measure, Ratio, Step

_OBJECT: Final = "object IS NOT NULL"

MEASURES: Final[tuple[Measure, ...]] = (
    Count("object_calls", "calls that name an object", _OBJECT),
    Count("object_successes", "such calls answered 2xx", f"{_OBJECT} AND status_class = 2"),
    Count(
        "object_refusals", "such calls answered 403 or 404", f"{_OBJECT} AND status IN (403, 404)"
    ),
    Distinct("objects", "different objects", "object", "object_calls", "objects", 512),
    Distinct("objects_ok", "objects given out", "object", "object_successes", "objects", 512),
    Distinct("objects_refused", "objects refused", "object", "object_refusals", "objects", 512),
    Step(
        "small_steps",
        "object numbers 1 to 10 away from the one before",
        "object_number",
        "object_calls",
        "near",
        10,
    ),
    Step(
        "long_runs",
        "times that 20 object numbers in a row went up (or down) by one",
        "object_number",
        "object_calls",
        "run",
        20,
        "runs",
    ),
    Ratio(
        "object_refusal_share",
        "share of object calls answered 403 or 404",
        "object_refusals",
        "object_calls",
    ),
    Ratio(
        "small_step_share", "share of object calls in small steps", "small_steps", "object_calls"
    ),
)
