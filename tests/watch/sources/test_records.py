"""Records cut out of a JSON document, piece by piece, without parsing it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.watch.sources import records as module
from vedette.watch.sources.base import Block, DamagedError
from vedette.watch.sources.blocks import cut
from vedette.watch.sources.records import is_document

scalars = st.none() | st.booleans() | st.integers() | st.text(max_size=8)
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner)
)
objects = st.dictionaries(st.text(max_size=6), values, max_size=4)


def pieces(data: bytes, size: int) -> Iterator[bytes]:
    return (data[at : at + size] for at in range(0, len(data), size))


def texts(found: list[Block]) -> list[bytes]:
    spans = [(one, one.spans) for one in found if one.spans is not None]
    return [one.data[a:b] for one, pairs in spans for a, b in pairs.reshape(-1, 2)]


@given(
    st.lists(objects, min_size=1, max_size=6),
    st.sampled_from([None, 0, 2]),
    st.integers(1, 50),
    st.integers(1, 200),
)
def test_the_elements_of_an_array_are_its_records(
    wanted: list[dict[str, Any]], indent: int | None, piece: int, size: int
) -> None:
    """Strings with brackets, quotes and backslashes do not mislead the scan."""
    data = json.dumps(wanted, indent=indent).encode()
    found = list(cut(pieces(data, piece), size))

    if is_document(data):
        assert wanted == [json.loads(text) for text in texts(found)]


def test_the_entries_of_a_har_are_its_records() -> None:
    entries = [{"n": number, "text": '}]{["\\'} for number in range(5)]
    har = {"log": {"version": "1.2", "pages": [], "entries": entries}}
    found = list(cut(pieces(json.dumps(har, indent=2).encode(), 7), 60))

    assert entries == [json.loads(text) for text in texts(found)]


def test_pretty_printed_objects_one_after_another_are_records() -> None:
    wanted = [{"a": [{"b": 1}]}, {"a": [{"b": 2}]}]
    data = "\n".join(json.dumps(one, indent=2) for one in wanted).encode()

    assert wanted == [json.loads(text) for text in texts(list(cut(pieces(data, 9), 30)))]


def test_offsets_name_records_in_the_document() -> None:
    data = json.dumps([{"a": 1}, {"a": 2}], indent=1).encode()
    for block in cut(pieces(data, 5), 8):
        assert block.spans is not None
        for a, b in block.spans.reshape(-1, 2):
            assert data[block.offset + a : block.offset + b] == block.data[a:b]


def test_a_record_that_is_cut_short_is_handed_on() -> None:
    data = json.dumps([{"a": 1}, {"a": 2}], indent=1).encode()[:-6]

    assert 2 == len(texts(list(cut(pieces(data, 5), 1000))))


def test_a_record_too_large_to_hold_is_damage(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_RECORD", 1000)
    data = b'[\n{"a": "' + b"x" * 5000
    with pytest.raises(DamagedError, match="a JSON record is larger"):
        list(cut(pieces(data, 100), 50))


@pytest.mark.parametrize(
    ("text", "document"),
    [
        (b'{"a": 1}\n{"a": 2}\n', False),
        (b'[{"a": 1}]\n[{"a": 2}]\n', False),
        (b'{"a": 1, "b\n{"a": 2}\n{"a": 3}\n', False),
        (b'[2026-11-23T13:55:36.123Z] "GET / HTTP/1.1"\n', False),
        (b"[Sat Jun 01 02:17:42 2013] [error] x\n", False),
        (b'[\n{"a": 1},\n{"a": 2}]\n', True),
        (b'{\n "log": {\n', True),
        (b'{"log":{"entries":[' + b'{"a":1},' * 20_000, True),
    ],
)
def test_a_document_is_told_from_lines(text: bytes, document: bool) -> None:
    assert document == is_document(text)
