"""Blocks become lines: text, offset and number of each, and nothing else touched."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from vedette.watch.formats.lines import LINE, NUMBER, SEQ, lines
from vedette.watch.sources.base import MAX_LINE, Block


@given(st.lists(st.binary(max_size=20).map(lambda b: b.replace(b"\n", b"").replace(b"\r", b""))))
def test_lines_are_the_text_between_newlines(parts: list[bytes]) -> None:
    """Offsets are those of the bytes as they came, also where they are no UTF-8."""
    data = b"".join(part + b"\n" for part in parts)
    found = lines(Block(data, 100), 7)
    wanted, offset = [], 100
    for number, part in enumerate(parts, 7):
        if part:
            wanted.append((part.decode("utf-8", "replace"), offset, number))
        offset += len(part) + 1

    assert wanted == found.frame.select(LINE, SEQ, NUMBER).rows()
    assert len(parts) == found.count


def test_a_line_that_is_too_long_is_set_aside() -> None:
    found = lines(Block(b"a\n" + b"x" * (MAX_LINE + 1) + b"\nb\n", 0))

    assert ["a", "b"] == found.frame[LINE].to_list()
    assert [1, 3] == found.frame[NUMBER].to_list()
    assert [(2, "x" * 512)] == list(found.long)


def test_a_carriage_return_belongs_to_the_end_of_its_line() -> None:
    assert ["a", "b\rc"] == lines(Block(b"a\r\n\r\nb\rc\r\n", 0)).frame[LINE].to_list()
