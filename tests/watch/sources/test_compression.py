"""Decompression by content: whatever the name, as far as the data is good."""

from __future__ import annotations

import bz2
import gzip
import lzma
from collections.abc import Callable, Iterator

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from vedette.watch.sources.base import DamagedError
from vedette.watch.sources.compression import COMPRESSIONS, decompress

TEXT = b"".join(b"line %d of a log\n" % number for number in range(40_000))
PACK: dict[str, Callable[[bytes], bytes]] = {
    "gz": gzip.compress,
    "bz2": bz2.compress,
    "xz": lzma.compress,
    "zst": zstandard.ZstdCompressor(write_checksum=True).compress,
}


def pieces(data: bytes, size: int = 5000) -> Iterator[bytes]:
    return (data[at : at + size] for at in range(0, len(data), size))


def until_damage(data: bytes) -> tuple[bytes, str]:
    out = b""
    try:
        for piece in decompress(pieces(data)):
            out += piece
    except DamagedError as error:
        return out, str(error)
    return out, ""


def test_every_compression_is_tested() -> None:
    assert {name for name, _, _ in COMPRESSIONS} == set(PACK)


@pytest.mark.parametrize("name", PACK)
def test_members_follow_each_other(name: str) -> None:
    """Rotation appends: two compressed files in one are both read."""
    packed = PACK[name](TEXT)

    assert (TEXT + TEXT, "") == until_damage(packed + packed)


@pytest.mark.parametrize("name", PACK)
def test_a_cut_file_is_read_up_to_the_cut(name: str) -> None:
    """What was there is kept, and the damage is told."""
    packed = PACK[name](TEXT)
    out, damage = until_damage(packed[: len(packed) * 2 // 3])

    assert TEXT.startswith(out)
    assert "cut short" in damage
    assert out or name == "bz2"  # bzip2 packs 900 kB into one block


@pytest.mark.parametrize("name", PACK)
def test_a_damaged_file_is_read_up_to_the_damage(name: str) -> None:
    packed = bytearray(PACK[name](TEXT) + PACK[name](TEXT))
    middle = len(packed) * 3 // 4
    packed[middle : middle + 40] = bytes(40)
    out, damage = until_damage(bytes(packed))

    assert len(out) >= len(TEXT)
    assert "damaged" in damage


@given(st.binary(max_size=200), st.integers(1, 20))
def test_plain_bytes_pass_through(data: bytes, size: int) -> None:
    magic = tuple(magic for _, magic, _ in COMPRESSIONS)
    if not data.startswith(magic):
        assert data == b"".join(decompress(pieces(data, size)))


@pytest.mark.parametrize("name", PACK)
def test_a_bomb_comes_out_in_bounded_pieces(name: str) -> None:
    packed = PACK[name](bytes(64 * 1024 * 1024))

    assert max(map(len, decompress(pieces(packed)))) <= 33 * 1024 * 1024


@pytest.mark.parametrize("name", PACK)
def test_noise_after_the_magic_is_damage_and_nothing_else(name: str) -> None:
    magic = next(magic for one, magic, _ in COMPRESSIONS if one == name)
    out, damage = until_damage(magic + b"\x08\x00 this is no archive at all" * 20)

    assert damage
    assert len(out) < 1000
