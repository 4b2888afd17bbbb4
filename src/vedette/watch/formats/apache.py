r"""Apache httpd: the syntax of `LogFormat`, and its directives.

Comes in: a layout such as `%h %l %u %t "%r" %>s %b`. Goes out: pieces. `%t` is the START
of a call, so a layout with a duration gives the end. Apache writes quotes as `\"` and
control characters as `\xHH`.
"""

from __future__ import annotations

import re
from typing import Final

from vedette.watch.formats.base import Field
from vedette.watch.formats.headers import cookie, header
from vedette.watch.formats.layout import Literal, Piece
from vedette.watch.formats.syntax import assemble, quoted_parts, scan

_DIRECTIVE: Final = re.compile(r"%(?:%|!?[0-9,]*[<>]?(?:\{([^}]*)\})?(\^?[A-Za-z]{1,2}))")

DIRECTIVES: Final[dict[str, tuple[str, str]]] = {
    "a": ("peer", "address"),
    "h": ("peer", "address"),
    "u": ("user", "text"),
    "r": ("request", "request"),
    "s": ("status", "status"),
    "b": ("bytes_out", "int"),
    "B": ("bytes_out", "int"),
    "O": ("bytes_out", "int"),
    "I": ("bytes_in", "int"),
    "D": ("duration", "us"),
    "T": ("duration", "s"),
    "U": ("path", "path"),
    "q": ("query", "query"),
    "m": ("method", "method"),
    "H": ("protocol", "protocol"),
    "v": ("host", "host"),
    "V": ("host", "host"),
}
"""Directives without an argument that fill a wire column."""

_TWO_LETTERS: Final = ("^FB", "^FU")
_UNITS: Final = {"ms": "ms", "us": "us", "s": "s"}
_TIMES: Final = {"sec": "epoch", "msec": "epoch", "usec": "epoch"}


def _piece(found: re.Match[str]) -> tuple[Piece, ...]:
    shown, argument, letter = found[0], found[1], found[2]
    if shown == "%%":
        return (Literal("%"),)
    if not letter.startswith("^") and len(letter) > 1:  # `%lx` is %l and the letter x
        return (*_single(argument, letter[0], shown[:-1]), Literal(letter[1:]))
    return _single(argument, letter, shown)


def _single(argument: str | None, letter: str, shown: str) -> tuple[Piece, ...]:
    if letter == "t":
        return _time(argument, shown)
    field = Field("", "ignored", shown)
    if letter == "T" and argument in _UNITS:
        field = Field("duration", _UNITS[argument], shown)
    elif letter == "i" and argument:
        field = header(argument, shown)
    elif letter == "C" and argument:
        field = cookie(argument, shown)
    elif letter == "e" and argument == "UNIQUE_ID":
        field = Field("request_id", "word", shown)
    elif letter in DIRECTIVES and (argument is None or letter in "ah"):
        field = Field(*DIRECTIVES[letter], shown)
    return (field,)


def _time(argument: str | None, shown: str) -> tuple[Piece, ...]:
    if argument is None:
        return (Literal("["), Field("start", "clf", shown), Literal("]"))
    column = "time" if argument.startswith("end:") else "start"
    form = argument.removeprefix("end:").removeprefix("begin:")
    if form in {"msec_frac", "usec_frac"}:
        return (Field("", "ignored", shown),)
    return (Field(column, _TIMES.get(form) or f"at:{form}", shown),)


def pieces(layout: str) -> tuple[Piece, ...]:
    r"""The pieces of an Apache `LogFormat` (its string, or the whole directive).

    Raises:
        LayoutError: at the position that is wrong.
    """
    text = quoted_parts(layout, "LogFormat").replace('\\"', '"')
    expected = "a directive, such as %>s or %{User-Agent}i"
    return assemble(text, scan(text, _DIRECTIVE, "%", expected), _piece)
