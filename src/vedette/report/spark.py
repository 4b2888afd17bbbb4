"""Numbers over time as one line of characters.

Comes in: counts per step. Goes out: a line of at most `width` block characters, scaled to
its own highest step, and that height.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

_BLOCKS: Final = "▁▂▃▄▅▆▇█"
_NOTHING: Final = "·"


def pooled(values: Sequence[int], width: int) -> list[int]:
    """`values` summed into at most `width` groups of equal length (the last may be short)."""
    group = -(-len(values) // max(width, 1)) or 1
    return [sum(values[start : start + group]) for start in range(0, len(values), group)]


def line(values: Sequence[int], width: int) -> tuple[str, int, int]:
    """The line, its highest value, and how many steps one character stands for.

    A step without any call is a dot, so that a single call can be told from none.
    """
    group = -(-len(values) // max(width, 1)) or 1
    pools = pooled(values, width)
    top = max(pools, default=0)
    marks = (
        _BLOCKS[min(value * len(_BLOCKS) // (top + 1), len(_BLOCKS) - 1)] if value else _NOTHING
        for value in pools
    )
    return "".join(marks), top, group
