"""Amazon API Gateway's access logs as JSON, REST and HTTP APIs.

Comes in: nothing. Goes out: a format. The keys are those of Amazon's own examples; the
time is the start. Where only the resource is logged it stands for the path too.
"""

from __future__ import annotations

from typing import Final

from vedette.watch.formats.jsonmap import JsonFormat, dig, keys

_KEYS: Final = (
    *keys("start", "time", "requestTimeEpoch", "requestTime"),
    *keys("duration", "ms", "responseLatency"),
    *keys("upstream_time", "ms", "integrationLatency", "integration.latency"),
    *keys("method", "method", "httpMethod"),
    *keys("path", "path", "path", "resourcePath"),
    *keys("path", "route", "routeKey"),
    *keys("route", "route", "resourcePath", "routeKey"),
    *keys("protocol", "protocol", "protocol"),
    *keys("status", "status", "status"),
    *keys("bytes_out", "int", "responseLength"),
    *keys("peer", "address", "ip", "sourceIp", "identity.sourceIp"),
    *keys("user_agent", "text", "userAgent", "identity.userAgent"),
    *keys("request_id", "word", "requestId", "extendedRequestId"),
    *keys("host", "host", "domainName"),
    *keys("proxy", "text", "apiId"),
    *keys("key", "secret", "apiKey", "apiKeyId", "identity.apiKey", "identity.apiKeyId"),
    *keys("user", "text", "authorizer.claims.sub", "principalId", "authorizer.principalId", "user"),
    *keys("details", "text", "error.responseType", "errorResponseType"),
)

FORMATS: Final = (
    JsonFormat(
        "api_gateway",
        "api_gateway",
        _KEYS,
        marks=(
            (dig("requestTime"), dig("requestTimeEpoch")),
            (dig("httpMethod"), dig("routeKey")),
        ),
    ),
)
"""Access logs written from `$context` variables."""
