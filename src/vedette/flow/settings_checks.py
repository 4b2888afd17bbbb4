"""What a settings file must mean, beyond its shape.

Comes in: the plain values of the file, whether or not their shape is right. Goes out: the
values that cannot be meant, each with what would be right instead. One line in `_VALUES`
per kind of value; `*` stands for any key or position.
"""

from __future__ import annotations

import ipaddress
import math
import re
import zoneinfo
from bisect import bisect
from datetime import datetime
from difflib import get_close_matches
from typing import TYPE_CHECKING, Final

from vedette.model.rule import RATES

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from vedette.flow.settings_yaml import Path, Plain

LABELS: Final = (
    "login", "token", "sign-up", "password-reset", "payment", "add-cart", "purchase",
    "content", "search", "admin", "health",
)  # fmt: skip
"""What an operation may be labelled as."""

WHO: Final = (
    "ip", "subnet", "key", "token", "user", "app", "developer", "product", "ja4",
    "user_agent", "asn", "country",
)  # fmt: skip
"""The kinds of identity that an exclusion may name."""

Wrong = tuple["Path", str]
"""The way to a value, and what is expected there."""

_OPERATION: Final = re.compile(r"[A-Z]{3,10} /\S*\Z")
_DURATION: Final = re.compile(r"[1-9][0-9]{0,5}[smhd]\Z")
_RATE: Final = re.compile(r"([0-9]{1,9})/(s|min)\Z")
_LISTEN: Final = re.compile(r"(\[[0-9a-fA-F:.]{2,45}\]|[^\s:\[\]/]{1,253}):([0-9]{1,5})\Z")


def nearest(word: str, known: Collection[str]) -> str:
    """What `word` was probably meant to be, as a phrase."""
    close = get_close_matches(word[:80], list(known), n=1, cutoff=0.6)
    return f"{close[0]} (did you mean that?)" if close else f"one of {', '.join(sorted(known))}"


def network(text: str) -> str | None:
    """Wrong unless an address or a network in CIDR notation."""
    try:
        ipaddress.ip_network(text)
    except ValueError:
        try:
            loose = ipaddress.ip_network(text, strict=False)
        except ValueError:
            return "an address or a network, such as 192.0.2.0/24 or 2001:db8::/48"
        return f"the network itself, {loose}"
    return None


def length(text: str) -> str | None:
    """Wrong unless a length of time."""
    return None if _DURATION.match(text) else "a length of time, such as 30s, 10m, 1h or 7d"


def rate(text: str) -> str | None:
    """Wrong unless one of the rates that every gateway can keep; names the two nearest."""
    match = _RATE.match(text)
    if not match:
        return "a rate, such as 5/s or 20/min"
    asked = int(match[1])
    if asked in RATES:
        return None
    above = bisect(RATES, asked)
    low = min(max(above - 1, 0), len(RATES) - 2)
    return " or ".join(f"{known}/{match[2]}" for known in RATES[low : low + 2])


def time(text: str) -> str | None:
    """Wrong unless a time with its zone."""
    try:
        zoned = datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        zoned = False
    return None if zoned else "a time with its zone, such as 2026-11-25T08:00:00Z"


def zone(text: str) -> str | None:
    """Wrong unless a time zone this system knows."""
    try:
        zoneinfo.ZoneInfo(text)
    except (ValueError, OSError, zoneinfo.ZoneInfoNotFoundError):
        return "a time zone, such as UTC or Europe/Paris"
    return None


def _listen(text: str) -> str | None:
    match = _LISTEN.match(text)
    good = match and 0 < int(match[2]) <= 65_535
    return None if good else 'a host and a port, such as "127.0.0.1:8080"'


def _part(text: str) -> str | None:
    value = _float(text)
    return None if value is None or 0 <= value <= 1 else "a number from 0 to 1"


def _positive(text: str) -> str | None:
    value = _float(text)
    good = value is None or (math.isfinite(value) and value >= 0)
    return None if good else "a number that is not negative"


def _float(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _named(text: str) -> str | None:
    return None if text.strip() else "a name"


def _base(text: str) -> str | None:
    return None if not text or text.startswith("/") else "a path that begins with /"


def _url(text: str) -> str | None:
    return None if re.match(r"https?://[^\s/]", text) else "an address such as http://host:9000"


def _ledger(text: str) -> str | None:
    good = text == "sqlite" or text.startswith("postgresql://")
    return None if good else "sqlite or postgresql://…"


def _label(text: str) -> str | None:
    return None if text in LABELS else nearest(text, LABELS)


_VALUES: Final[tuple[tuple[Path, Callable[[str], str | None]], ...]] = (
    (("organisation",), _named),
    (("environment",), _named),
    (("gateway", "trusted_hops", "*"), network),
    (("gateway", "listen"), _listen),
    (("console", "listen"), _listen),
    (("ledger",), _ledger),
    (("proxies", "*", "name"), _named),
    (("proxies", "*", "base"), _base),
    (("proxies", "*", "upstream"), _url),
    (("proxies", "*", "labels", "*"), _label),
    (("thresholds", "*", "*", "*"), _positive),
    (("protected", "ips", "*"), network),
    (("exclusions", "*", "who", "ip", "*"), network),
    (("exclusions", "*", "who", "subnet", "*"), network),
    (("exclusions", "*", "from"), time),
    (("exclusions", "*", "until"), time),
    (("policies", "*", "when", "confidence_at_least"), _part),
    (("policies", "*", "max_good_share"), _part),
    (("policies", "*", "max_rules_per_hour"), _positive),
    (("policies", "*", "do", "*", "for"), length),
    (("policies", "*", "do", "*", "after"), length),
    (("policies", "*", "do", "*", "rate"), rate),
    (("formats", "*", "timezone"), zone),
)
"""Where a value stands, and what it must be."""

_UNIQUE: Final = ("proxies", "exclusions", "policies", "formats")
_LAYOUTS: Final = ("nginx", "apache", "envoy", "json")


def wrong_values(tree: Plain) -> Iterator[Wrong]:
    """Every value that cannot be meant."""
    for path, value in _leaves(tree, ()):
        for where, check in _VALUES:
            if len(where) == len(path) and all(
                pattern in {"*", step} for pattern, step in zip(where, path, strict=True)
            ):
                expected = check(value)
                if expected:
                    yield path, expected


def wrong_names(tree: Plain, patterns: Collection[str]) -> Iterator[Wrong]:
    """Every key or name that names nothing. Patterns are checked if any are handed in."""
    for pattern in _entries(tree, "thresholds") if patterns else ():
        if pattern not in patterns:
            yield ("thresholds", pattern), f"a pattern: {nearest(pattern, patterns)}"
    for at, policy in enumerate(_items(tree, "policies") if patterns else ()):
        named = _entries(policy, "when").get("pattern")
        if isinstance(named, str) and named not in patterns:
            expected = f"a pattern: {nearest(named, patterns)}"
            yield ("policies", at, "when", "pattern"), expected
    for at, proxy in enumerate(_items(tree, "proxies")):
        for operation in _entries(proxy, "labels"):
            if not _OPERATION.match(operation):
                yield ("proxies", at, "labels", operation), "an operation, such as POST /v1/login"
    for at, exclusion in enumerate(_items(tree, "exclusions")):
        for kind in _entries(exclusion, "who"):
            if kind not in WHO:
                yield ("exclusions", at, "who", kind), nearest(kind, WHO)


def wrong_together(tree: Plain) -> Iterator[Wrong]:
    """Values that are right alone and wrong together."""
    for section in _UNIQUE:
        seen: set[str] = set()
        for at, entry in enumerate(_items(tree, section)):
            name = entry.get("name") if isinstance(entry, dict) else None
            if isinstance(name, str):
                if name in seen:
                    yield (section, at, "name"), "a name that no other entry has"
                seen.add(name)
    for at, policy in enumerate(_items(tree, "policies")):
        for step, rung in enumerate(_items(policy, "do")):
            yield from _rung(rung, ("policies", at, "do", step))
    for at, layout in enumerate(_items(tree, "formats")):
        if isinstance(layout, dict) and sum(layout.get(kind) is not None for kind in _LAYOUTS) != 1:
            yield ("formats", at), "exactly one of nginx, apache, envoy, json"
    for at, exclusion in enumerate(_items(tree, "exclusions")):
        if isinstance(exclusion, dict) and _backwards(
            exclusion.get("from"), exclusion.get("until")
        ):
            yield ("exclusions", at, "until"), "a time after `from`"


def _rung(rung: Plain, path: Path) -> Iterator[Wrong]:
    if not isinstance(rung, dict):
        return
    throttles, has_rate = rung.get("action") == "throttle", rung.get("rate") is not None
    if throttles and not has_rate:
        yield path, "a rate, such as 5/min, because it throttles"
    if has_rate and not throttles:
        yield (*path, "rate"), "no rate, because only throttle has one"


def _backwards(start: Plain, until: Plain) -> bool:
    if not isinstance(start, str) or not isinstance(until, str) or time(start) or time(until):
        return False
    return datetime.fromisoformat(until) <= datetime.fromisoformat(start)


def _leaves(tree: Plain, path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(tree, str):
        yield path, tree
    elif isinstance(tree, dict):
        for key, value in tree.items():
            yield from _leaves(value, (*path, key))
    elif isinstance(tree, list):
        for at, value in enumerate(tree):
            yield from _leaves(value, (*path, at))


def _entries(tree: Plain, key: str) -> dict[str, Plain]:
    found = tree.get(key) if isinstance(tree, dict) else None
    return found if isinstance(found, dict) else {}


def _items(tree: Plain, key: str) -> list[Plain]:
    found = tree.get(key) if isinstance(tree, dict) else None
    return found if isinstance(found, list) else []
