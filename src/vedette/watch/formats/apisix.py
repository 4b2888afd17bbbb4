"""Apache APISIX's logger plugins (http-logger, file-logger, kafka-logger, ...).

Comes in: nothing. Goes out: a format. `start_time` and `latency` make the end.
"""

from __future__ import annotations

from typing import Final

from vedette.watch.formats.jsonmap import JsonFormat, dig, keys
from vedette.watch.formats.kong import header_keys

_KEYS: Final = (
    *keys("start", "time", "start_time"),
    *keys("duration", "ms", "latency"),
    *keys("upstream_time", "ms", "upstream_latency"),
    *keys("method", "method", "request.method"),
    *keys("target", "target", "request.uri", "request.url"),
    *keys("status", "status", "response.status"),
    *keys("bytes_in", "int", "request.size"),
    *keys("bytes_out", "int", "response.size"),
    *keys("client", "address", "client_ip"),
    *keys("gateway", "text", "server.hostname"),
    *keys("proxy", "text", "service_name"),
    *keys("app", "text", "consumer.username"),
    *header_keys("host", "host", "host"),
    *header_keys("user_agent", "text", "user-agent"),
    *header_keys("forwarded_for", "forwarded", "x-forwarded-for"),
    *header_keys("token", "secret", "authorization"),
    *header_keys("key", "secret", "apikey"),
    *header_keys("key", "secret", "x-api-key"),
    *keys("key_auth", "verified", "consumer.username"),
)

FORMATS: Final = (
    JsonFormat(
        "apisix",
        "apisix",
        _KEYS,
        marks=(
            (dig("start_time"),),
            (dig("request.uri"), dig("request.url")),
            (dig("apisix_latency"), dig("route_id"), dig("server.hostname")),
        ),
    ),
)
"""The default log of APISIX's logger plugins."""
