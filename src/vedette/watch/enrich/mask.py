"""Free text made safe to keep: secret-like runs masked, control characters escaped.

Comes in: text that a client chose. Goes out: the same text, shorter and harmless. Never
lets a run through that could be a key or token.
"""

from __future__ import annotations

import re
from typing import Final

import polars as pl

RUN: Final = 20
"""A run of token-like characters this long that holds a digit is masked by its length."""

_LIMIT: Final = 256
_SUSPECT: Final = (
    r"[A-Za-z0-9_+=~-]{20}|eyJ|(?i:key|token|secret|passw|pwd|bearer|basic|session|auth)"
    r"|[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]"
)
_JWT: Final = re.compile(r"eyJ[A-Za-z0-9_=-]{4,}(?:\.[A-Za-z0-9_=-]*)*")
_SCHEME: Final = re.compile(r"(?i)\b(bearer|basic)([ :=]+)([^\s;,&)]{6,})")
_NAMED: Final = re.compile(
    r"(?i)\b((?:api[-_]?)?key|[a-z_-]{0,16}token|secret|passw(?:or)?d|pwd|session|"
    r"auth(?:orization)?)([=: ]\s?)([^\s;,&)]{6,})"
)
_LONG: Final = re.compile(r"[A-Za-z0-9_+=~-]{20,}")
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]")


def text(value: str, limit: int = _LIMIT) -> str:
    r"""One value with secrets masked as `*<length>*` and control characters as `\xNN`."""
    value = value[: 4 * limit]
    value = _JWT.sub(_stars, value)
    value = _SCHEME.sub(_named, value)
    value = _NAMED.sub(_named, value)
    value = _LONG.sub(_long, value)
    value = _CONTROL.sub(_escape, value)
    return value if len(value) <= limit else value[: limit - 1] + "…"


def column(values: pl.Series, limit: int = _LIMIT) -> pl.Series:
    """A String column of distinct values, each made safe; only suspicious ones cost Python."""
    suspect = values.str.contains(_SUSPECT).fill_null(value=False) | (
        values.str.len_bytes() > limit
    ).fill_null(value=False)
    if not suspect.any():
        return values
    masked = pl.Series([text(v, limit) for v in values.filter(suspect).to_list()], dtype=pl.String)
    where = suspect.arg_true()
    return values.clone().scatter(where, masked)


def _stars(match: re.Match[str]) -> str:
    return f"*{len(match[0])}*"


def _named(match: re.Match[str]) -> str:
    secret = match[3]
    words = match[2][0] == " " and not any(c.isdigit() for c in secret)
    if words or secret.lower() in {"bearer", "basic"}:
        return match[0]  # "basic authentication" is prose, "basic dXNlcjpwdzE=" is not
    return f"{match[1]}{match[2]}*{len(secret)}*"


def _long(match: re.Match[str]) -> str:
    return _stars(match) if any(c.isdigit() for c in match[0]) else match[0]


def _escape(match: re.Match[str]) -> str:
    code = ord(match[0])
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
