"""The table of log formats.

Comes in: the catalogue of formats. Goes out: Markdown, one row per format: what it is, which
times it has, and which identities it shows.
"""  # noqa: INP001 - a folder of pages, not a package

from __future__ import annotations

from typing import Final

from vedette.watch.formats.base import Field, Format
from vedette.watch.formats.catalog import FORMATS
from vedette.watch.formats.jsonmap import JsonFormat
from vedette.watch.formats.layout import flat
from vedette.watch.formats.rest import REST, REST_FIELDS
from vedette.watch.formats.table import TableFormat
from vedette.watch.formats.text import TextFormat

WHAT: Final = {
    "traefik": "Traefik, common log form with router and duration",
    "traefik_json": "Traefik, JSON",
    "haproxy": "HAProxy, `option httplog`, also what `httpslog` appends",
    "alb": "AWS Application Load Balancer",
    "envoy": "Envoy, default text",
    "istio": "Istio, default text",
    "envoy_json": "Envoy and Istio, JSON with the usual keys",
    "combined": "common and combined, as nginx, Apache and many others write them",
    "vhost_combined": "combined with the virtual host in front",
    "combined_zoneless": "combined whose times have no zone",
    "combined_like": "combined with further columns before the time or the request",
    "caddy": "Caddy, JSON",
    "kong": "Kong, file-log, http-log, tcp-log",
    "apisix": "Apache APISIX, logger plugins",
    "gcp": "Google Cloud load balancers and Cloud Run (LogEntry)",
    "api_gateway": "Amazon API Gateway, JSON",
    "apigee": "Apigee, message logging and analytics, JSON",
    "apigee_csv": "Apigee, analytics export, CSV with a header",
    "nginx_json": "nginx, JSON whose keys are its variables' names",
    "har": "HAR 1.2 archives",
    "otel": "OpenTelemetry attributes, flat JSON",
    "otel_attributes": "OpenTelemetry attributes, under `attributes`",
    "otel_nested": "OpenTelemetry attributes, nested objects",
    "otlp": "OTLP, JSON",
    "cloudfront": "Amazon CloudFront, W3C",
    "iis": "IIS, W3C",
}
"""What each format is, in words; a format without a line here makes no table."""

_WHO: Final = (
    ("client", "client address"),
    ("peer", "peer address"),
    ("forwarded_for", "X-Forwarded-For"),
    ("key", "key"),
    ("token", "token"),
    ("user", "user"),
    ("session", "session"),
    ("app", "app"),
    ("user_agent", "user agent"),
    ("ja4", "JA4"),
)
_HEAD: Final = """\
| `--format` | What it is | Time of a call | Identities it can show |
|---|---|---|---|
"""


def table() -> str:
    """The table, in the order of the catalogue.

    Raises:
        KeyError: `WHAT` has no words for a format.
    """
    return _HEAD + "".join(_row(one) for one in FORMATS)


def columns(one: Format) -> set[str]:
    """The wire columns and composites that a format can fill."""
    found = {field.column for field in _fields(one)}
    if REST in found:
        found |= {field.column for field in REST_FIELDS}
    return found


def _fields(one: Format) -> list[Field]:
    match one:
        case TextFormat():
            return [piece for piece in flat(one.compiled.pieces) if isinstance(piece, Field)]
        case JsonFormat():
            return [key.field for key in one.keys]
        case TableFormat():
            return [Field(*filled, name) for name, filled in one.known.table.items()]
        case _:
            raise TypeError(f"{one.name}: a format of a shape that has no words here")


def _row(one: Format) -> str:
    fills = columns(one)
    who = ", ".join(words for column, words in _WHO if column in fills)
    return f"| `{one.name}` | {WHAT[one.name]} | {_time(fills)} | {who} |\n"


def _time(fills: set[str]) -> str:
    if "start" in fills and "time" in fills:
        return "end, or start plus duration"
    if "start" in fills:
        return "start plus duration" if "duration" in fills else "start"
    return "end"
