"""JSON lines: each key fills its column alone, and a broken line spoils only itself."""

from __future__ import annotations

import json
import re
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.watch.formats.golden_lines import NOW, all_samples

from vedette.watch.formats.base import BROKEN_JSON, FOREIGN, REJECT, Context
from vedette.watch.formats.catalog import FORMATS
from vedette.watch.formats.jsonmap import JsonFormat, Key, dig, flat, keys

GOLDEN = all_samples()
MAPS = {one.name: one for one in FORMATS if isinstance(one, JsonFormat)}
FILLS = {"target": "path", "request": "method", "start": "started"}

OWN = JsonFormat(
    "own",
    "own",
    (*keys("time", "time", "t"), *keys("status", "status", "s"), *keys("path", "path", "p")),
    marks=((dig("t"),),),
)
GOOD = '{"t": 1795442136, "s": 200, "p": "/"}'


def steps(path: str) -> list[str | int]:
    """The keys and places of a path."""
    found = re.findall(r'\."([^"]*)"|\[([0-9]+)\]', path)
    return [int(place) if place else name for name, place in found]


def drop(tree: Any, path: list[str | int]) -> None:
    """Takes a value out, if it is there."""
    *parents, last = path
    for step in parents:
        try:
            tree = tree[step]
        except (KeyError, IndexError, TypeError):
            return
    if isinstance(tree, dict):
        tree.pop(last, None)
    elif isinstance(tree, list) and isinstance(last, int) and last < len(tree):
        tree[last] = None


def has(tree: Any, path: list[str | int]) -> bool:
    for step in path:
        try:
            tree = tree[step]
        except (KeyError, IndexError, TypeError):
            return False
    return tree not in (None, "-", "", "REDACTED")


def alone(one: JsonFormat, key: Key) -> list[str]:
    """Golden lines that have the key, without the other keys of its column."""
    mine, column = steps(key.path), filled(key)
    rivals = [
        steps(other.path)
        for other in one.keys
        if other.sql is None and other.path != key.path and filled(other) == column
    ]
    lines: list[str] = []
    for sample in GOLDEN[one.name]:
        if sample.read is None or not has(tree := json.loads(sample.text), mine):
            continue
        for path in rivals:
            if path[: len(mine)] != mine[: len(path)]:
                drop(tree, path)
        lines.append(json.dumps(tree))
    return lines


def filled(key: Key) -> str:
    return FILLS.get(key.field.column, key.field.column)


@pytest.mark.parametrize("name", MAPS)
def test_each_key_fills_its_column_alone(name: str) -> None:
    """Alternatives are no decoration: each is enough where it is the only one."""
    one = MAPS[name]
    tried = [(key, line) for key in one.keys if key.sql is None for line in alone(one, key)]
    read = one.reader(Context("UTC", NOW)).read(pl.Series([line for _, line in tried]))
    good = {
        key.path
        for (key, _), row in zip(tried, read.to_dicts(), strict=True)
        if row[filled(key)] is not None
    }

    assert good == {key.path for key in one.keys if key.sql is None}


@given(st.lists(st.text(max_size=40), max_size=8))
def test_a_broken_line_spoils_only_itself(noise: list[str]) -> None:
    """Whatever stands between them, good lines are read."""
    lines = [GOOD]
    for text in noise:
        lines += [text.replace("\n", " ") or " ", GOOD]
    read = OWN.reader(Context("UTC", NOW)).read(pl.Series(lines))

    assert [None] * (len(noise) + 1) == read[REJECT].to_list()[::2]


@pytest.mark.parametrize(
    ("line", "reject"),
    [
        ('{"t": 1795442136, "s": 200, "p": "/"', BROKEN_JSON),
        ('{"t": 1795442136, "s": 200, "p": "\\ud800"}', BROKEN_JSON),
        ('{"t": 1795442136, "s": 200, "p": "/"} trailing', BROKEN_JSON),
        ("[1, 2, 3]", FOREIGN),
        ('"text"', FOREIGN),
        ("no JSON at all", FOREIGN),
        ('{"other": 1}', FOREIGN),
        ('{"t": null, "s": 200, "p": "/"}', FOREIGN),
        ('{"t": 1795442136, "p": "/"}', "missing field status"),
        ('{"t": 1795442136, "s": 200}', "missing field path"),
        ('{"t": 1795442136, "s": {"a": 1}, "p": "/"}', "bad status"),
        ('{"t": 1e400, "s": 200, "p": "/"}', "bad time"),
        ('{"t": 99999999999999999999999999, "s": 200, "p": "/"}', "bad time"),
        ('{"t": 1795442136, "s": 200, "p": "\\u0000"}', None),
        ('{"t": "1795442136", "s": "200", "p": "/", "deep": ' + "[" * 900 + "]" * 900 + "}", None),
    ],
)
def test_hostile_values(line: str, reject: str | None) -> None:
    read = OWN.reader(Context("UTC", NOW)).read(pl.Series([GOOD, line, GOOD]))

    assert [None, reject, None] == read[REJECT].to_list()


def test_a_key_that_turns_up_late_is_read() -> None:
    """The reader asks only for keys it has seen, but looks for the others in each block."""
    one = JsonFormat("o", "o", (*OWN.keys, *keys("user", "text", "u")), OWN.marks)
    reader = one.reader(Context("UTC", NOW))

    assert "user" not in reader.read(pl.Series([GOOD] * 2000)).columns
    late = reader.read(pl.Series([GOOD, '{"t": 1795442136, "s": 200, "p": "/", "u": "anna"}']))
    assert [None, "anna"] == late["user"].to_list()


def test_names_in_paths_cannot_break_out() -> None:
    """A layout of the user's own may hold quotes; they end no path and no statement."""
    strange = JsonFormat("o", "o", (*OWN.keys, Key(OWN.keys[0].field, flat("a'b\"c]"))), OWN.marks)

    assert [None] == strange.reader(Context("UTC", NOW)).read(pl.Series([GOOD]))[REJECT].to_list()
