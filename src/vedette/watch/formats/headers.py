"""Request headers that tell something of a call, whatever gateway logged them.

Comes in: a header's name. Goes out: the wire column that it fills. The names of headers
and parameters that carry keys are here, in one place.
"""

from __future__ import annotations

from typing import Final

from vedette.watch.formats.base import Field

KEYS: Final = (
    "x-api-key",
    "apikey",
    "api-key",
    "x-apikey",
    "x-api-token",
    "ocp-apim-subscription-key",
)
"""Headers that carry an API key."""

KEY_PARAMETERS: Final = ("api_key", "apikey", "key", "access_key")
"""Query parameters that carry an API key, for layouts that log them one by one."""

SESSIONS: Final = (
    "session",
    "sessionid",
    "session_id",
    "sid",
    "phpsessid",
    "jsessionid",
    "connect.sid",
)
"""Cookies that carry a session."""

_COLUMNS: Final[dict[str, tuple[str, str]]] = {
    ":method": ("method", "method"),
    ":path": ("target", "target"),
    "x-envoy-original-path": ("target", "target"),
    ":authority": ("host", "host"),
    ":scheme": ("scheme", "word"),
    "host": ("host", "host"),
    "user-agent": ("user_agent", "text"),
    "referer": ("", "text"),
    "x-forwarded-for": ("forwarded_for", "forwarded"),
    "x-real-ip": ("forwarded_for", "forwarded"),
    "x-forwarded-proto": ("scheme", "word"),
    "authorization": ("token", "text"),
    "x-request-id": ("request_id", "word"),
    "x-correlation-id": ("request_id", "word"),
    "x-ja4": ("ja4", "word"),
    "grpc-status": ("grpc_status", "grpc"),
    **dict.fromkeys(KEYS, ("key", "text")),
}


def header(name: str, shown: str | None = None) -> Field:
    """The field that a request header fills; an ignored one if it tells nothing."""
    column, kind = _COLUMNS.get(name.lower().replace("_", "-"), ("", "ignored"))
    return Field(column, kind, shown or name)


def cookie(name: str, shown: str | None = None) -> Field:
    """The field that a cookie fills."""
    known = name.lower() in SESSIONS
    return Field("session" if known else "", "text" if known else "ignored", shown or name)


def parameter(name: str, shown: str | None = None) -> Field:
    """The field that a query parameter fills."""
    known = name.lower() in KEY_PARAMETERS
    return Field("key" if known else "", "text" if known else "ignored", shown or name)
