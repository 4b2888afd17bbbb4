"""Joining things that belong together: a union of sets, deterministic.

Comes in: pairs of numbers. Goes out: groups. It never depends on the order of the pairs.
"""

from __future__ import annotations


class Links:
    """Groups of the numbers 0 .. n-1; the smallest number names its group."""

    def __init__(self, size: int) -> None:
        self._parent = list(range(size))

    def root(self, item: int) -> int:
        """The name of the group that `item` is in."""
        while self._parent[item] != item:
            self._parent[item] = self._parent[self._parent[item]]
            item = self._parent[item]
        return item

    def join(self, one: int, other: int) -> None:
        """Puts two items, and so their groups, together."""
        low, high = sorted((self.root(one), self.root(other)))
        self._parent[high] = low

    def groups(self) -> list[list[int]]:
        """All groups, each ascending, in order of their first item."""
        found: dict[int, list[int]] = {}
        for item in range(len(self._parent)):
            found.setdefault(self.root(item), []).append(item)
        return list(found.values())
