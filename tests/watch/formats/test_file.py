"""One file across its blocks: formats kept, numbers counted on, nothing read twice."""

from __future__ import annotations

import pytest
from tests.watch.formats.golden_lines import NOW, all_samples

from vedette.watch.formats.base import Context
from vedette.watch.formats.catalog import FORMATS, named
from vedette.watch.formats.file import FileReading, UnusableError
from vedette.watch.sources.base import Block, Found
from vedette.watch.wire import WIRE

CONTEXT = Context("UTC", NOW)
GOLDEN = all_samples()
LINE = GOLDEN["combined"][0].text + "\n"


def reading() -> FileReading:
    return FileReading(Found("a.log", "logs/a.log"), FORMATS, CONTEXT)


def test_blocks_follow_each_other() -> None:
    """Offsets and line numbers run on."""
    one = reading()
    first = one.feed(Block(LINE.encode() * 2, 0))
    second = one.feed(Block(("bad\n" + LINE).encode(), 2 * len(LINE)))

    assert [0, len(LINE)] == first["seq"].to_list()
    assert [2 * len(LINE) + 4] == second["seq"].to_list()
    assert ["logs/a.log"] * 2 == first["source"].to_list()
    assert [(3, "bad")] == [(sample.line, sample.text) for sample in one.tally.samples]
    assert WIRE == first.schema


def test_a_w3c_header_holds_for_the_next_block() -> None:
    one = FileReading(Found("a.log", "a.log"), named("iis"), CONTEXT)
    header = "#Fields: date time c-ip cs-method cs-uri-stem sc-status\n"
    one.feed(Block(f"{header}2026-11-23 13:55:36 203.0.113.7 GET / 200\n".encode(), 0))
    calls = one.feed(Block(b"2026-11-23 13:55:37 203.0.113.7 GET /b 200\n", 100))

    assert ["/b"] == calls["path"].to_list()


def test_calls_of_several_formats_come_in_the_files_order() -> None:
    other = GOLDEN["envoy_json"][0].text + "\n"
    calls = reading().feed(Block((LINE + other + LINE + other).encode(), 0))

    assert [0, len(LINE), len(LINE + other), len(LINE + other + LINE)] == calls["seq"].to_list()


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf_16_is_told(encoding: str) -> None:
    with pytest.raises(UnusableError, match="UTF-16; convert it first"):
        reading().feed(Block((LINE * 20).encode(encoding), 0))


def test_an_overlong_line_is_one_line() -> None:
    one = reading()
    one.feed(Block(b"x" * 100, 0, overlong=True))
    one.feed(Block(b"bad\n", 100))

    assert [(1, "too long"), (2, "does not match the format")] == [
        (sample.line, sample.reason) for sample in one.tally.samples
    ]


def test_an_empty_file_is_no_unknown_one() -> None:
    one = reading()

    assert "empty" == one.finish().note
    assert one.unknown() is None
