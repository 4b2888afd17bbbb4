"""OpenTelemetry's HTTP attributes as JSON: spans or log records of a server.

Comes in: nothing. Goes out: four formats, one table: the attributes' names flat at the
top, flat under `attributes`, as nested objects, or as OTLP's list of key and value. Old
names stand behind the stable ones.
"""

from __future__ import annotations

from typing import Final

from vedette.watch.formats.base import Field
from vedette.watch.formats.jsonmap import JsonFormat, Key, dig, flat, keys

_ATTRIBUTES: Final = (
    ("method", "method", "http.request.method", "http.method"),
    ("path", "path", "url.path"),
    ("query", "query", "url.query"),
    ("target", "target", "http.target", "url.full", "http.url"),
    ("status", "status", "http.response.status_code", "http.status_code"),
    ("route", "text", "http.route"),
    ("scheme", "word", "url.scheme", "http.scheme"),
    ("host", "host", "server.address", "http.host", "net.host.name"),
    ("client", "address", "client.address", "http.client_ip"),
    ("peer", "address", "network.peer.address", "net.sock.peer.addr", "net.peer.ip"),
    ("user_agent", "text", "user_agent.original", "http.user_agent"),
    ("protocol", "protocol", "network.protocol.version", "http.flavor"),
    ("bytes_in", "int", "http.request.body.size", "http.request_content_length"),
    ("bytes_out", "int", "http.response.body.size", "http.response_content_length"),
    ("grpc_status", "grpc", "rpc.grpc.status_code"),
    ("user", "text", "enduser.id", "user.id"),
    ("session", "text", "session.id"),
    ("proxy", "text", "service.name"),
    ("forwarded_for", "forwarded", "http.request.header.x-forwarded-for"),
    ("token", "secret", "http.request.header.authorization"),
    ("key", "secret", "http.request.header.x-api-key"),
    ("ja4", "word", "tls.client.ja4"),
    ("duration", "s", "http.server.request.duration"),
)
_VALUES: Final = (
    "value.stringValue",
    "value.intValue",
    "value.doubleValue",
    "value.arrayValue.values[0].stringValue",
)

_TIMES: Final = (
    *keys("time", "time", "endTimeUnixNano", "end_time_unix_nano", "end_time", "endTime"),
    *keys("start", "time", "startTimeUnixNano", "start_time_unix_nano", "start_time", "startTime"),
    *keys("time", "time", "timeUnixNano", "time_unix_nano", "timestamp", "@timestamp", "time"),
    *keys("request_id", "word", "traceId", "trace_id"),
)


def _by(path: str) -> tuple[Key, ...]:
    """Keys whose path is `path` with the attribute's name in it, flat or nested."""
    found: list[Key] = []
    for column, kind, *names in _ATTRIBUTES:
        for name in names:
            where = dig(name) if path == "nested" else path.replace("*", flat(name)[1:])
            found.append(Key(Field(column, kind, name), where))
    return tuple(found)


_FLAT: Final = _by("$*")
_UNDER: Final = (*_by('$."attributes"*'), *_by('$."Attributes"*'))
_NESTED: Final = _by("nested")
_LISTED: Final = tuple(
    Key(key.field, dig("attributes"), key.field.name, names="key", values=_VALUES) for key in _FLAT
)
_MARKS: Final = ("http.request.method", "http.method")

FORMATS: Final = (
    JsonFormat("otel", "otel", (*_TIMES, *_FLAT), (tuple(flat(name) for name in _MARKS),)),
    JsonFormat(
        "otel_attributes",
        "otel",
        (*_TIMES, *_UNDER),
        (
            tuple(
                f'$."{at}"{flat(name)[1:]}'
                for at in ("attributes", "Attributes")
                for name in _MARKS
            ),
        ),
    ),
    JsonFormat("otel_nested", "otel", (*_TIMES, *_NESTED), (tuple(dig(name) for name in _MARKS),)),
    JsonFormat("otlp", "otel", (*_TIMES, *_LISTED), ((dig("attributes[0].key"),),)),
)
"""Flat, under attributes, nested, and OTLP's own JSON."""
