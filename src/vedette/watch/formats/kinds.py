"""Kinds of fields: how a field's text looks in a layout, and how it is read.

Comes in: a kind's name. Goes out: its patterns and its reading. The table is all there is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from vedette.watch.formats.values import (
    Convert,
    address,
    address_and_port,
    auth,
    blank,
    duration,
    grpc,
    host,
    last_duration,
    nanoseconds,
    percent,
    plussed,
    protocol,
    route_key,
    secret,
    status,
    upper,
    verified,
    whole,
)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of field.

    Attributes:
        convert: from text to value.
        tight: the pattern of a well-formed value; null if it is whatever stands before
            the next literal.
        free: the value may hold the text that follows it in the layout (a user's name
            with spaces), so the second reading of a line must look further.
        time: it is a time, read by `times`, in `notation` if that is given.
        always: a pattern that every value has, in the loosest reading too.
        loose: a pattern for the looser readings, where it differs from the general one.
    """

    convert: Convert = blank
    tight: str | None = None
    free: bool = False
    time: bool = False
    notation: str | None = None
    always: str | None = None
    loose: str | None = None


_CLF: Final = r"[0-9]{2}/[A-Z][a-z]{2}/[0-9]{4}:[0-9]{2}:[0-9]{2}:[0-9]{2} [+-][0-9]{4}"
_ISO: Final = r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9.,]+(?:Z|[+-][0-9:]{4,6})?"
_BALANCED: Final = r'(?:[^"\\]|\\.|"(?:[^"\\]|\\.)*")*'
_NUMBER: Final = r"[0-9]+|-"

KINDS: Final[dict[str, Kind]] = {
    "ignored": Kind(free=True),
    "word": Kind(),
    "ident": Kind(loose="-"),  # nobody has asked identd in decades
    "rest": Kind(always=_BALANCED),
    "bracketless": Kind(always=r'[^\["]*'),
    "quoteless": Kind(always='[^"]*'),
    "anything": Kind(always=".*"),
    "text": Kind(free=True),
    "address": Kind(address),
    "ip": Kind(address, always=r"[0-9A-Fa-f]*[.:][0-9A-Fa-f.:%]+"),
    "address_port": Kind(address_and_port),
    "forwarded": Kind(free=True),
    "int": Kind(whole, _NUMBER),
    "status": Kind(status, "[0-9]{3}"),
    "grpc": Kind(grpc),
    "method": Kind(upper, "[A-Z]+|-"),
    "protocol": Kind(protocol, r"HTTP/[0-9.]+|-"),
    "request": Kind(free=True),
    "target": Kind(free=True),
    "path": Kind(free=True),
    "query": Kind(free=True),
    "host": Kind(host),
    "auth": Kind(auth),
    "secret": Kind(secret, free=True),
    "verified": Kind(verified),
    "route": Kind(route_key),
    "plus": Kind(plussed),
    "percent": Kind(percent),
    "s": Kind(duration(1_000_000)),
    "ms": Kind(duration(1_000)),
    "us": Kind(duration(1)),
    "ns": Kind(nanoseconds),
    "latency": Kind(duration(0)),
    "s_list": Kind(last_duration, free=True),
    "clf": Kind(tight=_CLF, time=True),
    "iso": Kind(tight=_ISO, time=True),
    "epoch": Kind(tight="[0-9]+(?:[.][0-9]+)?", time=True),
    "time": Kind(time=True),
    "day": Kind(),
    "clock": Kind(),
}
"""Every kind by its name."""


def kind_of(name: str) -> Kind:
    """The kind of a name; `at:` and a strptime notation make a kind of time."""
    if name.startswith("at:"):
        return Kind(time=True, notation=name.removeprefix("at:"))
    return KINDS[name]
