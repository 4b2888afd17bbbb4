"""Blocks of whole lines, whatever the pieces; and never a line longer than can be held."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.watch.sources.base import MAX_LINE, DamagedError, Found
from vedette.watch.sources.blocks import blocks, cut


def pieces(data: bytes, size: int) -> Iterator[bytes]:
    return (data[at : at + size] for at in range(0, len(data), size))


@given(
    st.lists(st.binary(max_size=30).map(lambda b: b.replace(b"\n", b"")), max_size=30),
    st.integers(1, 40),
    st.integers(1, 80),
)
def test_blocks_join_to_the_text_and_end_at_lines(
    lines: list[bytes], piece: int, size: int
) -> None:
    """No byte lost, none doubled, and each block's offset is where it stands."""
    data = b"start\n" + b"\n".join(lines)
    found = list(cut(pieces(data, piece), size))

    assert data == b"".join(block.data for block in found)
    for block in found:
        assert data[block.offset :].startswith(block.data)
    assert all(block.data.endswith(b"\n") for block in found[:-1])


def test_a_line_of_ten_megabytes_is_passed_over() -> None:
    """Its head is kept for the report; the lines around it are whole."""
    data = b"a\n" + b"x" * 10_000_000 + b"\nb\n"
    found = list(cut(pieces(data, 1 << 16), 1 << 18))

    assert [b"a\n", b"b\n"] == [block.data for block in found if not block.overlong]
    (long,) = [block for block in found if block.overlong]
    assert (2, 512) == (long.offset, len(long.data))
    assert 10_000_003 == found[-1].offset


def test_a_line_that_never_ends_is_passed_over() -> None:
    found = list(cut(pieces(b"a\n" + b"x" * (3 * MAX_LINE), 1 << 15), 1 << 16))

    assert [False, True] == [block.overlong for block in found]


def test_half_a_line_before_damage_is_left_out() -> None:
    """Half a line could be read as a call that never was."""

    def broken() -> Iterator[bytes]:
        yield b"whole\nhal"
        raise DamagedError("cut")

    found: list[bytes] = []
    with pytest.raises(DamagedError):
        found.extend(block.data for block in cut(broken()))

    assert [b"whole\n"] == found


def test_a_byte_order_mark_is_no_part_of_the_first_line() -> None:
    assert [b"x\n"] == [block.data for block in cut(iter([b"\xef\xbb\xbfx\n"]))]


def test_files_and_standard_input_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.log"
    path.write_bytes(b"x\ny\n")
    seen: list[int] = []
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"z\n")))

    assert [b"x\ny\n"] == [one.data for one in blocks(Found(str(path), "a.log"), seen.append)]
    assert [4] == seen
    assert [b"z\n"] == [one.data for one in blocks(Found("-", "-"))]
