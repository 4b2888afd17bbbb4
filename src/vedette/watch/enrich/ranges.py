"""Sorted ranges of addresses, and the value each carries.

Comes in: networks and ranges. Goes out: for each address, the row of the range that holds
it, or -1. It never reads a file.
"""

from __future__ import annotations

import ipaddress
from bisect import bisect_right
from typing import TYPE_CHECKING

import numpy as np

from vedette.watch.enrich import address

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import polars as pl
    from numpy.typing import NDArray

Span = tuple[int, int, int]
"""First address, last address, and the row of its value."""


class Ranges:
    """Disjoint ranges, IPv4 as arrays and IPv6 as sorted lists; the narrowest range wins."""

    def __init__(self, four: NDArray[np.int64], six: Iterable[Span] = ()) -> None:
        """Take IPv4 spans as an array of shape (n, 3), IPv6 spans as tuples."""
        spans = four[np.lexsort((-four[:, 1], four[:, 0]))]
        if (spans[1:, 0] <= spans[:-1, 1]).any():
            spans = np.array(_flat(spans.tolist()), np.int64)
        self._starts, self._ends, self._rows = spans[:, 0], spans[:, 1], spans[:, 2]
        ordered = _flat(sorted(six, key=lambda span: (span[0], -span[1])))
        self._six = ordered
        self._six_starts = [span[0] for span in ordered]

    def __len__(self) -> int:
        return len(self._starts) + len(self._six)

    def find(self, addresses: pl.Series, numbers: pl.Series) -> NDArray[np.int64]:
        """The value's row for each address (canonical text and IPv4 number), -1 if none."""
        rows = np.full(len(addresses), -1, np.int64)
        four = numbers.is_not_null().to_numpy()
        if len(self._starts):
            rows[four] = self._find_four(numbers.drop_nulls().to_numpy().astype(np.int64))
        if self._six:
            six = np.flatnonzero(~four & addresses.is_not_null().to_numpy())
            for place in six.tolist():
                found = address.packed(addresses[place])
                if found is not None:
                    rows[place] = self._find_six(int.from_bytes(found, "big"))
        return rows

    def holds(self, found: bytes) -> bool:
        """Whether one packed address lies in any range."""
        number = int.from_bytes(found, "big")
        if len(found) == 4:
            return bool(self._find_four(np.array([number], np.int64))[0] >= 0)
        return self._find_six(number) >= 0

    def _find_four(self, numbers: NDArray[np.int64]) -> NDArray[np.int64]:
        if not len(self._starts):
            return np.full(len(numbers), -1, np.int64)
        at = np.searchsorted(self._starts, numbers, side="right") - 1
        # Before the first range `at` is -1, which would index the last one.
        inside = (at >= 0) & (numbers <= self._ends[at])
        return np.where(inside, self._rows[at], -1)

    def _find_six(self, number: int) -> int:
        at = bisect_right(self._six_starts, number) - 1
        if at < 0 or number > self._six[at][1]:
            return -1
        return self._six[at][2]


def _flat(spans: Iterable[Sequence[int]]) -> list[Span]:
    """Disjoint spans from nested ones, ordered by (start, widest first); the inner wins."""
    out: list[Span] = []
    open_: list[Sequence[int]] = []
    at = 0  # everything before it is given out

    def close(before: int | None) -> None:
        nonlocal at
        while open_ and (before is None or open_[-1][1] < before):
            first, last, row = open_.pop()
            if at <= last:
                out.append((max(at, first), last, row))
                at = last + 1

    for span in spans:
        close(span[0])
        if open_ and at < span[0]:
            out.append((max(at, open_[-1][0]), span[0] - 1, open_[-1][2]))
        at = max(at, span[0])
        open_.append(span)
    close(None)
    return out


def span(text: str, row: int) -> tuple[int, Span]:
    """The version (4 or 6) and span of `1.2.3.4`, `10.0.0.0/8` or `2001:db8::/32`.

    Raises:
        ValueError: the text is neither an address nor a network.
    """
    network = ipaddress.ip_network(text.strip(), strict=False)
    first, last = int(network.network_address), int(network.broadcast_address)
    if network.version == 6 and first >> 32 == 0xFFFF:
        return 4, (first & 0xFFFFFFFF, last & 0xFFFFFFFF, row)
    return network.version, (first, last, row)


def spans(rows: Iterable[Span]) -> NDArray[np.int64]:
    """Spans as an array of shape (n, 3)."""
    return np.array(list(rows), np.int64).reshape(-1, 3)


def of_networks(networks: Iterable[tuple[str, int]]) -> Ranges:
    """Ranges of (network text, row) pairs; raises ValueError on the first bad one."""
    four: list[Span] = []
    six: list[Span] = []
    for text, row in networks:
        version, found = span(text, row)
        (four if version == 4 else six).append(found)
    return Ranges(spans(four), six)
