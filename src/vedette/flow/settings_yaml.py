"""YAML text as a tree that remembers where everything stands.

Comes in: the bytes of a settings file. Goes out: its tree of nodes, plain values, and the
faults that stand in the way. Every scalar stays text: `NO` is Norway and `1e3` is a name
until somebody expects otherwise. The text may be hostile: its size, its depth and its
growth by aliases are bounded before any of it is built, and no tag makes an object.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, cast

import yaml

from vedette.model.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_BYTES: Final = 1_000_000
MAX_DEPTH: Final = 30
MAX_NODES: Final = 50_000

_NULL: Final = "tag:yaml.org,2002:null"
_TAGS: Final = frozenset(
    f"tag:yaml.org,2002:{name}"
    for name in ("str", "null", "bool", "int", "float", "timestamp", "value", "merge", "seq", "map")
)
"""The tags that a value gets without anybody writing one."""

_LOADER: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

Plain = str | None | list["Plain"] | dict[str, "Plain"]
"""What a settings file can say."""

Path = tuple[str | int, ...]
"""The way to a value: keys and positions."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong. `line` and `column` count from 1."""

    line: int
    column: int
    field: str
    found: str
    expected: str

    def __str__(self) -> str:
        named = f"{self.field}: " if self.field else ""
        return f"{self.line}:{self.column}: {named}found {self.found}, expected {self.expected}"


class Unreadable(Exception):  # noqa: N818 - it says what the text is
    """The text is no YAML, or more of it than a settings file can be."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(str(fault))
        self.fault = fault


def read(data: bytes) -> yaml.Node | None:
    """The root of the tree; null for a file that says nothing.

    Raises:
        Unreadable: where the text cannot be taken apart at all.
    """
    if len(data) > MAX_BYTES:
        raise Unreadable(_fault(None, f"{len(data):,} bytes", f"at most {MAX_BYTES:,}"))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        good = data[: error.start].decode("utf-8", "replace")
        line, column = good.count("\n") + 1, len(good) - good.rfind("\n")
        raise Unreadable(Fault(line, column, "", "bytes that are no UTF-8", "UTF-8")) from None
    try:
        _bounded(text)
        return cast("yaml.Node | None", yaml.compose(text, Loader=_LOADER))
    except yaml.MarkedYAMLError as error:
        said = visible(f"{error.problem or 'a mistake'} {error.context or ''}".strip(), 200)
        mark = error.problem_mark or error.context_mark
        raise Unreadable(_fault(mark, f"broken YAML ({said})", "well-formed YAML")) from None
    except yaml.YAMLError as error:
        found = visible(str(error).split("\n", maxsplit=1)[0], 100)
        raise Unreadable(_fault(None, found, "YAML text")) from None


def _bounded(text: str) -> None:
    """Walk the events once, without building anything, and refuse what would grow."""
    depth, grown, documents = 0, 0, 0
    begun: list[tuple[str | None, int]] = []
    sizes: dict[str, int] = {}
    events = cast("Iterator[Any]", yaml.parse(text, Loader=_LOADER))
    for event in events:
        mark = event.start_mark
        documents += isinstance(event, yaml.DocumentStartEvent)
        grown += isinstance(event, yaml.NodeEvent)
        if isinstance(event, yaml.AliasEvent):
            if any(anchor == event.anchor for anchor, _ in begun):
                raise Unreadable(_fault(mark, "a value that holds itself", "an end"))
            grown += sizes.get(event.anchor, 0)
        elif isinstance(event, yaml.CollectionStartEvent):
            begun.append((event.anchor, grown))
        elif isinstance(event, yaml.CollectionEndEvent):
            anchor, before = begun.pop()
            if anchor:
                sizes[anchor] = grown - before + 1
        elif isinstance(event, yaml.ScalarEvent) and event.anchor:
            sizes[event.anchor] = 1
        depth = len(begun)
        if depth > MAX_DEPTH:
            raise Unreadable(_fault(mark, "too many levels", f"at most {MAX_DEPTH}"))
        if grown > MAX_NODES:
            raise Unreadable(_fault(mark, f"over {MAX_NODES:,} values", "fewer of them"))
        if documents > 1:
            raise Unreadable(_fault(mark, "a second document", "one document per file"))


def plain(node: yaml.Node | None, faults: list[Fault], path: Path = ()) -> Plain:
    """The tree as plain values; what YAML allows and settings do not is added to `faults`."""
    if node is None:
        return None
    if node.tag not in _TAGS:
        tag = visible(node.tag.replace("tag:yaml.org,2002:", "!!"), 60)
        faults.append(_fault(node.start_mark, f"the tag {tag}", "no tag", path))
    if isinstance(node, yaml.SequenceNode):
        return [plain(item, faults, (*path, at)) for at, item in enumerate(node.value)]
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, faults, path)
    return None if node.tag == _NULL else str(node.value)


def _mapping(node: yaml.MappingNode, faults: list[Fault], path: Path) -> Plain:
    made: dict[str, Plain] = {}
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode):
            faults.append(_fault(key.start_mark, "a list or mapping", "a name as key", path))
            continue
        name = str(key.value)
        here = (*path, name)
        if name in made:
            found = "the same key twice"
            faults.append(_fault(key.start_mark, found, "each key once", here))
        made[name] = plain(value, faults, here)
    return made


def place(root: yaml.Node | None, path: Path, *, key: bool = False) -> tuple[int, int]:
    """Line and column of the value at `path`, or of its key; of its nearest parent if absent."""
    mark = root.start_mark if root else None
    node = root
    for step, name in enumerate(path, 1):
        found = next(_children(node, name), None)
        if found is None:
            break
        key_node, node = found
        last = step == len(path)
        mark = (key_node if key and last and key_node else node).start_mark
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)


def _children(
    node: yaml.Node | None, name: str | int
) -> Iterator[tuple[yaml.Node | None, yaml.Node]]:
    if isinstance(node, yaml.SequenceNode) and isinstance(name, int) and name < len(node.value):
        yield None, node.value[name]
    if isinstance(node, yaml.MappingNode):
        yield from ((key, value) for key, value in node.value if key.value == name)


def dotted(path: Path) -> str:
    """The way to a value in words: `policies[0].do[1].rate`."""
    parts = (f"[{step}]" if isinstance(step, int) else f".{visible(step, 80)}" for step in path)
    return "".join(parts).removeprefix(".")


def _fault(mark: yaml.Mark | None, found: str, expected: str, path: Path = ()) -> Fault:
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    return Fault(line, column, dotted(path), found, expected)
