"""HAProxy's `option httplog`.

Comes in: nothing. Goes out: a format. The time is the START of a call and carries no
zone; the total active time makes the end. HAProxy escapes odd characters as `#XX`.
"""

from __future__ import annotations

from typing import Final

from vedette.watch.formats.base import Field
from vedette.watch.formats.layout import Literal, Maybe, Piece
from vedette.watch.formats.text import text_format


def _pieces(*parts: str | tuple[str, str, str] | Piece) -> tuple[Piece, ...]:
    """Strings are literals, triples are fields (column, kind, name)."""
    out: list[Piece] = []
    for part in parts:
        if isinstance(part, str):
            out.append(Literal(part))
        elif isinstance(part, tuple):
            out.append(Field(*part))
        else:
            out.append(part)
    return tuple(out)


def _ignored(names: str) -> tuple[Piece, ...]:
    """Ignored fields with the separators between them: `%ac/%fc`."""
    out: list[Piece] = []
    word = ""
    for character in names:
        if character in " /":
            out += [Field("", "word", word), Literal(character)]
            word = ""
        else:
            word += character
    return (*out, Field("", "word", word))


_HTTPLOG: Final = (
    *_pieces(("peer", "address_port", "%ci:%cp"), " [", ("start", "time", "%tr"), "] "),
    *_pieces(("", "word", "%ft"), " ", ("proxy", "word", "%b"), "/", ("", "word", "%s"), " "),
    *_ignored("%TR/%Tw/%Tc"),
    *_pieces("/", ("upstream_time", "ms", "%Tr"), "/", ("duration", "ms", "%Ta"), " "),
    *_pieces(("status", "status", "%ST"), " ", ("bytes_out", "int", "%B"), " "),
    *_ignored("%CC %CS"),
    *_pieces(" ", ("flags", "word", "%tsc"), " "),
    *_ignored("%ac/%fc/%bc/%sc/%rc %sq/%bq"),
    Maybe(_pieces(" {", ("", "ignored", "%hr"), "}")),
    Maybe(_pieces(" {", ("", "ignored", "%hs"), "}")),
    *_pieces(' "', ("request", "request", "%r"), '"'),
    Maybe(_pieces(" ", ("", "anything", "what follows the request"))),
)

FORMATS: Final = (text_format("haproxy", "haproxy", _HTTPLOG, escaping=False),)
"""httplog, with or without captured headers, and what httpslog appends."""
