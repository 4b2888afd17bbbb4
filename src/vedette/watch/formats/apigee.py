"""Apigee: analytics exports and message logging, as JSON lines and as CSV with a header.

Comes in: nothing. Goes out: formats. The richest of all: client_id is the API key, and
access token, app, developer and product come with it. Apigee writes "(not set)" for
nothing.
"""

from __future__ import annotations

from typing import Final

from vedette.watch.formats.base import Field
from vedette.watch.formats.jsonmap import JsonFormat, Key, dig, flat
from vedette.watch.formats.table import Columns, Known, TableFormat, separated

_STATUS: Final = ("response_status_code", "response.status.code", "message.status.code")
_NAMES: Final = (
    ("time", "time", "client_sent_end_timestamp", "client.sent.end.timestamp"),
    ("start", "time", "client_received_start_timestamp", "client.received.start.timestamp"),
    ("time", "time", "system.timestamp", "timestamp"),
    ("duration", "ms", "total_response_time"),
    ("upstream_time", "ms", "target_response_time"),
    ("method", "method", "request_verb", "request.verb", "verb"),
    ("target", "target", "request_uri", "message.uri", "request.uri"),
    ("path", "path", "request_path", "request.path", "message.path"),
    ("query", "query", "request.querystring", "message.querystring"),
    ("status", "status", *_STATUS),
    ("proxy", "secret", "apiproxy.name", "apiproxy"),
    ("key", "secret", "client_id"),
    ("token", "secret", "access_token", "apigee.access_token"),
    ("app", "secret", "developer_app", "developer.app.name"),
    ("developer", "secret", "developer_email", "developer.email", "developer"),
    ("product", "secret", "api_product", "apiproduct.name"),
    ("key_auth", "verified", "developer_app", "developer.app.name"),
    ("client", "address", "ax_resolved_client_ip", "client_ip", "client.ip"),
    ("peer", "address", "proxy_client_ip", "proxy.client.ip"),
    ("forwarded_for", "secret", "x_forwarded_for_ip", "request.header.X-Forwarded-For"),
    ("user_agent", "secret", "useragent", "request.header.User-Agent"),
    ("host", "host", "virtual_host", "request.header.Host"),
    ("request_id", "word", "gateway_flow_id", "messageid"),
    ("bytes_in", "int", "request_size"),
    ("bytes_out", "int", "response_size"),
    ("organisation", "secret", "organization.name", "organization"),
    ("environment", "secret", "environment.name", "environment"),
    ("country", "secret", "ax_geo_country"),
)

_KEYS: Final = tuple(
    Key(Field(column, kind, name), path)
    for column, kind, *names in _NAMES
    for name in names
    for path in dict.fromkeys((flat(name), dig(name)))
)
_KNOWN: Final = Known(
    {
        name.lower(): (column, kind)
        for column, kind, *names in _NAMES
        for name in names
        if column != "key_auth"
    }
)


def _columns(header: str) -> Columns | None:
    names = tuple(name.strip().strip('"') for name in header.split(","))
    return separated(names, ",", _KNOWN)


FORMATS: Final = (
    JsonFormat(
        "apigee",
        "apigee",
        _KEYS,
        marks=(
            (flat("apiproxy"), flat("apiproxy.name"), dig("apiproxy.name")),
            tuple(path for name in _STATUS for path in (flat(name), dig(name))),
        ),
    ),
    TableFormat(
        "apigee_csv",
        "apigee",
        r'^"?[a-z_."]+,.*\bapiproxy\b.*response_status_code|^.*response_status_code.*,"?apiproxy\b',
        _KNOWN,
        _columns,
    ),
)
"""JSON lines by either naming (analytics dimensions, flow variables), and CSV."""
