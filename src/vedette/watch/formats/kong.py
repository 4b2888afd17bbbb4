"""Kong's file-log, http-log and tcp-log.

Comes in: nothing. Goes out: a format. Kong names the consumer, so the key is known to be
accepted; where the header itself is not logged, the credential's id stands for the key.
http-log may send many records as an array on one line.
"""

from __future__ import annotations

from typing import Final

from vedette.watch.formats.jsonmap import JsonFormat, Key, dig, keys

_HEADER: Final = "request.headers"


def header_keys(column: str, kind: str, name: str, at: str = _HEADER) -> tuple[Key, ...]:
    """Keys for a header that is a string, or a list if the client sent it twice."""
    return keys(column, kind, f"{at}.{name}[0]", f"{at}.{name}")


_KEYS: Final = (
    *keys("start", "time", "started_at"),
    *keys("duration", "ms", "latencies.request"),
    *keys("upstream_time", "ms", "latencies.proxy"),
    *keys("method", "method", "request.method"),
    *keys("target", "target", "request.uri", "request.url"),
    *keys("status", "status", "response.status"),
    *keys("bytes_in", "int", "request.size"),
    *keys("bytes_out", "int", "response.size"),
    *keys("client", "address", "client_ip"),
    *keys("request_id", "word", "request.id"),
    *keys("proxy", "text", "service.name"),
    *keys("app", "text", "consumer.username", "consumer.custom_id", "consumer.id"),
    *header_keys("host", "host", "host"),
    *header_keys("user_agent", "text", "user-agent"),
    *header_keys("forwarded_for", "forwarded", "x-forwarded-for"),
    *header_keys("token", "secret", "authorization"),
    *header_keys("key", "secret", "apikey"),
    *header_keys("key", "secret", "x-api-key"),
    *keys("key", "text", "authenticated_entity.id"),
    *keys("key_auth", "verified", "authenticated_entity.id"),
)

FORMATS: Final = (
    JsonFormat(
        "kong",
        "kong",
        _KEYS,
        marks=((dig("started_at"),), (dig("request.uri"), dig("request.url")), (dig("latencies"),)),
    ),
)
"""Kong's log serializer, the same in all its logging plugins."""
