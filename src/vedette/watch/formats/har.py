"""HAR 1.2 archives, as browsers and proxies export them.

Comes in: nothing. Goes out: a format for the entries, which `sources` cuts out of the
document. A HAR names no client; its start and its total time make the end.
"""

from __future__ import annotations

from typing import Final

from vedette.watch.formats.base import Field
from vedette.watch.formats.headers import KEYS
from vedette.watch.formats.jsonmap import JsonFormat, Key, dig, keys

_HEADERS: Final = (
    ("user_agent", "text", "user-agent"),
    ("forwarded_for", "forwarded", "x-forwarded-for"),
    ("token", "secret", "authorization"),
    ("request_id", "word", "x-request-id"),
    *(("key", "secret", name) for name in KEYS),
)

_KEYS: Final = (
    *keys("start", "time", "startedDateTime"),
    *keys("duration", "ms", "time"),
    *keys("upstream_time", "ms", "timings.wait"),
    *keys("method", "method", "request.method"),
    *keys("target", "target", "request.url"),
    *keys("protocol", "protocol", "request.httpVersion"),
    *keys("status", "status", "response.status"),
    *keys("bytes_in", "int", "request.bodySize"),
    *keys("bytes_out", "int", "response.bodySize"),
    *keys("bytes_out", "int", "response.content.size"),
    *keys("client", "address", "_clientIPAddress", "clientIPAddress"),
    *(
        Key(Field(column, kind, name), dig("request.headers"), name)
        for column, kind, name in _HEADERS
    ),
)

FORMATS: Final = (
    JsonFormat(
        "har",
        "har",
        _KEYS,
        marks=((dig("startedDateTime"),), (dig("request.url"), dig("pageTimings"))),
        skip=dig("pageTimings"),
    ),
)
"""The entries of a HAR; its pages are no calls."""
