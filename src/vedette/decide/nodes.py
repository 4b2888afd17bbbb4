"""YAML as places: every scalar is a text and knows its line.

Comes in: YAML (or JSON, which is YAML) of at most a megabyte. Goes out: its tree of
nodes. It never turns a scalar into anything but text, so NO stays Norway, and it takes
no aliases, since a few of them can unfold into gigabytes.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, cast

import yaml

from vedette.decide.fault import Fault, Faults

MAX_TEXT: Final = 1_000_000
Node = yaml.Node


def tree(text: str, file: str) -> Node | None:
    """The root node, or None where the text is empty.

    Raises:
        Faults: the text is no YAML, is too long, or holds an alias.
    """
    if len(text) > MAX_TEXT:
        raise Faults([Fault(file, 1, 1, "text", f"{len(text):,} characters", "1 MB at most")])
    try:
        for event in cast("Iterator[Any]", yaml.parse(text, Loader=yaml.BaseLoader)):
            if isinstance(event, yaml.AliasEvent):
                mark = event.start_mark
                where = (file, mark.line + 1, mark.column + 1)
                raise Faults([Fault(*where, "text", "an alias", "the value written out")])
        return cast("Node | None", yaml.compose(text, Loader=yaml.BaseLoader))
    except yaml.YAMLError as error:
        raise Faults([_unreadable(error, file)]) from None
    except RecursionError:
        raise Faults([Fault(file, 1, 1, "text", "deep nesting", "a list of rules")]) from None


def _unreadable(error: yaml.YAMLError, file: str) -> Fault:
    mark: Any = getattr(error, "problem_mark", None)
    problem: Any = getattr(error, "problem", None) or getattr(error, "reason", "unreadable text")
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    return Fault(file, line, column, "text", str(problem), "YAML")


def place(node: Node) -> tuple[int, int]:
    """Line and column of a node, 1-based."""
    mark = cast("Any", node.start_mark)
    return mark.line + 1, mark.column + 1


def scalar(node: Node) -> str | None:
    """The text of a scalar, else None."""
    return cast("str", node.value) if isinstance(node, yaml.ScalarNode) else None


def items(node: Node) -> list[Node]:
    """The parts of a list; a single value is a list of one."""
    return cast("list[Node]", node.value) if isinstance(node, yaml.SequenceNode) else [node]


def pairs(node: Node) -> list[tuple[Node, Node]] | None:
    """Keys and values of a mapping, else None."""
    found = isinstance(node, yaml.MappingNode)
    return cast("list[tuple[Node, Node]]", node.value) if found else None


def shown(node: Node) -> str:
    """What stands there, short enough for a message."""
    text = scalar(node)
    if text is None:
        return "a list" if isinstance(node, yaml.SequenceNode) else "a mapping"
    return f"{text[:60]!r}" + ("..." if len(text) > 60 else "")
