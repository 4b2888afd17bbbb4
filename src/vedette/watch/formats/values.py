"""What the text of a field says: addresses, numbers, durations, text without escapes.

Comes in: columns of text. Goes out: columns of values (µs, integers, addresses, text).
Values that cannot be read become null; what that means is `fill`'s to say. Never raises
on what a client sent, never loops over lines.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import polars as pl

Convert = Callable[[pl.Series], pl.Series]

_ESCAPES: Final[dict[str, str]] = (
    {f"\\x{code:02x}": chr(code) for code in range(256)}
    | {f"\\x{code:02X}": chr(code) for code in range(256)}
    | {r"\\": "\\", r"\"": '"', r"\n": "\n", r"\r": "\r", r"\t": "\t", r"\/": "/"}
    | {r"\b": "\b", r"\f": "\f", r"\v": "\v"}
)
_HIGH: Final = r"\\x[89A-Fa-f]"


def _by_distinct(read: Convert) -> Convert:
    """Reads each distinct value once, where there are few of them."""

    def convert(series: pl.Series) -> pl.Series:
        distinct = series.unique()
        if len(distinct) * 8 > len(series):
            return read(series)
        return series.replace_strict(distinct, read(distinct), return_dtype=pl.String)

    return convert


def blank(series: pl.Series) -> pl.Series:
    """The text, with "-" and "" as null."""
    short = series.str.len_bytes() <= 1  # lengths are at hand; texts would have to be looked at
    if not short.any():
        return series
    empty = ((series == "-") | (series == "")).fill_null(value=False)
    return series.set(empty, None) if empty.any() else series


def unescape(series: pl.Series) -> pl.Series:
    r"""Text with `\xHH`, `\"`, `\\` and the like decoded, as nginx and Apache write them."""
    escaped = series.str.contains("\\", literal=True).fill_null(value=False)
    if not escaped.any():
        return series
    raw = series.filter(escaped)
    plain = raw.str.replace_many(_ESCAPES, leftmost=True)
    high = raw.str.contains(_HIGH)
    if high.any():  # bytes above 0x7F are UTF-8, one escape per byte
        plain = plain.scatter(high.arg_true(), [_utf8(text) for text in plain.filter(high)])
    return series.scatter(escaped.arg_true(), plain)


def _utf8(text: str) -> str:
    """Text whose characters U+0080 to U+00FF stand for bytes."""
    return text.encode("latin-1", "replace").decode("utf-8", "replace")


def whole(series: pl.Series) -> pl.Series:
    """A whole number; a minus or a dash is none."""
    number = series.cast(pl.Int64, strict=False)
    return number.set((number < 0).fill_null(value=False), None)


def duration(unit: int) -> Convert:
    """Reads a duration as µs; `unit` is the µs of one, 0 where the text says it with an s."""

    def convert(series: pl.Series) -> pl.Series:
        number = series.cast(pl.Int64, strict=False)
        if unit and number.null_count() == series.null_count():  # no fractions, no dashes
            good = (number >= 0) & (number < 10**15 // unit)
            return number.set(~good.fill_null(value=False), None) * unit
        text = series.str.strip_suffix("s") if unit == 0 else series
        value = text.cast(pl.Float64, strict=False) * (unit or 1_000_000)
        good = value.is_finite() & (value >= 0) & (value < 1e15)
        return value.set(~good.fill_null(value=False), None).round().cast(pl.Int64)

    return convert


def nanoseconds(series: pl.Series) -> pl.Series:
    """A whole number of nanoseconds."""
    return whole(series) // 1000


def last_duration(series: pl.Series) -> pl.Series:
    """Nginx joins the times of several upstreams with ", " or " : "; the last one answered."""
    return duration(1_000_000)(series.str.extract(r"([0-9.]+)\s*$", 1))


def address(series: pl.Series) -> pl.Series:
    """An address without brackets, port or `::ffff:`; a host name stays."""
    first, rest = series.str.splitn(":", 2).struct.unnest().get_columns()
    if rest.null_count() == len(rest):
        return blank(series)
    if not rest.str.contains("[^0-9]").any():  # an IPv4 address or a name, and a port
        return blank(first)
    plain = rest.is_null()
    odd = series.filter(~plain)
    cut = odd.str.replace(r"^([0-9.]+):[0-9]+$", "$1")
    bracketed = cut.str.starts_with("[")
    if bracketed.any():
        cut = cut.zip_with(~bracketed, cut.str.extract(r"^\[([^\]]*)\](?::[0-9]+)?$", 1))
    return blank(series.scatter((~plain).arg_true(), _mapped(cut)))


def grpc(series: pl.Series) -> pl.Series:
    """A gRPC status by number or by name, in whatever case."""
    names = series.str.replace_all("_", "", literal=True).str.to_lowercase()
    return whole(names.replace(_GRPC))


_GRPC_NAMES: Final = (
    "ok",
    "canceled",
    "unknown",
    "invalidargument",
    "deadlineexceeded",
    "notfound",
    "alreadyexists",
    "permissiondenied",
    "resourceexhausted",
    "failedprecondition",
    "aborted",
    "outofrange",
    "unimplemented",
    "internal",
    "unavailable",
    "dataloss",
    "unauthenticated",
)
_GRPC: Final = {name: str(number) for number, name in enumerate(_GRPC_NAMES)}


def address_and_port(series: pl.Series) -> pl.Series:
    """An address always followed by `:port`, IPv6 perhaps without brackets."""
    cut = series.str.extract(r"^\[?(.*?)\]?:[0-9]*$", 1)
    return blank(_mapped(cut.zip_with(cut.is_not_null(), series)))


def _mapped(series: pl.Series) -> pl.Series:
    if not series.str.contains_any(["::ffff:", "::FFFF:"]).any():
        return series
    return series.str.replace(r"^(?i)::ffff:([0-9.]+)$", "$1")


@_by_distinct
def host(series: pl.Series) -> pl.Series:
    """A host without port, lower case; IPv6 without brackets."""
    cut = series.str.replace(r"^(\[[^\]]*\]|[^:\[\]]*):[0-9]*$", "$1")
    return blank(cut.str.strip_chars("[]").str.to_lowercase())


@_by_distinct
def protocol(series: pl.Series) -> pl.Series:
    """HTTP/1.1 → 1.1, HTTP/2.0 → 2, h2 → 2."""
    version = series.str.extract(r"^(?i)(?:HTTPS?/|h)?([0-9](?:\.[0-9])?)$", 1)
    return version.str.replace(r"^([23])\.0$", "$1")


def status(series: pl.Series) -> pl.Series:
    """An HTTP status; -1 and 000 mean that none was answered, and are null."""
    number = series.cast(pl.Int64, strict=False)
    return number.set((number < 100).fill_null(value=False), None)


def no_status(series: pl.Series) -> pl.Series:
    """Whether the text says "no status was answered" (rather than being no status)."""
    return series.is_null() | series.str.contains(r"^(?:-|-1|0+|)$").fill_null(value=True)


def bad_status(series: pl.Series) -> pl.Series:
    """Whether the text is no status at all."""
    number = series.cast(pl.Int64, strict=False)
    if not number.null_count() and _between(number.min(), number.max()):
        return pl.Series([False]).new_from_index(0, len(series))
    good = ((number >= 100) & (number <= 999)).fill_null(value=False)
    return ~(good | no_status(series))


def _between(low: object, high: object) -> bool:
    return isinstance(low, int) and isinstance(high, int) and low >= 100 and high <= 999


def plussed(series: pl.Series) -> pl.Series:
    """Text in which W3C logs write spaces as `+`."""
    return blank(series.str.replace_all("+", " ", literal=True))


def percent(series: pl.Series) -> pl.Series:
    """Text in which CloudFront writes odd characters as `%XX`, once or twice."""
    text = blank(series)
    for _ in range(2):
        text = text.str.replace_many(_PERCENT, leftmost=True)
    return text


_PERCENT: Final = {f"%{code:02X}": chr(code) for code in range(32, 127)}


def auth(series: pl.Series) -> pl.Series:
    """What the gateway says about an identity, in our words."""
    return series.str.to_lowercase().replace_strict(
        {
            "verified": "verified",
            "rejected": "rejected",
            "presented": "presented",
            "true": "verified",
            "false": "rejected",
        },
        default=None,
        return_dtype=pl.String,
    )


def secret(series: pl.Series) -> pl.Series:
    """A credential; gateways write REDACTED or "(not set)" where they hide or lack one."""
    hidden = series.is_in(["REDACTED", "[REDACTED]", "***", "(not set)", "null"])
    return blank(series.set(hidden.fill_null(value=False), None) if hidden.any() else series)


def verified(series: pl.Series) -> pl.Series:
    """The gateway resolved an identity, so its credential was accepted."""
    known = secret(series).is_not_null()
    return known.replace_strict({True: "verified", False: None}, return_dtype=pl.String)


def route_key(series: pl.Series) -> pl.Series:
    """`GET /items/{id}` → `/items/{id}`; other keys are no route."""
    return series.str.extract(r"^(?:[A-Z]+ )?(/.*)$", 1)


@_by_distinct
def upper(series: pl.Series) -> pl.Series:
    """A method in upper case."""
    return blank(series.str.to_uppercase())
