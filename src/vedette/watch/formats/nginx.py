r"""nginx: the syntax of `log_format`, and its variables.

Comes in: a layout such as `$remote_addr - $remote_user [$time_local] "$request" $status`.
Goes out: pieces. `$time_local` is the END of a call. nginx writes quotes and control
characters as `\xHH`.
"""

from __future__ import annotations

import re
from typing import Final

from vedette.watch.formats.base import Field
from vedette.watch.formats.headers import KEYS, cookie, header, parameter
from vedette.watch.formats.jsonmap import JsonFormat, Key, dig
from vedette.watch.formats.layout import Piece
from vedette.watch.formats.syntax import assemble, quoted_parts, scan

_VARIABLE: Final = re.compile(r"\$(?:\{([a-z0-9_]+)\}|([a-z0-9_]+))")

VARIABLES: Final[dict[str, tuple[str, str]]] = {
    "remote_addr": ("peer", "address"),
    "remote_user": ("user", "text"),
    "time_local": ("time", "clf"),
    "time_iso8601": ("time", "iso"),
    "msec": ("time", "epoch"),
    "request": ("request", "request"),
    "request_uri": ("target", "target"),
    "uri": ("path", "path"),
    "document_uri": ("path", "path"),
    "args": ("query", "query"),
    "query_string": ("query", "query"),
    "request_method": ("method", "method"),
    "status": ("status", "status"),
    "body_bytes_sent": ("bytes_out", "int"),
    "bytes_sent": ("bytes_out", "int"),
    "request_length": ("bytes_in", "int"),
    "request_time": ("duration", "s"),
    "upstream_response_time": ("upstream_time", "s_list"),
    "host": ("host", "host"),
    "server_name": ("host", "host"),
    "scheme": ("scheme", "word"),
    "server_protocol": ("protocol", "protocol"),
    "request_id": ("request_id", "word"),
    "proxy_add_x_forwarded_for": ("forwarded_for", "forwarded"),
    "jwt_claim_sub": ("user", "text"),
    "geoip_country_code": ("country", "word"),
    "geoip2_data_country_code": ("country", "word"),
    "ssl_ja4": ("ja4", "word"),
    "grpc_status": ("grpc_status", "grpc"),
}
"""The variables that fill a wire column; `http_`, `cookie_` and `arg_` are read by name."""


def variable(name: str) -> Field:
    """The field of a variable; unknown ones are matched and ignored."""
    shown = f"${name}"
    if name in VARIABLES:
        return Field(*VARIABLES[name], shown)
    for prefix, read in (("http_", header), ("cookie_", cookie), ("arg_", parameter)):
        if name.startswith(prefix):
            return read(name.removeprefix(prefix), shown)
    if name.endswith("trailer_grpc_status"):
        return Field("grpc_status", "grpc", shown)
    return Field("", "ignored", shown)


def pieces(layout: str) -> tuple[Piece, ...]:
    """The pieces of an nginx `log_format` (its string, or the whole directive).

    Raises:
        LayoutError: at the position that is wrong.
    """
    text = quoted_parts(layout, "log_format")
    parts = scan(text, _VARIABLE, "$", "the name of a variable, such as $status or ${status}")
    return assemble(text, parts, lambda found: (variable(found[1] or found[2]),))


_HEADERS: Final = (
    "user_agent",
    "x_forwarded_for",
    "authorization",
    "host",
    "x_request_id",
    "x_real_ip",
)
_NAMES: Final = (
    *VARIABLES,
    *(f"http_{name}" for name in (*_HEADERS, *(key.replace("-", "_") for key in KEYS))),
)

FORMATS: Final = (
    JsonFormat(
        "nginx_json",
        "nginx",
        tuple(Key(variable(name), dig(name)) for name in _NAMES),
        marks=(
            tuple(dig(name) for name in ("time_iso8601", "time_local", "msec")),
            tuple(dig(name) for name in ("request", "request_uri", "uri", "request_method")),
            (dig("status"),),
        ),
    ),
)
"""JSON whose keys are the names of nginx's variables, as most JSON layouts for it have them."""
