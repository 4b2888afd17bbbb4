"""The n-th smallest of some numbers, in place and in linear time.

Comes in: an array of float64. Goes out: one of its values. The pivot comes from a small
generator seeded by the length, so no client can arrange a slow case by the order of its calls
alone; the answer never depends on it.
"""

from __future__ import annotations

from vedette.features.kernel import shapes as k
from vedette.features.kernel.jit import inner


@inner
def nth(values: k.F64, size: int, n: int) -> float:
    """The value that has exactly `n` others before it in order; `values` is shuffled."""
    low = 0
    high = size - 1
    random = size
    while low < high:
        random = (random * 1103515245 + 12345) & 0x7FFFFFFF
        pivot = values[low + random % (high - low + 1)]
        less, at, more = low, low, high
        while at <= more:
            if values[at] < pivot:
                values[at], values[less] = values[less], values[at]
                less += 1
                at += 1
            elif values[at] > pivot:
                values[at], values[more] = values[more], values[at]
                more -= 1
            else:
                at += 1
        if n < less:
            high = less - 1
        elif n > more:
            low = more + 1
        else:
            return pivot
    return values[low]
