"""From a source's bytes to blocks of whole lines.

Comes in: a file to read. Goes out: blocks of about `BLOCK` bytes that end at a line's
end. Never holds a line longer than `MAX_LINE`: only its head is kept, and marked.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Final

from vedette.watch.sources.base import BLOCK, MAX_LINE, Block, DamagedError, Found, until_damage
from vedette.watch.sources.compression import decompress
from vedette.watch.sources.find import STDIN
from vedette.watch.sources.records import is_document, records

_READ: Final = 4 * 1024 * 1024
_HEAD: Final = 512  # bytes kept of a line that is too long


def blocks(found: Found, seen: Callable[[int], None] | None = None) -> Iterator[Block]:
    """The lines of one source.

    Args:
        found: the source.
        seen: told the number of raw (still compressed) bytes after each read.

    Raises:
        OSError: it cannot be opened or read.
        DamagedError: after the good part, when the rest cannot be decoded.
    """
    if found.path == STDIN:
        yield from cut(decompress(_pieces(sys.stdin.buffer, seen)))
        return
    with Path(found.path).open("rb", buffering=0) as stream:
        yield from cut(decompress(_pieces(stream, seen)))


def _pieces(stream: IO[bytes], seen: Callable[[int], None] | None) -> Iterator[bytes]:
    while piece := stream.read(_READ):
        if seen is not None:
            seen(len(piece))
        yield piece


def cut(pieces: Iterator[bytes], size: int = BLOCK) -> Iterator[Block]:
    """Blocks of whole lines, or of one record per line if it is one JSON document."""
    head = b""
    damage: list[DamagedError] = []
    for piece in until_damage(pieces, damage):
        head += piece
        if len(head) >= 2 * MAX_LINE:
            break
    whole = _resume(head.removeprefix(b"\xef\xbb\xbf"), pieces, damage)
    yield from records(whole, size) if is_document(head) else _lines(whole, size)


def _resume(head: bytes, rest: Iterator[bytes], damage: list[DamagedError]) -> Iterator[bytes]:
    yield head
    if damage:
        raise damage[0]
    yield from rest


def _lines(pieces: Iterator[bytes], size: int) -> Iterator[Block]:
    held: list[bytes] = []
    length = offset = 0
    damage: list[DamagedError] = []
    whole = until_damage(pieces, damage)
    for piece in whole:
        held.append(piece)
        length += len(piece)
        if length < size:
            continue
        text, tail = _at_last_line(held)
        if text:
            yield Block(text, offset)
            offset += len(text)
        if len(tail) > MAX_LINE:
            yield Block(tail[:_HEAD], offset, overlong=True)
            tail, skipped = _skip(tail, whole)
            offset += skipped
        held, length = [tail], len(tail)
    last = b"".join(held)
    if damage:
        last = last[: last.rfind(b"\n") + 1]  # half a line tells lies
    if last:
        yield Block(last, offset)
    if damage:
        raise damage[0]


def _at_last_line(held: list[bytes]) -> tuple[bytes, bytes]:
    """The pieces as whole lines, and the unfinished line after them; copies text once."""
    end = held[-1].rfind(b"\n") + 1
    if end:
        return b"".join((*held[:-1], memoryview(held[-1])[:end])), held[-1][end:]
    text = b"".join(held)
    end = text.rfind(b"\n") + 1
    return text[:end], text[end:]


def _skip(tail: bytes, pieces: Iterator[bytes]) -> tuple[bytes, int]:
    """Reads on to the end of an overlong line: what follows it, and how long it was."""
    skipped = len(tail)
    for piece in pieces:
        end = piece.find(b"\n") + 1
        if end:
            return piece[end:], skipped + end
        skipped += len(piece)
    return b"", skipped
