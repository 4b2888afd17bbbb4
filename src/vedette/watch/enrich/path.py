"""The path: one spelling to match by, one that is safe to keep.

Comes in: raw paths as logged. Goes out: the stored path (secret-like segments
fingerprinted, control characters escaped, length capped), the normal path (decoded,
slashes merged, dot segments resolved) and its shape (ids as `{id}`). A query or fragment
that slipped in is cut off, never kept.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote, unquote_to_bytes

import polars as pl

from vedette.watch.enrich.fingerprint import PATTERN

if TYPE_CHECKING:
    from vedette.watch.enrich.fingerprint import Fingerprints

LIMIT: Final = 1_024
DEPTH: Final = 8
"""Segments of a guessed shape; what lies deeper is `*`."""

ID: Final = "{id}"

_CONTROL: Final = re.compile(r"[\x00-\x20\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]")
_CANDIDATE: Final = (
    r"[A-Za-z0-9_+=~-]{16}|@|%40|;|eyJ|[A-Z]{2}[0-9]{2}[A-Z0-9]{11}"
    r"|(?i:token|key|secret|reset|confirm|verify|verification|invite|activate|magic|session|passw|auth|unsubscribe)"
    r"|[\x00-\x20\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]|%[0-9A-Fa-f]{2}"
)
"""What a path must hold before its segments are looked at one by one."""

_UUID: Final = re.compile(r"^[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}$")
_FINGERPRINT: Final = re.compile(f"^{PATTERN}$")
_EMAIL: Final = re.compile(r"[^@/]+@[^@/]+")
_DIGIT: Final = re.compile("[0-9]")
_IBAN: Final = re.compile(r"^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$")
_JWT: Final = re.compile(r"eyJ[A-Za-z0-9_=-]{6,}")
_RUN: Final = re.compile(r"[A-Za-z0-9]{16,}")
_LONG: Final = re.compile(r"[A-Za-z0-9_+=~-]{20,}")
_BEFORE: Final = re.compile(
    r"(?i)(?:token|key|secret|reset|confirm|verify|verification|invite|activate|magic|session|"
    r"password|auth|unsubscribe)s?$"
)
_NAMED: Final = re.compile(r"(?i)(?:token|key|secret|passw|pwd|session|sid|auth)[a-z_-]*[=:](.+)$")


def stored(paths: pl.Series, fingerprints: Fingerprints) -> pl.Series:
    """Distinct raw paths as they may be kept; otherwise unchanged."""
    cut = paths.str.replace(r"(?s)[?#].*$", "").str.replace(r"^[A-Za-z][A-Za-z0-9+.-]*://[^/]*", "")
    odd = (cut.str.contains(_CANDIDATE) | (cut.str.len_chars() > LIMIT)).fill_null(value=False)
    if not odd.any():
        return cut
    safe = [_safe(value, fingerprints) for value in cut.filter(odd).to_list()]
    return cut.clone().scatter(odd.arg_true(), pl.Series(safe, dtype=pl.String))


def _safe(path: str, fingerprints: Fingerprints) -> str:
    before = ""
    kept: list[str] = []
    for segment in path.split("/"):
        # Words are the common case, and no secret: they hold neither digit nor separator.
        plain = segment.isalpha() and segment.isascii()
        kept.append(segment if plain else _segment(segment, before, fingerprints))
        before = segment
    text = _CONTROL.sub(lambda m: f"%{ord(m[0]):02X}" if ord(m[0]) < 256 else "%3F", "/".join(kept))
    if len(text) <= LIMIT:
        return text
    return text[: LIMIT - 34] + "…" + fingerprints.of(path)[:24]


def _segment(segment: str, before: str, fingerprints: Fingerprints) -> str:
    segment, semicolon, parameters = segment.partition(";")
    tail = _parameters(parameters) if semicolon else ""
    plain = unquote(segment) if "%" in segment else segment
    if named := _NAMED.search(plain):
        return plain[: named.start(1)] + fingerprints.of(named[1]) + tail
    if is_secret(plain, before):
        return fingerprints.of(plain) + tail
    return segment + tail


def _parameters(text: str) -> str:
    """Matrix parameters by name only: `;jsessionid=1A2B` keeps no value."""
    names = (part.partition("=") for part in text.split(";"))
    return "".join(
        f";{name if len(name) < 24 else '?'}{'=*' if value else ''}" for name, _, value in names
    )


def is_secret(segment: str, before: str = "") -> bool:
    """Whether a decoded segment looks like a token, e-mail address, IBAN or JWT."""
    if len(segment) < 6 or segment.isdecimal():
        return False
    if _FINGERPRINT.match(segment) or _UUID.match(segment):
        return False
    if _EMAIL.search(segment) or _JWT.search(segment) or _IBAN.match(segment):
        return True
    digits = _DIGIT.search(segment) is not None
    if len(segment) < 16 or not digits:
        return digits and len(segment) >= 8 and _BEFORE.search(before) is not None
    return (
        _BEFORE.search(before) is not None
        or any(map(_mixed, _RUN.findall(segment)))
        or any(map(_dense, _LONG.findall(segment)))
    )


def _mixed(run: str) -> bool:
    """An unbroken run of letters and digits: 16 with both cases, 20 with one."""
    if run.isdecimal() or not _DIGIT.search(run):
        return False
    return len(run) >= 20 or (run.lower() != run and run.upper() != run)


def _dense(run: str) -> bool:
    """A run with separators that no slug would have: digits among both cases."""
    return len(_DIGIT.findall(run)) >= 3 and run.lower() != run and run.upper() != run


_ODD: Final = r"%|//|/\.|;|\\|/$|^[^/]|^$"
_KEEP: Final = re.compile(r"%(2[fF]|[01][0-9a-fA-F]|20|7[fF])")


def normal(paths: pl.Series) -> pl.Series:
    """Stored paths as operations are matched by: decoded once, without trailing slash.

    An encoded slash or control character stays encoded: backends differ on it, and it
    must not make a new segment here.
    """
    odd = paths.str.contains(_ODD).fill_null(value=False)
    if not odd.any():
        return paths
    fixed = [_normal(value) for value in paths.filter(odd).to_list()]
    return paths.clone().scatter(odd.arg_true(), pl.Series(fixed, dtype=pl.String))


def _normal(path: str) -> str:
    if "%" in path:
        raw = unquote_to_bytes(_KEEP.sub(r"%25\1", path))
        path = raw.decode("utf-8", "replace")
    kept: list[str] = []
    for segment in path.split("/"):
        bare = segment.partition(";")[0]
        if bare == "..":
            del kept[-1:]
        elif bare and bare != ".":
            kept.append(bare)
    return "/" + "/".join(kept)


_IDS: Final = (
    r"/(?:"
    r"[0-9]{1,2}"  # a short number
    r"|(?:[^/0-9]*[0-9]){3}[^/]*"  # three digits: numbers, UUIDs, dates, hashes, tokens
    rf"|{PATTERN}"  # a fingerprint
    r"|[0-9a-fA-F]{12,}"  # hex without digits to speak of
    r"|[A-Za-z]{1,24}[_-][0-9]{1,2}"  # item-7
    r"|[^/@]+@[^/@]+"  # an e-mail address
    r"|[^/]{48,}"  # nobody names a resource like this
    r")/"
)


def shape(normals: pl.Series) -> pl.Series:
    """Normal paths with everything that looks like an id as `{id}`, at most 8 deep."""
    doubled = normals.str.replace_all("/", "//", literal=True)
    framed = pl.select(pl.concat_str(doubled.str.slice(1), pl.lit("/"))).to_series()
    ids = framed.str.replace_all(_IDS, "/" + ID + "/")
    single = ids.str.replace_all("//", "/", literal=True).str.strip_suffix("/")
    whole = single.set(single == "", "/") if (single == "").any() else single
    return whole.str.replace(rf"^((?:/[^/]*){{{DEPTH}}})/.*$", "${1}/*").alias("shape")


def keyed(found: pl.DataFrame, mine: pl.Series, fingerprints: Fingerprints) -> pl.DataFrame:
    """Paths whose ids must not be kept: stored, ids, object and number where `mine` says so.

    `found` has the columns stored, normal, shape, ids, object and number; `number` keeps
    the last id as a number, for the step from one id to the next.
    """
    at = (mine & found["shape"].str.contains(ID, literal=True)).fill_null(value=False).arg_true()
    rows = [
        _keyed(normal, form, fingerprints)
        for normal, form in found.select("normal", "shape")[at].iter_rows()
    ]
    names = ("stored", "ids", "object", "number")
    table = pl.DataFrame(rows, schema={name: found.schema[name] for name in names}, orient="row")
    return found.with_columns(
        found[name].clone().scatter(at, table[name]).alias(name) for name in names
    )


def _keyed(
    text: str, form: str, fingerprints: Fingerprints
) -> tuple[str, str, str | None, int | None]:
    parts = text.split("/")
    ids: list[str] = []
    last = ""
    for place, name in enumerate(form.split("/")):
        if name == ID and place < len(parts):
            last = parts[place]
            known = _FINGERPRINT.match(last)
            parts[place] = last if known else fingerprints.of(last)
            ids.append(parts[place])
    number = int(last) if last.isdecimal() and last.isascii() and len(last) < 16 else None
    return "/".join(parts), "/".join(ids), ids[-1] if ids else None, number
