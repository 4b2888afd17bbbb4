"""Google Cloud's load balancers, as LogEntry.

Comes in: nothing. Goes out: a format. `timestamp` is the start; `latency` makes the end.
An export may be one array, which `sources` takes apart.
"""

from __future__ import annotations

from typing import Final

from vedette.watch.formats.jsonmap import JsonFormat, dig, keys

_KEYS: Final = (
    *keys("start", "time", "timestamp"),
    *keys("duration", "latency", "httpRequest.latency"),
    *keys("method", "method", "httpRequest.requestMethod"),
    *keys("target", "target", "httpRequest.requestUrl"),
    *keys("protocol", "protocol", "httpRequest.protocol"),
    *keys("status", "status", "httpRequest.status"),
    *keys("bytes_in", "int", "httpRequest.requestSize"),
    *keys("bytes_out", "int", "httpRequest.responseSize"),
    *keys("peer", "address", "httpRequest.remoteIp"),
    *keys("user_agent", "text", "httpRequest.userAgent"),
    *keys("request_id", "word", "insertId"),
    *keys("details", "text", "jsonPayload.statusDetails"),
    *keys("gateway", "text", "resource.labels.forwarding_rule_name"),
)

FORMATS: Final = (
    JsonFormat(
        "gcp",
        "gcp",
        _KEYS,
        marks=(
            (dig("timestamp"),),
            (dig("httpRequest.requestUrl"), dig("httpRequest.requestMethod")),
        ),
    ),
)
"""LogEntry with httpRequest: external and internal load balancers, Cloud Run, API Gateway."""
