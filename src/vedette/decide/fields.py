"""The fields of a rule: how each is written, and what is expected instead.

Comes in: the text of one scalar. Goes out: its value, or the sentence that says what
should stand there. It never looks at two fields at once.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Final

from vedette.decide.conditions.base import unprintable
from vedette.decide.conditions.catalog import BY_KEY
from vedette.model.rule import ACTIONS, CONDITIONS, RATES

STATES: Final = ("observe", "enforce", "paused")
NAME: Final = r"[A-Za-z0-9][A-Za-z0-9._ -]{0,99}"
HEADER: Final = r"[A-Za-z][A-Za-z0-9-]{0,63}"
DURATION: Final = r"[1-9][0-9]{0,5}[smhd]"
MAX_VALUES: Final = 1_000
"""Values that one condition may list."""

MAX_REASON: Final = 1_000
LONGEST: Final = 366
"""Days that a rule may last at most."""

OWN_HEADERS: Final = frozenset(
    {
        "authorization",
        "connection",
        "content-length",
        "content-type",
        "cookie",
        "host",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
        "x-api-key",
        "x-forwarded-for",
    }
)
"""Headers that a flag may not set: they carry the call, or say who makes it."""

_SECONDS: Final = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
_RATE: Final = re.compile(r"([0-9]{1,6})/(s|min)")


class Wrong(Exception):  # noqa: N818 - caught at once, and turned into a fault
    """The text is not what the field takes; the message says what it does."""


def name(text: str) -> str:
    """A rule's name."""
    if not re.fullmatch(NAME, text):
        raise Wrong("1 to 100 letters, digits, spaces, dots, dashes")
    return text


def action(text: str) -> str:
    """One of the actions."""
    return _one_of(text, ACTIONS)


def state(text: str) -> str:
    """One of the states."""
    return _one_of(text, STATES)


def duration(text: str) -> int:
    """A time such as 90s, 10m, 1h or 7d, in µs."""
    if not re.fullmatch(DURATION, text):
        raise Wrong("a time such as 90s, 10m, 1h or 7d")
    seconds = int(text[:-1]) * _SECONDS[text[-1]]
    if seconds > LONGEST * 86_400:
        raise Wrong(f"at most {LONGEST}d: a rule ends by itself")
    return seconds * 1_000_000


def until(text: str) -> int:
    """A moment as RFC 3339 with its offset, in µs UTC."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise Wrong("a moment such as 2026-11-25T10:00:00Z") from None
    if moment.tzinfo is None:
        raise Wrong("a moment with its offset, such as 2026-11-25T10:00:00Z")
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


def rate(text: str) -> str:
    """A rate that gateways hold buckets for, such as 5/s or 20/min."""
    found = _RATE.fullmatch(text)
    if not found:
        raise Wrong("a rate such as 5/s or 20/min")
    number, unit = int(found[1]), found[2]
    if number not in RATES:
        near = sorted(sorted(RATES, key=lambda r: abs(r - number))[:2])
        raise Wrong(" or ".join(f"{r}/{unit}" for r in near))
    return text


def reason(text: str) -> str:
    """Why the rule is there."""
    if len(text) > MAX_REASON or not text.replace("\n", " ").isprintable():
        raise Wrong(f"at most {MAX_REASON:,} printable characters")
    return text


def text(value: str) -> str:
    """Any printable text: a proxy, an operation, a header's value."""
    if unprintable(value):
        raise Wrong("printable text of 1 to 512 characters")
    return value


def header(text: str) -> str:
    """A header's name that a flag may set."""
    if not re.fullmatch(HEADER, text):
        raise Wrong("a header's name: a letter, then letters, digits and dashes")
    if text.lower() in OWN_HEADERS:
        raise Wrong("a header of your own, such as X-Risk")
    return text


def condition(key: str) -> str:
    """A key of `when`."""
    return _one_of(key, CONDITIONS)


def value(key: str, text: str) -> str:
    """A value of the condition `key`."""
    known = BY_KEY.get(key)
    if known is not None:
        expected = known.expected(text)
    else:
        expected = "printable text of 1 to 512 characters" if unprintable(text) else None
    if expected:
        raise Wrong(expected)
    return text


def _one_of(text: str, words: tuple[str, ...]) -> str:
    if text not in words:
        raise Wrong("one of " + ", ".join(words))
    return text
