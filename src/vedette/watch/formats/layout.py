"""The compiler of text layouts: from the pieces of a layout to anchored regexes.

Comes in: literals and fields, as a gateway's own syntax or a format's file states them.
Goes out: three regexes with the fields of their groups, the strictest first:

- *tight*: a well-formed line. Each byte allows one step only, so the engine needs no
  alternatives (three times the speed of the others).
- *loose*: text fields may hold what follows them (spaces in a user's name), numbers may be
  anything (so that a bad status is called one), the request may be garbage.
- *raw*: quoted fields may hold raw quotes, for gateways that do not escape them. Without
  it a client could hide its calls by a quote in its user agent.

Never sees a line. All patterns are for Polars' engine, which is linear in the line.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from vedette.watch.formats.base import Field
from vedette.watch.formats.kinds import kind_of


@dataclass(frozen=True, slots=True)
class Literal:
    """Text that stands in every line."""

    text: str


@dataclass(frozen=True, slots=True)
class Maybe:
    """Pieces that a line may lack, all or none."""

    pieces: tuple[Piece, ...]


Piece = Literal | Field | Maybe


@dataclass(frozen=True, slots=True)
class Regex:
    """An anchored pattern and the fields of its groups, in order."""

    pattern: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Compiled:
    """A layout's regexes, and its pieces for explaining where a line leaves it."""

    pieces: tuple[Piece, ...]
    escaping: bool
    tiers: tuple[Regex, ...]


_METHOD: Final = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_VERSION: Final = "(HTTP/[0-9.]+)"
_SPREAD: Final = (("method", "method"), ("path", "path"), ("query", "query"))

TIGHT, LOOSE, RAW = "tight", "loose", "raw"


def compile_layout(pieces: Sequence[Piece], *, escaping: bool = True) -> Compiled:
    """The regexes of a layout.

    Args:
        pieces: the layout.
        escaping: the gateway escapes quotes and control characters within fields.
    """
    tiers = tuple(_Build(mode, escaping).regex(tuple(pieces)) for mode in (TIGHT, LOOSE, RAW))
    kept: list[Regex] = []
    for tier in tiers:
        if all(tier.pattern != other.pattern for other in kept):
            kept.append(tier)
    return Compiled(tuple(pieces), escaping, tuple(kept))


class _Build:
    """One walk over a layout, in one mode."""

    def __init__(self, mode: str, escaping: bool) -> None:
        self._mode = mode
        self._escaping = escaping
        self._fields: list[Field] = []
        self._greedy: Field | None = None

    def regex(self, pieces: tuple[Piece, ...]) -> Regex:
        """The anchored pattern of the whole layout."""
        self._greedy = _last_free(pieces)
        body = self._walk(pieces, "", "")
        return Regex(f"^(){body}$", tuple(self._fields))  # the first group says "it matched"

    def _walk(self, pieces: tuple[Piece, ...], before: str, after: str) -> str:
        out: list[str] = []
        for place, piece in enumerate(pieces):
            following = _first(pieces[place + 1 :]) or after
            if isinstance(piece, Literal):
                out.append(re.escape(piece.text).replace("\\ ", " "))
                before = piece.text
            elif isinstance(piece, Maybe):
                out.append(f"(?:{self._walk(piece.pieces, before, following)})?")
            else:
                out.append(self._field(piece, before[-1:], following))
                before = ""
        return "".join(out)

    def _field(self, field: Field, before: str, following: str) -> str:
        quoted = before == '"' and following[:1] == '"'
        if field.kind == "request":
            return self._request(field, quoted)
        if field.kind == "target" and self._mode != LOOSE:
            return self._target(field, quoted, following)
        return self._capture(field, self._text(field, quoted, following))

    def _capture(self, field: Field, pattern: str) -> str:
        if not field.column:
            return f"(?:{pattern})" if "|" in pattern else pattern
        self._fields.append(field)
        return f"({pattern})"

    def _text(self, field: Field, quoted: bool, following: str) -> str:
        kind = kind_of(field.kind)
        if kind.always is not None:
            return ".*" if self._mode == RAW and field.kind == "rest" else kind.always
        if kind.tight is not None and self._mode == TIGHT:
            return kind.tight
        if quoted:
            return self._quoted(field, free=kind.free)
        if kind.loose is not None and self._mode != TIGHT:
            return kind.loose
        if kind.free and (self._mode != TIGHT or not (following or field.kind == "ignored")):
            text = '[^"]*' if field.kind == "ignored" and following else ".*"
            return text + "?" if following else text
        stop = _in_class(following[0]) if following else ""
        spacy = kind.time or (kind.free and field.kind != "ignored")
        return f"[^{stop}]*" if stop and spacy else f"[^{_and(stop)}]*"

    def _quoted(self, field: Field, *, free: bool) -> str:
        if self._mode == RAW and free and field.kind != "ignored":
            return ".*" if field is self._greedy else ".*?"
        if self._escaping and self._mode != RAW:
            return r'(?:[^"\\]|\\.)*'
        return '[^"]*'

    def _request(self, field: Field, quoted: bool) -> str:
        if self._mode == LOOSE:
            return self._capture(field, self._quoted(field, free=True) if quoted else ".*?")
        method = "[A-Z]+" if self._mode == TIGHT else _METHOD
        self._fields.append(Field("method", "method", field.name))
        target = self._target(field, quoted, " ")
        self._fields.append(Field("protocol", "protocol", field.name))
        return f"({method}) {target} {_VERSION}"

    def _target(self, field: Field, quoted: bool, following: str) -> str:
        """Path and query, the question mark between them being in neither."""
        self._fields += [Field(column, kind, field.name) for column, kind in _SPREAD[1:]]
        stop = _in_class(following[:1] or " ")
        stop += '"' if quoted and self._mode == TIGHT and '"' not in stop else ""
        if self._escaping and self._mode == TIGHT:
            return rf"((?:[^{stop}?\\]|\\[^ ])*)(?:\?((?:[^{stop}\\]|\\[^ ])*))?"
        return rf"([^{stop}?]*)(?:\?([^{stop}]*))?"


def _in_class(character: str) -> str:
    return "\\" + character if character in "]^\\-[&~" else character


def _and(stop: str) -> str:
    """A class of what ends a word: spaces, quotes, and the next literal's first character."""
    return ' "' + (stop if stop not in ' "' else "")


def _last_free(pieces: Sequence[Piece]) -> Field | None:
    """The last quoted field that may hold anything: in the raw reading it takes all it can."""
    last: Field | None = None
    before = ""
    for piece in flat(pieces):
        if isinstance(piece, Literal):
            before = piece.text
            continue
        if before.endswith('"') and piece.kind != "ignored" and kind_of(piece.kind).free:
            last = piece
        before = ""
    return last if last is not None and last.kind not in {"request", "target"} else None


def _first(pieces: Sequence[Piece]) -> str:
    """The text that must follow: the first literal, or the one an optional part begins with."""
    for piece in pieces:
        if isinstance(piece, Literal):
            return piece.text
        if isinstance(piece, Maybe):
            return _first(piece.pieces)
        return "/" if piece.kind in {"target", "path"} else ""
    return ""


def flat(pieces: Sequence[Piece], *, optional: bool = True) -> list[Literal | Field]:
    """The literals and fields of a layout in order, optional parts included or left out."""
    out: list[Literal | Field] = []
    for piece in pieces:
        if not isinstance(piece, Maybe):
            out.append(piece)
        elif optional:
            out += flat(piece.pieces)
    return out
