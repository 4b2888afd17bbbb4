"""The syntax of the layout compiler's patterns, as a tree over bytes.

Comes in: a pattern of the subset that the compiler writes: text, escapes, `.`, classes,
groups, alternatives, and `? * + {n} {n,m}`. Goes out: its tree. A character beyond ASCII
is any of the bytes from 0x80, which is the same where the text is valid UTF-8 and no class
names one. Never sees a client's text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

ANY: Final = frozenset(range(256)) - {10}
_COUNT: Final = re.compile(r"\{(\d+)(?:,(\d+))?\}")


@dataclass(frozen=True, slots=True)
class One:
    """One byte of a set."""

    bytes: frozenset[int]


@dataclass(frozen=True, slots=True)
class Row:
    """Nodes one after the other."""

    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Select:
    """One of the nodes."""

    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """A capturing group, counted from 0."""

    number: int
    node: Node


@dataclass(frozen=True, slots=True)
class Repeat:
    """A node `least` to `most` times (null: any number)."""

    node: Node
    least: int
    most: int | None


Node = One | Row | Select | Group | Repeat


def parse(pattern: str) -> tuple[Node, int]:
    """The tree of an anchored pattern, and how many groups it captures.

    Raises:
        ValueError: the pattern is not of the subset.
    """
    if not pattern.startswith("^") or not pattern.endswith("$"):
        raise ValueError("not anchored")
    reader = _Reader(pattern[1:-1])
    tree = reader.choice()
    if reader.at < len(reader.text):
        raise ValueError(f"unexpected {reader.text[reader.at]!r} at {reader.at + 1}")
    return tree, reader.groups


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.groups = 0

    def choice(self) -> Node:
        nodes = [self._row()]
        while self._take("|"):
            nodes.append(self._row())
        return nodes[0] if len(nodes) == 1 else Select(tuple(nodes))

    def _row(self) -> Node:
        nodes: list[Node] = []
        while self.at < len(self.text) and self.text[self.at] not in "|)":
            nodes.append(self._counted(self._atom()))
        return Row(tuple(nodes))

    def _counted(self, node: Node) -> Node:
        for sign, least, most in (("?", 0, 1), ("*", 0, None), ("+", 1, None)):
            if self._take(sign):
                return Repeat(node, least, most)
        count = _COUNT.match(self.text, self.at)
        if count is None:
            return node
        self.at = count.end()
        return Repeat(node, int(count[1]), int(count[2] or count[1]))

    def _atom(self) -> Node:
        if self._take("(?:"):
            return self._closed(self.choice())
        if self._take("("):
            number = self.groups
            self.groups += 1
            return Group(number, self._closed(self.choice()))
        if self._take("["):
            return One(self._class())
        if self._take("."):
            return One(ANY)
        return self._text()

    def _closed(self, node: Node) -> Node:
        if not self._take(")"):
            raise ValueError("a group is not closed")
        return node

    def _text(self) -> Node:
        """One character of plain text, as its bytes."""
        character = self._character()
        if not character or (character in "^$?*+{" and self.text[self.at - 2] != "\\"):
            raise ValueError(f"unexpected {character!r} at {self.at}")
        return Row(tuple(One(frozenset({byte})) for byte in character.encode()))

    def _class(self) -> frozenset[int]:
        negated = self._take("^")
        found: set[int] = set()
        while not self._take("]"):
            low = high = self._byte()
            if self.text[self.at : self.at + 1] == "-" and self.text[self.at + 1] != "]":
                self.at += 1
                high = self._byte()
            found.update(range(low, high + 1))
        return frozenset(range(256)) - found if negated else frozenset(found)

    def _byte(self) -> int:
        character = self._character()
        if not character.isascii() or not character:
            raise ValueError("a class of characters beyond ASCII")
        return ord(character)

    def _character(self) -> str:
        escaped = self._take("\\")
        character = self.text[self.at : self.at + 1]
        self.at += 1
        if escaped and character.isalnum():
            raise ValueError(f"the escape \\{character}")
        return character

    def _take(self, text: str) -> bool:
        if not self.text.startswith(text, self.at):
            return False
        self.at += len(text)
        return True
