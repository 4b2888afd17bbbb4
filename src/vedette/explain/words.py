"""Numbers, times and names as a person writes them.

Comes in: plain values. Goes out: short text without control characters. It never shows
more than the beginning of a fingerprint, nor more than a line of what a client sent.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

from vedette.model.call import DAY, HOUR, MINUTE, SECOND
from vedette.model.client import Client

LONGEST: Final = 80
AGENT: Final = 40
"""Characters of a text that a client sent, and of a user agent within a sentence."""

_NOUNS: Final = {
    "ip": "", "subnet": "network ", "key": "key ", "token": "token ", "user": "user ",
    "ja4": "TLS fingerprint ", "user_agent": "user agent ",
}  # fmt: skip


def number(value: float) -> str:
    """1204 as "1,204"; fractions with one or two digits."""
    if value == int(value):
        return f"{int(value):,}"
    return f"{value:,.1f}" if abs(value) >= 10 else f"{value:.2f}".rstrip("0").rstrip(".")


def count(value: int, noun: str, plural: str | None = None) -> str:
    """1 as "1 call", 3 as "3 calls"."""
    return f"{value:,} {noun if value == 1 else plural or noun + 's'}"


def times(value: int) -> str:
    """1 as "once", 2 as "twice", 3 as "3 times"."""
    return {1: "once", 2: "twice"}.get(value) or count(value, "time")


def share(value: float) -> str:
    """0.0021 as "0.2 %"; never 100 % for less than all, nor 0 % for more than none."""
    if 0 < value < 0.001:
        return "under 0.1 %"
    if 0.999 < value < 1:
        return "99.9 %"
    percent = f"{value * 100:.1f}".removesuffix(".0")
    return f"{percent} %"


def size(value: float) -> str:
    """Bytes with a fitting unit."""
    for unit in ("bytes", "kB", "MB", "GB"):
        if value < 1000:
            return (
                f"{value:.0f} {unit}" if unit == "bytes" or value >= 10 else f"{value:.1f} {unit}"
            )
        value /= 1000
    return f"{value:.1f} TB"


def lasting(micros: int) -> str:
    """A length of time in the unit a person would use."""
    if micros < 2 * MINUTE:
        return count(max(1, round(micros / SECOND)), "second")
    if micros < 2 * HOUR:
        return count(round(micros / MINUTE), "minute")
    if micros < 2 * DAY:
        return count(round(micros / HOUR), "hour")
    return count(round(micros / DAY), "day")


def window(micros: int) -> str:
    """A window's length: "a minute", "10 minutes", "a day"."""
    for unit, word in ((MINUTE, "a minute"), (HOUR, "an hour"), (DAY, "a day")):
        if micros == unit:
            return word
    return lasting(micros)


def clock(micros: int, *, day: bool) -> str:
    """A moment as 13:05 UTC, with its date where the history spans more than one."""
    moment = datetime.fromtimestamp(micros // SECOND, UTC)
    return f"{moment:%H:%M} UTC" + (f" on {moment.day} {moment:%B %Y}" if day else "")


def clean(text: str) -> str:
    """What a client sent, on one line, without control characters, cut where it is long."""
    plain = "".join(c if c.isprintable() else "?" for c in text[: LONGEST + 1])
    return plain if len(plain) <= LONGEST else plain[: LONGEST - 3] + "..."


def short(kind: str, value: str) -> str:
    """An identity's value, fingerprints cut to their first signs."""
    if kind in ("key", "token", "user") and len(value) > 14:
        return value[:11] + "..."
    plain = clean(value)
    return plain if len(plain) <= AGENT or kind != "user_agent" else plain[: AGENT - 3] + "..."


def whose(client: Client) -> str:
    """A client in words: "203.0.113.7 with key k1_9c1f..."."""
    parts = sorted(
        client.who, key=lambda pair: list(_NOUNS).index(pair[0]) if pair[0] in _NOUNS else 9
    )
    named = [_NOUNS.get(kind, f"{kind} ") + short(kind, value) for kind, value in parts]
    return " with ".join([named[0], " and ".join(named[1:])] if named[1:] else named)


def listing(values: Sequence[str], most: int = 3) -> str:
    """A few values joined, and how many more there are."""
    shown = [clean(value) for value in values[:most]]
    if len(values) > most:
        return ", ".join(shown) + f" and {len(values) - most:,} more"
    return " and ".join([", ".join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown)
