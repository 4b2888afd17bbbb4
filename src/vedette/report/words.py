"""Numbers, times and names as a person reads them.

Comes in: values with their units. Goes out: short plain text, the same in the terminal
and on the page. It never sees text that a client sent.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

UNKNOWN: Final = "\N{EN DASH}"
"""Stands where nothing is known."""

TIMES: Final = "\N{MULTIPLICATION SIGN}"
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_LATEST: Final = datetime(9999, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC)
_EARLIEST: Final = datetime(1, 1, 1, tzinfo=UTC)
_BYTES: Final = ("B", "kB", "MB", "GB", "TB", "PB")
_TIMES: Final = ((86_400, "d"), (3_600, "h"), (60, "min"), (1, "s"))
_COMPANIONS: Final = {
    "of_proxy": "share of the API's",
    "vs_peers": "times the peers'",
    "vs_own": "times its own usual",
    "raw": "plain",
}
_BOUNDS: Final = {"at_least": "≥", "at_most": "≤", "equals": "="}


def instant(micros: int) -> datetime:
    """The time as a datetime in UTC; times beyond the calendar become its end."""
    try:
        return _EPOCH + timedelta(microseconds=micros)
    except OverflowError:
        return _LATEST if micros > 0 else _EARLIEST


def rfc3339(micros: int) -> str:
    """µs since 1970 as RFC 3339 in UTC, always with six decimals and `Z`."""
    return instant(micros).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def moment(micros: int) -> str:
    """A time for the eye, to the second: `2026-11-24 10:12:03`."""
    return instant(micros).strftime("%Y-%m-%d %H:%M:%S")


def span(first: int, last: int) -> str:
    """Two times, the second without its date when that is the same."""
    begin, end = moment(first), moment(last)
    return f"{begin} to {end[11:] if begin[:10] == end[:10] else end} UTC"


def duration(micros: float) -> str:
    """A length of time with at most two units: `3 h 20 min`, `12 s`, `340 ms`."""
    seconds = abs(micros) / 1_000_000
    if seconds < 1:
        return f"{number(seconds * 1000)} ms"
    if seconds < 10:
        return f"{number(round(seconds, 1))} s"
    left, parts = round(seconds), list[str]()
    for size, unit in _TIMES:
        if left >= size and len(parts) < 2:
            parts.append(f"{left // size} {unit}")
            left %= size
        elif parts:
            break
    return " ".join(parts)


def number(value: float) -> str:
    """A number with thousands apart and no more digits than mean something."""
    if value != value or value in (float("inf"), float("-inf")):  # noqa: PLR0124 - NaN
        return "n/a"
    size = abs(value)
    if size == int(size) or size >= 1000:
        return f"{value:,.0f}"
    decimals = 1 if size >= 100 else 2 if size >= 1 else 3
    return f"{value:,.{decimals}f}".rstrip("0").rstrip(".")


def share(value: float) -> str:
    """A part of 1 as a percentage that never rounds up to all or down to nothing."""
    percent = value * 100
    if 99.95 <= percent < 100:
        return "> 99.9 %"
    if 0 < percent < 0.05:
        return "< 0.1 %"
    return f"{percent:.1f}".removesuffix(".0") + " %"


def size(value: float) -> str:
    """Bytes in decimal units: `48.2 MB`."""
    left, step = float(value), 0
    while abs(left) >= 1000 and step < len(_BYTES) - 1:
        left, step = left / 1000, step + 1
    return f"{number(round(left, 1))} {_BYTES[step]}"


def quantity(value: float | None, unit: str, *, noun: bool = True) -> str:
    """A value with its unit, or a dash where nothing is known.

    With `noun=False` the unit is left out where it is a noun (calls, users), not where
    the number would mean something else without it (bytes, shares).
    """
    if value is None:
        return UNKNOWN
    shown = _UNITS.get(unit)
    if shown:
        return shown(value)
    return f"{number(value)} {unit}".rstrip() if noun else number(value)


def _elapsed(value: float) -> str:
    return duration(value) if value else "0 s"


def _times(value: float) -> str:
    return f"{number(value)} {TIMES}"


_UNITS: Final[dict[str, Callable[[float], str]]] = {
    "share": share,
    "bytes": size,
    "µs": _elapsed,
    "us": _elapsed,
    "microseconds": _elapsed,
    "times": _times,
    "x": _times,
    TIMES: _times,
    "per mille": lambda value: f"{number(value)} ‰",
}


def bound(kind: str | None) -> str:
    """The sign of a threshold."""
    return _BOUNDS.get(kind or "", "")


def measure(name: str) -> str:
    """A measure's column name in words: `client error share (low bound)`."""
    base, _, companion = name.partition(".")
    for suffix, words in (("_low", " (low bound)"), ("_high", " (high bound)")):
        if base.endswith(suffix):
            base = base.removesuffix(suffix) + words
    words = base.replace("_", " ")
    return f"{words}, {_COMPANIONS.get(companion, companion)}" if companion else words


def count(amount: int, one: str, many: str | None = None) -> str:
    """`1 incident`, `3 incidents`."""
    return f"{amount:,} {one if amount == 1 else many or one + 's'}"


def listed(parts: list[str]) -> str:
    """Parts as a phrase: `a`, `a and b`, `a, b and c`."""
    return " and ".join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else "".join(parts)
