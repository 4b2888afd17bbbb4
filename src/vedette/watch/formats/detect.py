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
from vedette.watch.formats.jsonmap import JsonFormat

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
    """The most particular format among those that read about the most lines.

    A general format also reads what a particular one writes (Traefik's line is a combined
    one with more behind it), and reads clients' tricks in it more willingly. So the first
    in order wins if it reads nine tenths of what the best reads, half of it strictly.
    """
    found: list[tuple[Format, pl.Series, int, int]] = []
    for one in _suited(lines, formats):
        strictly = calls(one, lines, context, loosest=False)
        perfect = bool(strictly.all())
        read = strictly if perfect else calls(one, lines, context, loosest=True)
        if read.any():
            found.append((one, read, int(read.sum()), int(strictly.sum())))
        if perfect:
            break
    most = max((count for _, _, count, _ in found), default=0)
    strict = max((count for *_, count in found), default=0)
    for one, read, count, count_strictly in found:
        if count >= 0.9 * most and count_strictly >= 0.5 * strict:
            return one, read
    return max(found, key=lambda entry: entry[2])[:2] if found else None


def _suited(lines: pl.Series, formats: Sequence[Format]) -> list[Format]:
    few = lines.to_list()
    return [one for one in formats if any(map(one.suits, few))]


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
    json = few.str.starts_with("{").any()
    for one in formats:
        if isinstance(one, JsonFormat) != json:
            continue
        share = float(calls(one, lines, context, loosest=True).mean() or 0.0)  # type: ignore[arg-type]
        reached, stopped = one.near(few)
        found.append(Near(one.name, share, stopped, reached))
    found.sort(key=lambda near: (-near.share, -round(near.reached, 1)))
    return tuple(found[:_NEAREST])
