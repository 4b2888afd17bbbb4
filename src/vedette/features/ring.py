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
    """The shared ring, and a trace for each grain, all of one size (a power of two)."""

    def __init__(self, sums: int, programs: list[k.Program]) -> None:
        self.head = 0
        self.tail = 0
        self._programs = programs
        self.ring = _ring(SMALLEST, sums)
        self.traces = [_trace(SMALLEST, program) for program in programs]

    @property
    def size(self) -> int:
        """Calls that fit."""
        return self.ring.cell.size

    def append(self, cell: k.I32, mask: k.I64, sums: k.I64, tail: int) -> int:
        """Note calls; `tail` is the oldest position still needed. The first one's position."""
        self.tail = tail
        if self.head + cell.size - tail > self.size:
            self._grow(self.head + cell.size - tail)
        first = self.head
        self.head += cell.size
        for start, stop, place in _pieces(first, self.head, self.size):
            part = slice(start - first, stop - first)
            there = slice(place, place + stop - start)
            self.ring.cell[there] = cell[part]
            self.ring.mask[there] = mask[part]
            self.ring.sums[:, there] = sums[:, part]
        return first

    def _grow(self, needed: int) -> None:
        size = 1 << int(needed * 1.25).bit_length()
        old, self.ring = self.ring, _ring(size, self.ring.sums.shape[0])
        self._move(old.cell, self.ring.cell)
        self._move(old.mask, self.ring.mask)
        for before, after in zip(old.sums, self.ring.sums, strict=True):
            self._move(before, after)
        for i, program in enumerate(self._programs):
            trace = _trace(size, program)
            for before, after in zip(self.traces[i], trace, strict=True):
                if after.size > 1:
                    self._move(before, after)
            self.traces[i] = trace

    def _move(self, old: npt.NDArray[T], new: npt.NDArray[T]) -> None:
        for start, stop, place in _pieces(self.tail, self.head, old.size):
            for begin, end, there in _pieces(start, stop, new.size):
                at = place + begin - start
                new[there : there + end - begin] = old[at : at + end - begin]


def _pieces(start: int, stop: int, size: int) -> list[tuple[int, int, int]]:
    """The stretches (from, to, place) in which positions lie in a ring without a break."""
    made: list[tuple[int, int, int]] = []
    while start < stop:
        place = start & (size - 1)
        end = min(stop, start + size - place)
        made.append((start, end, place))
        start = end
    return made


def _ring(size: int, sums: int) -> k.Ring:
    return k.Ring(
        cell=np.empty(size, np.int32),
        mask=np.empty(size, np.int64),
        sums=np.empty((sums, size), np.int64),
    )


def _trace(size: int, program: k.Program) -> k.Trace:
    return k.Trace(
        row=np.full(size, -1, np.int32),
        generation=np.zeros(size, np.uint16),
        extra=np.zeros(size, np.uint8),
        gap=np.zeros(size if program.traits[k.GAPS] else 1, np.int32),
        group=np.zeros(size if program.traits[k.GROUPED] else 1, np.int32),
    )
