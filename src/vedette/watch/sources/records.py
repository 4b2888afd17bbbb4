"""Records of a JSON document that is not one record per line.

Comes in: bytes of a HAR file, an array export, or pretty-printed objects. Goes out:
blocks whose spans are its records. Never parses a record, and never holds more than one
record beyond a block: brackets outside strings are counted with NumPy, piece by piece.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from vedette.watch.sources.base import MAX_LINE, Block, DamagedError, until_damage

MAX_RECORD: Final = 64 * 1024 * 1024
"""Bytes of the largest record held."""

_Ints = NDArray[np.int64]
_OPENING: Final = re.compile(rb"\s*(?:\[\s*[{\]]|\{\s*[\"}])")
_WRAPPED: Final = ((re.compile(rb'\s*\{\s*"log"\s*:\s*\{'), 3),)
_LISTED: Final = re.compile(rb'\s*\{\s*"(?:Records|records|entries|items|logs|value)"\s*:\s*\[')
_STEP: Final = np.zeros(256, np.int8)
_STEP[[ord("{"), ord("[")]] = 1
_STEP[[ord("}"), ord("]")]] = -1


def is_document(head: bytes) -> bool:
    """Whether the text is one JSON document (or several over many lines each)."""
    if not _OPENING.match(head):
        return False
    lines = head.split(b"\n", 5)
    if len(lines[0]) > MAX_LINE:
        return head.lstrip().startswith(b"[") or _depth(head) > 0
    complete = lines if len(head) < 2 * MAX_LINE else lines[:-1]
    return not any(_is_json(line) for line in complete[:5] if line.strip())


def _is_json(line: bytes) -> bool:
    try:
        return isinstance(json.loads(line), (dict, list))
    except (ValueError, RecursionError):
        return False


def _depth(head: bytes) -> int:
    """How many brackets stand open around a record."""
    if head.lstrip().startswith(b"["):
        return 1
    for pattern, depth in _WRAPPED:
        if pattern.match(head):
            return depth
    return 2 if _LISTED.match(head) else 0


@dataclass(slots=True)
class _Scan:
    """Where in the document's syntax the scan stands."""

    level: int
    depth: int = 0
    in_string: bool = False
    backslashes: int = 0

    def brackets(self, data: bytes) -> tuple[_Ints, _Ints]:
        """Positions at which records open, and just after which they close."""
        buffer = np.frombuffer(data, np.uint8)
        quotes = self._quotes(buffer)
        at = np.flatnonzero(_STEP[buffer]).astype(np.int64)
        inside = (np.searchsorted(quotes, at) + self.in_string) % 2 == 1
        at = at[~inside]
        steps = _STEP[buffer[at]].astype(np.int64)
        depth = self.depth + np.cumsum(steps)
        opens = at[(steps == 1) & (depth == self.level + 1)]
        closes = at[(steps == -1) & (depth == self.level)] + 1
        self.depth = int(depth[-1]) if len(depth) else self.depth
        self.in_string = bool((len(quotes) + self.in_string) % 2)
        return opens, closes

    def _quotes(self, buffer: NDArray[np.uint8]) -> _Ints:
        """Positions of quotes that are not escaped."""
        quotes = np.flatnonzero(buffer == ord('"')).astype(np.int64)
        plain = np.flatnonzero(buffer != ord("\\")).astype(np.int64)
        before = np.searchsorted(plain, quotes) - 1
        last = np.where(before >= 0, plain[np.maximum(before, 0)], -1 - self.backslashes)
        tail = len(buffer) - 1 - (int(plain[-1]) if len(plain) else -1 - self.backslashes)
        self.backslashes = tail
        return quotes[(quotes - 1 - last) % 2 == 0]


def records(pieces: Iterator[bytes], size: int) -> Iterator[Block]:
    """Blocks of the document's records.

    Raises:
        DamagedError: a record is larger than `MAX_RECORD`.
    """
    held, base, first = b"", 0, True
    scan: _Scan | None = None
    opens: list[_Ints] = []
    closes: list[_Ints] = []
    damage: list[DamagedError] = []
    for piece in until_damage(pieces, damage):
        scan = scan or _Scan(_depth(piece))
        new_opens, new_closes = scan.brackets(piece)
        opens.append(new_opens + len(held))
        closes.append(new_closes + len(held))
        held += piece
        if len(held) < size and len(held) < MAX_RECORD:
            continue
        spans, keep = _pair(opens, closes, len(held))
        if len(spans):
            yield Block(held[:keep], base, spans=spans)
            first = False
        elif len(held) >= MAX_RECORD:
            raise DamagedError(f"a JSON record is larger than {MAX_RECORD >> 20} MB")
        opens = [np.concatenate(opens)[len(spans) // 2 :] - keep]
        closes = [np.concatenate(closes)[len(spans) // 2 :] - keep]
        held, base = held[keep:], base + keep
    yield from _last(held, base, opens, closes, alone=first)
    if damage:
        raise damage[0]


def _pair(opens: list[_Ints], closes: list[_Ints], length: int) -> tuple[_Ints, int]:
    """Starts and ends of the complete records, alternating, and where they end."""
    starts, ends = np.concatenate(opens), np.concatenate(closes)
    count = min(len(starts), len(ends))
    spans = np.empty(2 * count, np.int64)
    spans[0::2], spans[1::2] = starts[:count], ends[:count]
    keep = int(ends[count - 1]) if count else 0
    if not count and not len(starts):
        keep = max(0, length - 1)  # nothing but what surrounds records
    return spans, keep


def _last(
    held: bytes, base: int, opens: list[_Ints], closes: list[_Ints], *, alone: bool
) -> Iterator[Block]:
    """The records at the end, the last one perhaps cut short; or text without any."""
    if not opens:
        return
    spans, _ = _pair(opens, closes, len(held))
    starts = np.concatenate(opens)
    if len(starts) > len(spans) // 2:
        cut = starts[len(spans) // 2]
        spans = np.append(spans, (cut, min(len(held), int(cut) + MAX_LINE)))
    if len(spans):
        yield Block(held, base, spans=spans)
    elif alone and held.strip():
        yield Block(held[:MAX_LINE], base)
