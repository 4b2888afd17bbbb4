"""Caddy's access log.

Comes in: nothing. Goes out: a format. `ts` is the END of a call. `client_ip` is Caddy's
own answer to who the client is; credentials come as REDACTED unless Caddy is told to log
them.
"""

from __future__ import annotations

from typing import Final

from vedette.watch.formats.jsonmap import JsonFormat, Key, dig, keys

_HEADER: Final = "request.headers"


def _header(column: str, kind: str, name: str) -> tuple[Key, ...]:
    return keys(column, kind, f"{_HEADER}.{name}[0]")


_KEYS: Final = (
    *keys("time", "time", "ts"),
    *keys("duration", "s", "duration"),
    *keys("method", "method", "request.method"),
    *keys("target", "target", "request.uri"),
    *keys("protocol", "protocol", "request.proto"),
    *keys("host", "host", "request.host"),
    *keys("peer", "address", "request.remote_ip", "request.remote_addr"),
    *keys("client", "address", "request.client_ip"),
    *keys("status", "status", "status"),
    *keys("bytes_in", "int", "bytes_read"),
    *keys("bytes_out", "int", "size"),
    *keys("user", "text", "user_id"),
    *_header("user_agent", "text", "User-Agent"),
    *_header("forwarded_for", "forwarded", "X-Forwarded-For"),
    *_header("token", "secret", "Authorization"),
    *_header("key", "secret", "X-Api-Key"),
    *_header("key", "secret", "Apikey"),
    *_header("request_id", "word", "X-Request-Id"),
)

FORMATS: Final = (
    JsonFormat(
        "caddy", "caddy", _KEYS, marks=((dig("ts"),), (dig("request.uri"), dig("request.method")))
    ),
)
"""Caddy's structured access log; its other log lines have no request and are no calls."""
