"""Which formats a file is in.

Comes in: a sample of its lines. Goes out: up to three formats, the best first, or how
near the nearest came. A format wins by the lines it reads in its strictest reading; at a
tie the catalogue's order decides.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import polars as pl

from vedette.watch.formats.base import HEADER, REJECT, Context, Format, Near

MOST: Final = 3
"""Formats tried on the lines of one file."""

_SAMPLE: Final = 256
_NEAREST: Final = 3


def sample(lines: pl.Series) -> pl.Series:
    """The first lines, and as many spread over the rest."""
    if len(lines) <= _SAMPLE:
        return lines
    half = _SAMPLE // 2
    rest = lines[half:]
    return lines.head(half).append(rest.gather_every(max(1, len(rest) // half)))


def detect(lines: pl.Series, formats: Sequence[Format], context: Context) -> list[Format]:
    """The formats that read the sample best, each reading lines that those before do not."""
    chosen: list[Format] = []
    left = lines
    while len(left) and len(chosen) < MOST:
        best = _best(left, [one for one in formats if one not in chosen], context)
        if best is None:
            break
        chosen.append(best[0])
        left = left.filter(~best[1])
    return chosen


def _best(
    lines: pl.Series, formats: Sequence[Format], context: Context
) -> tuple[Format, pl.Series] | None:
    """The format that reads most lines, strictly rather than loosely, and which lines."""
    suited = _suited(lines, formats)
    for loosest in (False, True):
        best: tuple[int, Format, pl.Series] | None = None
        for one in suited:
            read = calls(one, lines, context, loosest=loosest)
            count = int(read.sum())
            if count and (best is None or count > best[0]):
                best = (count, one, read)
                if count == len(lines):
                    break
        if best is not None:
            return best[1], best[2]
    return None


def _suited(lines: pl.Series, formats: Sequence[Format]) -> list[Format]:
    few = lines.head(16).to_list()
    return [one for one in formats if any(one.suits(line) for line in few)]


def calls(one: Format, lines: pl.Series, context: Context, *, loosest: bool) -> pl.Series:
    """Which lines a format reads as calls (or as its headers)."""
    reader = one.reader(context)
    read = pl.Series([False]).new_from_index(0, len(lines))
    for tier in range(reader.tiers if loosest else 1):
        reject = reader.read(lines, tier)[REJECT]
        read = read | reject.is_null()
        if tier == 0 and read.any():
            read = read | (reject == HEADER).fill_null(value=False)
    return read


def nearest(lines: pl.Series, formats: Sequence[Format], context: Context) -> tuple[Near, ...]:
    """How near the nearest formats came to lines that none of them reads."""
    few = lines.head(8)
    found: list[Near] = []
    for one in _suited(few, formats):
        share = float(calls(one, lines, context, loosest=True).mean() or 0.0)  # type: ignore[arg-type]
        reached, stopped = one.near(few)
        found.append(Near(one.name, share, stopped, reached))
    found.sort(key=lambda near: (-near.share, -near.reached))
    return tuple(found[:_NEAREST])
