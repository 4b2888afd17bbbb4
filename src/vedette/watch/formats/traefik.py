"""Traefik's two access logs.

Comes in: nothing. Goes out: formats. The time is the START of a call in both; the text
form does not escape quotes. Headers are dropped or redacted unless Traefik is told to
keep them.
"""

from __future__ import annotations

from typing import Final

from vedette.watch.formats.base import Field
from vedette.watch.formats.jsonmap import JsonFormat, dig, keys
from vedette.watch.formats.layout import Literal
from vedette.watch.formats.nginx import pieces
from vedette.watch.formats.text import text_format

_CLF: Final = (
    *pieces("$remote_addr - $remote_user ["),
    Field("start", "clf", "StartUTC"),
    *pieces('] "$request" $status $bytes_sent "$http_referer" "$http_user_agent" $count "'),
    Field("proxy", "word", "RouterName"),
    *pieces('" "$url" '),
    Field("duration", "ms", "Duration"),
    Literal("ms"),
)

_KEYS: Final = (
    *keys("start", "time", "StartUTC", "StartLocal"),
    *keys("duration", "ns", "Duration"),
    *keys("upstream_time", "ns", "OriginDuration"),
    *keys("method", "method", "RequestMethod"),
    *keys("target", "target", "RequestPath"),
    *keys("protocol", "protocol", "RequestProtocol"),
    *keys("scheme", "word", "RequestScheme"),
    *keys("host", "host", "RequestHost", "RequestAddr"),
    *keys("status", "status", "DownstreamStatus", "OriginStatus"),
    *keys("bytes_in", "int", "RequestContentSize"),
    *keys("bytes_out", "int", "DownstreamContentSize"),
    *keys("peer", "address", "ClientHost"),
    *keys("user", "text", "ClientUsername"),
    *keys("proxy", "text", "RouterName"),
    *keys("user_agent", "text", "request_User-Agent"),
    *keys("forwarded_for", "forwarded", "request_X-Forwarded-For"),
    *keys("token", "secret", "request_Authorization"),
    *keys("key", "secret", "request_X-Api-Key"),
    *keys("request_id", "word", "request_X-Request-Id"),
)

FORMATS: Final = (
    text_format("traefik", "traefik", _CLF, escaping=False),
    JsonFormat(
        "traefik_json",
        "traefik",
        _KEYS,
        marks=((dig("StartUTC"), dig("StartLocal")), (dig("RequestPath"), dig("RequestMethod"))),
    ),
)
"""The common-log form with router, server and duration; and JSON."""
