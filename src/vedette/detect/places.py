"""Where a key of a TOML text stands, since the reader of the standard library does not say.

In: the text of a TOML file. Out: the line of each key, by its path. A light scan: it knows
tables, arrays of tables, keys and the keys of inline tables on one line, and is never used
to read a value.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

Path = tuple[str | int, ...]

_TABLE: Final = re.compile(r"^\s*\[([\w.-]+)\]")
_ARRAY: Final = re.compile(r"^\s*\[\[([\w.-]+)\]\]")
_KEY: Final = re.compile(r'^\s*("[^"]+"|[\w-]+)\s*=')
_INNER: Final = re.compile(r'[{,]\s*("[^"]+"|[\w-]+)\s*=')


def lines_of(text: str) -> dict[Path, int]:
    """The 1-based line of each table and key: `("when", 0, "at_least", "calls") -> 12`."""
    places: dict[Path, int] = {}
    for path, line in _walk(text):
        places.setdefault(path, line)
    return places


def line_of(places: dict[Path, int], path: Path) -> int:
    """The line of the deepest known part of a path; 1 if none of it is known."""
    for length in range(len(path), 0, -1):
        if path[:length] in places:
            return places[path[:length]]
    return 1


def _walk(text: str) -> Iterator[tuple[Path, int]]:
    table: Path = ()
    seen: dict[str, int] = {}
    quoted = False
    for number, line in enumerate(text.splitlines(), start=1):
        inside, quoted = quoted, quoted ^ (line.count('"""') % 2 == 1)
        if inside:
            continue
        if array := _ARRAY.match(line):
            name = array[1]
            seen[name] = seen.get(name, -1) + 1
            table = (name, seen[name])
            yield table, number
        elif head := _TABLE.match(line):
            table = _table(head[1], seen)
            yield table, number
        elif key := _KEY.match(line):
            own = (*table, key[1].strip('"'))
            yield own, number
            for inner in _INNER.finditer(line, key.end()):
                yield (*own, inner[1].strip('"')), number


def _table(name: str, seen: dict[str, int]) -> Path:
    """A table's path; one below an array of tables belongs to its latest entry."""
    head, *rest = name.split(".")
    return (head, seen[head], *rest) if head in seen else (head, *rest)
