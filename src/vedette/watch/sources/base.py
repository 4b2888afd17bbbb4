"""What a source hands over.

Comes in: nothing. Goes out: the values that sources and formats share. Never opens
anything.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

MAX_LINE: Final = 64 * 1024
"""Lines longer than this many bytes are rejected without being held."""

BLOCK: Final = 12 * 1024 * 1024
"""Bytes of text handed on at once."""


@dataclass(frozen=True, slots=True)
class Found:
    """A file to read: its path as the user gave it, and its stable identity."""

    path: str
    source: str


@dataclass(frozen=True, slots=True)
class Failure:
    """An input that could not be used, and what to do about it."""

    file: str
    message: str

    def __str__(self) -> str:
        return f"{self.file}: {self.message}"


@dataclass(frozen=True, slots=True)
class Block:
    """Whole lines of one source.

    Attributes:
        data: the lines, each with its newline (the last line of a file may lack it).
        offset: position of the first byte in the uncompressed source.
        overlong: the one line here was longer than `MAX_LINE`; `data` is only its head.
        spans: where `data` holds records of a JSON document rather than lines: the start
            and end of each, alternating.
    """

    data: bytes
    offset: int
    overlong: bool = False
    spans: NDArray[np.int64] | None = None


class DamagedError(Exception):
    """The rest of a source cannot be decoded; what was handed out before it is good."""


def until_damage(pieces: Iterator[bytes], damage: list[DamagedError]) -> Iterator[bytes]:
    """The pieces before the damage, which is noted rather than raised."""
    try:
        for piece in pieces:  # noqa: UP028 - "yield from" would close `pieces` with this
            yield piece
    except DamagedError as error:
        damage.append(error)
