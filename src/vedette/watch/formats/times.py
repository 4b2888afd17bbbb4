"""Times as logs write them, in µs UTC.

Comes in: columns of text. Goes out: integers, null where the text is no time. Each
notation is tried in turn on what is still unread, so a file that mixes two is read too.
"""

from __future__ import annotations

import re
from datetime import timedelta, timezone, tzinfo
from typing import Final
from zoneinfo import ZoneInfo

import polars as pl

MICROSECONDS: Final = "us"
_OFFSET: Final = re.compile(r"([+-])([0-9]{2}):?([0-9]{2})")
_CLF: Final[str] = "%d/%b/%Y:%H:%M:%S %z"
_RFC3339: Final[str] = "%+"
_NOTATIONS: Final[tuple[str, ...]] = (
    _CLF,
    _RFC3339,
    "epoch",
    "%Y-%m-%dT%H:%M:%S%.f%#z",
    "%Y-%m-%d %H:%M:%S%.f %z",
    "%Y-%m-%dT%H:%M:%S%.f",
    "%Y-%m-%d %H:%M:%S%.f",
    "%d/%b/%Y:%H:%M:%S%.f",
    "%Y/%m/%d %H:%M:%S%.f",
    "%a, %d %b %Y %H:%M:%S %z",
)
_LOOKS: Final = (
    (re.compile(r"[0-9]{2}/[A-Z][a-z]{2}/[0-9]{4}:[0-9:]{8} [+-]"), _CLF),
    (re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9:]{8}[0-9.]*(?:Z|[+-][0-9]{2}:)"), _RFC3339),
    (re.compile(r"[0-9]{9,19}(?:\.|$)"), "epoch"),
)
_EPOCH: Final = r"^[0-9]{9,19}(?:\.[0-9]+)?$"
_FRACTION: Final = r"[:0-9]{3}[.,]([0-9]{1,9})"


def zone(name: str) -> tzinfo:
    """The zone of an IANA name or an offset such as `+02:00`.

    Raises:
        ValueError: there is no such zone.
    """
    if offset := _OFFSET.fullmatch(name):
        sign = -1 if offset[1] == "-" else 1
        return timezone(sign * timedelta(hours=int(offset[2]), minutes=int(offset[3])))
    try:
        return ZoneInfo(name)
    except (KeyError, OSError, ValueError) as error:
        raise ValueError(f"no such time zone: {name!r}; write one like Europe/Berlin") from error


def parse(series: pl.Series, timezone_name: str, notation: str | None = None) -> pl.Series:
    """Times of any known notation.

    Args:
        series: text.
        timezone_name: for times without a zone.
        notation: a strptime notation of the user's own, tried first.
    """
    forms = _order(series, notation)
    done = _read(series, forms[0], timezone_name)
    left = series.is_not_null() & done.is_null()
    for form in forms if left.any() else ():
        rest = series.filter(left).str.strip_chars(" []")
        found = _read(rest, form, timezone_name)
        if found.null_count() < len(found):
            done = done.scatter(left.arg_true(), found)
            left = series.is_not_null() & done.is_null()
        if not left.any():
            break
    return done.alias("time")


def _nothing(height: int) -> pl.Series:
    return pl.Series([None], dtype=pl.Int64).new_from_index(0, height)


def _order(series: pl.Series, notation: str | None) -> list[str]:
    """The notations to try, the one that the first value looks like first."""
    forms: list[str] = list(_NOTATIONS)
    first = series.first() if len(series) else None
    for look, form in _LOOKS:
        if first is not None and look.match(str(first)):
            forms.remove(form)
            forms.insert(0, form)
    return [notation, *forms] if notation else forms


def _read(series: pl.Series, form: str, timezone_name: str) -> pl.Series:
    if form == "epoch":
        return _epoch(series)
    if "%" in form and ("z" in form or form == "%+"):
        stamps = series.str.to_datetime(form, strict=False, time_unit=MICROSECONDS, time_zone="UTC")
        return stamps.to_physical()
    naive = series.str.to_datetime(form, strict=False, time_unit=MICROSECONDS)
    return localise(naive, timezone_name)


def localise(naive: pl.Series, timezone_name: str) -> pl.Series:
    """µs UTC of local times; an hour that occurs twice is taken as its first."""
    local = zone(timezone_name)
    if isinstance(local, ZoneInfo):
        stamps = naive.dt.replace_time_zone(
            timezone_name, ambiguous="earliest", non_existent="null"
        )
        return stamps.to_physical()
    offset = local.utcoffset(None) or timedelta()
    return naive.to_physical() - offset // timedelta(microseconds=1)


def _epoch(series: pl.Series) -> pl.Series:
    """Seconds, milliseconds, micro- or nanoseconds since 1970, told by their size."""
    looks = series.str.contains(_EPOCH).fill_null(value=False)
    number = series.filter(looks).cast(pl.Float64)
    scale = pl.Series([1e6]).new_from_index(0, len(number))
    for limit, factor in ((1e11, 1e3), (1e14, 1.0), (1e17, 1e-3)):
        scale = scale.set(number >= limit, factor)
    times = (number * scale).round().cast(pl.Int64, strict=False)
    return _nothing(len(series)).scatter(looks.arg_true(), times)


def resolution(series: pl.Series) -> int:
    """The step of a column's times, by the digits of its first fraction."""
    first = series.drop_nulls().head(1)
    if not len(first):
        return 1_000_000
    text = str(first[0])
    if text.isdigit():
        return {10: 1_000_000, 13: 1_000}.get(len(text), 1)
    found = re.search(_FRACTION, text)
    digits = len(found[1]) if found else 0
    return int(10 ** max(0, 6 - digits))
