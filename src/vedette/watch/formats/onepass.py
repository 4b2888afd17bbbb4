"""A tight regex as an automaton in which every byte allows one step only.

Comes in: the pattern of a layout's strictest reading. Goes out: its tables, or null where
some byte would leave a choice, so that the regex engine must read it. The method is
Glushkov's: a state per byte set of the pattern; what a step passes over opens and closes
groups. Groups within repetitions are refused. Patterns are the layout compiler's own, never
a client's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from vedette.watch.formats.syntax_tree import Group, Node, One, Repeat, Row, Select, parse

MOST_STATES: Final = 4_000
MOST_GROUPS: Final = 31


@dataclass(frozen=True, slots=True)
class Automaton:
    """The tables of a pattern with `groups` capturing groups.

    `classes[byte]` is the byte's class; `steps[state, class]` is -1 or the next state
    in the low 16 bits and, above them, the number of the marks to set before the byte;
    `marks[number]` has bit 2g for the start and 2g+1 for the end of group g;
    `ends[state]` is the number of the marks to set at the line's end, or -1.
    """

    groups: int
    classes: NDArray[np.uint8]
    steps: NDArray[np.int32]
    marks: NDArray[np.int64]
    ends: NDArray[np.int32]


class ChoiceError(ValueError):
    """The pattern leaves a choice, or is of a form that is not read here."""


Edge = tuple[int, int]
"""A state and the marks on the way to it (or from it to the end)."""


@dataclass(slots=True)
class _Part:
    """A piece of the pattern: how it is entered, left, and passed over (null: it is not)."""

    first: list[Edge]
    last: list[Edge]
    empty: int | None


@dataclass(slots=True)
class _Build:
    sets: list[frozenset[int]] = field(default_factory=lambda: [frozenset[int]()])
    follow: list[list[Edge]] = field(default_factory=lambda: [[]])

    def part(self, node: Node) -> _Part:
        if isinstance(node, One):
            return self._one(node)
        if isinstance(node, Row):
            return self._row(node.nodes)
        if isinstance(node, Select):
            return self._select(node.nodes)
        if isinstance(node, Group):
            return self._group(node)
        return self._repeat(node)

    def _one(self, node: One) -> _Part:
        if len(self.sets) >= MOST_STATES:
            raise ChoiceError("too large")
        self.sets.append(node.bytes)
        self.follow.append([])
        state = len(self.sets) - 1
        return _Part([(state, 0)], [(state, 0)], None)

    def _row(self, nodes: Sequence[Node]) -> _Part:
        whole = _Part([], [], 0)
        for node in nodes:
            whole = self._join(whole, self.part(node))
        return whole

    def _join(self, left: _Part, right: _Part) -> _Part:
        self._link(left, right)
        first, last, empty = list(left.first), list(right.last), None
        if left.empty is not None:
            first += [(state, marks | left.empty) for state, marks in right.first]
        if right.empty is not None:
            last += [(state, marks | right.empty) for state, marks in left.last]
            empty = None if left.empty is None else left.empty | right.empty
        return _Part(first, last, empty)

    def _link(self, left: _Part, right: _Part) -> None:
        for state, out in left.last:
            self.follow[state] += [(to, out | into) for to, into in right.first]

    def _select(self, nodes: Sequence[Node]) -> _Part:
        parts = [self.part(node) for node in nodes]
        empties = [part.empty for part in parts if part.empty is not None]
        return _Part(
            [edge for part in parts for edge in part.first],
            [edge for part in parts for edge in part.last],
            empties[0] if empties else None,
        )

    def _group(self, node: Group) -> _Part:
        part = self.part(node.node)
        opens, closes = 1 << 2 * node.number, 1 << 2 * node.number + 1
        return _Part(
            [(state, marks | opens) for state, marks in part.first],
            [(state, marks | closes) for state, marks in part.last],
            None if part.empty is None else part.empty | opens | closes,
        )

    def _repeat(self, node: Repeat) -> _Part:
        if node.most is None or node.most > 1:
            _no_groups(node.node)
        whole = _Part([], [], 0)
        for _ in range(node.least):
            whole = self._join(whole, self.part(node.node))
        if node.most is None:
            return self._join(whole, self._star(node.node))
        rest = _Part([], [], 0)
        for _ in range(node.most - node.least):  # each may follow only the one before it
            more = self._join(self.part(node.node), rest)
            rest = _Part(more.first, more.last, more.empty or 0)
        return self._join(whole, rest)

    def _star(self, node: Node) -> _Part:
        part = self.part(node)
        if part.empty is not None:
            raise ChoiceError("an empty repetition")
        self._link(part, part)
        return _Part(part.first, part.last, 0)


def _no_groups(node: Node) -> None:
    if isinstance(node, Group):
        raise ChoiceError("a group within a repetition")
    if isinstance(node, Row | Select):
        for each in node.nodes:
            _no_groups(each)
    elif isinstance(node, Repeat):
        _no_groups(node.node)


@cache
def automaton(pattern: str) -> Automaton | None:
    """The automaton of an anchored pattern, or null where a byte would leave a choice."""
    try:
        tree, groups = parse(pattern)
        if groups > MOST_GROUPS:
            return None
        build = _Build()
        whole = build.part(tree)
        build.follow[0] = whole.first
        return _tables(build, whole, groups)
    except ValueError:
        return None


def _tables(build: _Build, whole: _Part, groups: int) -> Automaton:
    classes, members = _classes(build.sets)
    marks = {0: 0}
    steps = np.full((len(build.sets), len(members)), -1, np.int32)
    for state, edges in enumerate(build.follow):
        for to, passed in edges:
            number = marks.setdefault(passed, len(marks))
            for at, member in enumerate(members):
                if member not in build.sets[to]:
                    continue
                step = number << 16 | to
                if steps[state, at] not in {-1, step}:
                    raise ChoiceError("two ways for one byte")
                steps[state, at] = step
    ends = np.full(len(build.sets), -1, np.int32)
    for state, passed in [*whole.last, *([(0, whole.empty)] if whole.empty is not None else [])]:
        number = marks.setdefault(passed, len(marks))
        if ends[state] not in {-1, number}:
            raise ChoiceError("two ways to end")
        ends[state] = number
    return Automaton(groups, classes, steps, np.array(list(marks), np.int64), ends)


def _classes(sets: Sequence[frozenset[int]]) -> tuple[NDArray[np.uint8], list[int]]:
    """Bytes that no set tells apart share a class; a member of each class."""
    seen: dict[tuple[bool, ...], int] = {}
    members: list[int] = []
    classes = np.zeros(256, np.uint8)
    distinct = list(dict.fromkeys(sets))
    for byte in range(256):
        kind = tuple(byte in one for one in distinct)
        if kind not in seen:
            seen[kind] = len(members)
            members.append(byte)
        classes[byte] = seen[kind]
    return classes, members
