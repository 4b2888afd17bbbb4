"""What the syntaxes of layouts share.

Comes in: a layout as its gateway writes it. Goes out: pieces, or an error that names the
position and what was expected there. Never sees a line of a log.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

from vedette.watch.formats.base import Field
from vedette.watch.formats.kinds import kind_of
from vedette.watch.formats.layout import Literal, Piece

_STARTS: Final = {"target": "/", "path": "/"}


class LayoutError(ValueError):
    """A layout that cannot be compiled: where, what is there, what was expected."""

    def __init__(self, layout: str, position: int, expected: str) -> None:
        found = layout[position : position + 16]
        shown = repr(found) if found else "the end"
        super().__init__(f"position {position + 1}: found {shown}, expected {expected}")
        self.position = position


def scan(
    layout: str, variable: re.Pattern[str], sigil: str, expected: str
) -> Iterator[tuple[int, str | re.Match[str]]]:
    """Literals and variables of a layout with their positions, in order.

    Args:
        layout: the text.
        variable: what a variable looks like; it starts with `sigil`.
        sigil: the character that starts a variable.
        expected: what the error says if a sigil starts no variable.
    """
    at = 0
    while at < len(layout):
        start = layout.find(sigil, at)
        if start < 0:
            yield at, layout[at:]
            return
        if start > at:
            yield at, layout[at:start]
        found = variable.match(layout, start)
        if not found:
            raise LayoutError(layout, start, expected)
        yield start, found
        at = found.end()


def assemble(
    layout: str,
    parts: Iterator[tuple[int, str | re.Match[str]]],
    read: Callable[[re.Match[str]], tuple[Piece, ...]],
) -> tuple[Piece, ...]:
    """The pieces of a layout; neighbouring literals joined, neighbouring fields checked.

    Raises:
        LayoutError: two values touch and cannot be told apart, or there is no value.
    """
    pieces: list[Piece] = []
    for position, part in parts:
        new = (Literal(part),) if isinstance(part, str) else read(part)
        for piece in new:
            last = pieces[-1] if pieces else None
            if isinstance(piece, Literal) and isinstance(last, Literal):
                pieces[-1] = Literal(last.text + piece.text)
                continue
            if isinstance(piece, Field) and isinstance(last, Field):
                if last.kind == "path" and piece.kind == "query":
                    pieces[-1] = Field("target", "target", last.name + piece.name)
                    continue
                if not _tellable(last, piece):
                    raise LayoutError(
                        layout, position, f"text between {last.name} and {piece.name}"
                    )
            pieces.append(piece)
    if not any(isinstance(piece, Field) for piece in pieces):
        raise LayoutError(layout, 0, "at least one variable")
    return _trimmed(pieces)


def _tellable(left: Field, right: Field) -> bool:
    """Whether two touching fields can be told apart by their look."""
    return kind_of(left.kind).tight is not None or right.kind in _STARTS


def _trimmed(pieces: list[Piece]) -> tuple[Piece, ...]:
    """Without the newline that some layouts end with."""
    last = pieces[-1]
    if isinstance(last, Literal):
        text = last.text.rstrip("\r\n")
        return (*pieces[:-1], *((Literal(text),) if text else ()))
    return tuple(pieces)


def quoted_parts(statement: str, keyword: str) -> str:
    """The layout within a whole configuration statement, or the text itself."""
    if not re.match(rf"\s*{keyword}\b", statement, re.IGNORECASE):
        return statement
    parts = re.findall(r"'((?:[^'\\]|\\.)*)'|\"((?:[^\"\\]|\\.)*)\"", statement)
    return "".join(single or double for single, double in parts)
