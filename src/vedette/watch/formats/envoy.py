"""Envoy: the syntax of its format strings, its operators, and its two usual logs.

Comes in: a format string such as `[%START_TIME%] "%REQ(:METHOD)% ..."`. Goes out: pieces.
START_TIME is the start, DURATION makes the end of it. Envoy's text log does not escape
quotes.
"""

from __future__ import annotations

import re
from typing import Final

from vedette.watch.formats.base import Field
from vedette.watch.formats.headers import header
from vedette.watch.formats.jsonmap import JsonFormat, Key, dig, keys
from vedette.watch.formats.layout import Literal, Piece
from vedette.watch.formats.own import OWN, own
from vedette.watch.formats.syntax import assemble, scan
from vedette.watch.formats.text import text_format

_OPERATOR: Final = re.compile(
    r"%(?:%|([A-Z0-9_]+)(?:\(([^()]*(?:\([^()]*\))?[^()]*)\))?(?::[0-9]+)?%)"
)

OPERATORS: Final[dict[str, tuple[str, str]]] = {
    "PROTOCOL": ("protocol", "protocol"),
    "RESPONSE_CODE": ("status", "status"),
    "RESPONSE_CODE_DETAILS": ("details", "text"),
    "RESPONSE_FLAGS": ("flags", "word"),
    "BYTES_RECEIVED": ("bytes_in", "int"),
    "BYTES_SENT": ("bytes_out", "int"),
    "DURATION": ("duration", "ms"),
    "DOWNSTREAM_REMOTE_ADDRESS": ("client", "address"),
    "DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT": ("client", "address"),
    "DOWNSTREAM_DIRECT_REMOTE_ADDRESS": ("peer", "address"),
    "DOWNSTREAM_DIRECT_REMOTE_ADDRESS_WITHOUT_PORT": ("peer", "address"),
    "GRPC_STATUS_NUMBER": ("grpc_status", "grpc"),
    "STREAM_ID": ("request_id", "word"),
    "TLS_JA4_FINGERPRINT": ("ja4", "word"),
}
"""Operators without an argument that fill a wire column."""

_COMMON_TIME: Final = {"": "iso", "%s": "epoch", "%s.%3f": "epoch", "%s.%6f": "epoch"}


def _piece(found: re.Match[str]) -> tuple[Piece, ...]:
    shown, name, argument = found[0], found[1], found[2] or ""
    return (Literal("%"),) if shown == "%%" else (_field(name, argument, shown),)


def _field(name: str, argument: str, shown: str) -> Field:
    """The field of an operator; unknown ones are matched and ignored."""
    field = Field("", "ignored", shown)
    if name == "START_TIME":
        field = Field("start", _COMMON_TIME.get(argument) or f"at:{argument}", shown)
    elif name == "REQ":
        field = header(argument.split("?", maxsplit=1)[0], shown)
    elif name in {"RESP", "TRAILER"}:
        field = _response(argument.split("?", maxsplit=1)[0].lower(), shown)
    elif name == "DYNAMIC_METADATA" and argument.startswith("vedette:"):
        field = own(argument.removeprefix("vedette:"), shown)
    elif name in OPERATORS:
        field = Field(*OPERATORS[name], shown)
    return field


def _response(name: str, shown: str) -> Field:
    if name == "x-envoy-upstream-service-time":
        return Field("upstream_time", "ms", shown)
    if name == "grpc-status":
        return Field("grpc_status", "grpc", shown)
    return Field("", "ignored", shown)


def pieces(layout: str) -> tuple[Piece, ...]:
    """The pieces of an Envoy format string.

    Raises:
        LayoutError: at the position that is wrong.
    """
    text = layout.replace("\\n", "\n")
    expected = "an operator, such as %RESPONSE_CODE% or %REQ(USER-AGENT)%"
    return assemble(text, scan(text, _OPERATOR, "%", expected), _piece)


_HEAD: Final = (
    '[%START_TIME%] "%REQ(:METHOD)% %REQ(X-ENVOY-ORIGINAL-PATH?:PATH)% %PROTOCOL%" '
    "%RESPONSE_CODE% %RESPONSE_FLAGS% "
)
_TAIL: Final = (
    "%BYTES_RECEIVED% %BYTES_SENT% %DURATION% %RESP(X-ENVOY-UPSTREAM-SERVICE-TIME)% "
    '"%REQ(X-FORWARDED-FOR)%" "%REQ(USER-AGENT)%" "%REQ(X-REQUEST-ID)%" "%REQ(:AUTHORITY)%" '
    '"%UPSTREAM_HOST%"'
)
_ISTIO: Final = (
    "%RESPONSE_CODE_DETAILS% %CONNECTION_TERMINATION_DETAILS% "
    '"%UPSTREAM_TRANSPORT_FAILURE_REASON%" '
)
_ISTIO_TAIL: Final = (
    " %UPSTREAM_CLUSTER% %UPSTREAM_LOCAL_ADDRESS% %DOWNSTREAM_LOCAL_ADDRESS% "
    "%DOWNSTREAM_REMOTE_ADDRESS% %REQUESTED_SERVER_NAME% %ROUTE_NAME%"
)

_KEYS: Final = (
    *keys("start", "time", "start_time", "timestamp", "@timestamp", "time"),
    *keys("method", "method", "method", "request_method", ":method"),
    *keys("target", "target", "x_envoy_original_path", "path", "request_path", ":path"),
    *keys("protocol", "protocol", "protocol"),
    *keys("status", "status", "response_code", "status_code"),
    *keys("flags", "word", "response_flags"),
    *keys("details", "text", "response_code_details"),
    *keys("bytes_in", "int", "bytes_received"),
    *keys("bytes_out", "int", "bytes_sent"),
    *keys("duration", "ms", "duration"),
    *keys("upstream_time", "ms", "upstream_service_time", "x_envoy_upstream_service_time"),
    *keys("forwarded_for", "forwarded", "x_forwarded_for", "x-forwarded-for"),
    *keys("user_agent", "text", "user_agent", "user-agent"),
    *keys("request_id", "word", "request_id", "x_request_id", "x-request-id"),
    *keys("host", "host", "authority", ":authority", "host"),
    *keys("scheme", "word", "scheme"),
    *keys("client", "address", "downstream_remote_address_without_port"),
    *keys("client", "address", "downstream_remote_address"),
    *keys("peer", "address", "downstream_direct_remote_address_without_port"),
    *keys("peer", "address", "downstream_direct_remote_address"),
    *keys("grpc_status", "grpc", "grpc_status_number", "grpc_status"),
    *keys("key", "secret", "x_api_key", "x-api-key", "api_key", "apikey"),
    *keys("token", "secret", "authorization"),
    *keys("user", "text", "user", "jwt_sub"),
    *keys("ja4", "word", "ja4"),
    *(Key(own(key, f"vedette.{key}"), dig(f"vedette.{key}")) for key in OWN),
)

FORMATS: Final = (
    text_format("envoy", "envoy", pieces(_HEAD + _TAIL), escaping=False),
    text_format("istio", "envoy", pieces(_HEAD + _ISTIO + _TAIL + _ISTIO_TAIL), escaping=False),
    JsonFormat(
        "envoy_json",
        "envoy",
        _KEYS,
        marks=(
            (dig("start_time"), dig("timestamp"), dig("@timestamp"), dig("time")),
            (dig("response_code"),),
        ),
    ),
)
"""Envoy's default text, Istio's default text, and JSON with the keys both use."""
