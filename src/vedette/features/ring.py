"""The memory of past calls: what must be known of a call until the longest window forgets it.

Comes in: batches in time order. Goes out: ring arrays at absolute positions, shared by all
grains. A ring grows when the longest window holds more calls than it has places. It never
looks at what a call was.
"""

from __future__ import annotations

from typing import Final, TypeVar

import numpy as np
import numpy.typing as npt

from vedette.features.kernel import shapes as k

T = TypeVar("T", bound=np.generic)

SMALLEST: Final = 1 << 12


class Rings:
    """The shared rings, and a trace for each grain, all of one size (a power of two)."""

    def __init__(self, sums: int, programs: list[k.Program]) -> None:
        self.head = 0
        self.tail = 0
        lines = [max(p.gap_line, p.group_line, k.GAP_OR_GROUP - 1) + 1 for p in programs]
        self._cell = np.zeros(SMALLEST, np.int32)
        self._wide = np.zeros((k.P_SUMS + sums, SMALLEST), np.int64)
        self._traces = [np.zeros((n, SMALLEST), np.int32) for n in lines]

    @property
    def size(self) -> int:
        """Calls that fit."""
        return self._cell.size

    def past(self, number: int) -> k.Past:
        """The rings as one grain sees them."""
        return k.Past(self._cell, self._wide, self._traces[number])

    def append(self, cell: k.I32, wide: k.I64, tail: int) -> int:
        """Note calls; `tail` is the oldest position still needed. The first one's position."""
        self.tail = tail
        if self.head + cell.size - tail > self.size:
            self._grow(self.head + cell.size - tail)
        first = self.head
        self.head += cell.size
        for start, stop, place in _pieces(first, self.head, self.size):
            there = slice(place, place + stop - start)
            self._cell[there] = cell[start - first : stop - first]
            self._wide[:, there] = wide[:, start - first : stop - first]
        return first

    def _grow(self, needed: int) -> None:
        size = 1 << int(needed * 1.25).bit_length()
        self._cell = self._moved(self._cell[np.newaxis], size)[0]
        self._wide = self._moved(self._wide, size)
        self._traces = [self._moved(trace, size) for trace in self._traces]

    def _moved(self, old: npt.NDArray[T], size: int) -> npt.NDArray[T]:
        new = np.zeros((old.shape[0], size), old.dtype)
        for start, stop, place in _pieces(self.tail, self.head, old.shape[1]):
            for begin, end, there in _pieces(start, stop, size):
                at = place + begin - start
                for source, target in zip(old[:, at : at + end - begin], new, strict=True):
                    if source.any():  # the trace of a grain that never occurred takes no memory
                        target[there : there + end - begin] = source
        return new


def _pieces(start: int, stop: int, size: int) -> list[tuple[int, int, int]]:
    """The stretches (from, to, place) in which positions lie in a ring without a break."""
    made: list[tuple[int, int, int]] = []
    while start < stop:
        place = start & (size - 1)
        end = min(stop, start + size - place)
        made.append((start, end, place))
        start = end
    return made
