"""Decompression by content.

Comes in: pieces of bytes. Goes out: pieces of text bytes, each of bounded size, whatever
a compressed file claims. Never looks at a file's name. Damage is raised only after
everything before it was handed out.
"""

from __future__ import annotations

import bz2
import lzma
import zlib
from collections.abc import Callable, Iterator
from typing import Final, Protocol

import zstandard

from vedette.watch.sources.base import DamagedError

_STEP: Final = 256 * 1024
_SMALL: Final = 16 * 1024
_ZSTD_FEED: Final = 1024  # a kilobyte of zstd can grow to 32 MB, not more

Pieces = Iterator[bytes]


class _Decoder(Protocol):
    """What bz2 and lzma have in common."""

    @property
    def eof(self) -> bool: ...
    @property
    def needs_input(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int = -1, /) -> bytes: ...


def _gunzip(pieces: Pieces) -> Pieces:
    decoder = zlib.decompressobj(wbits=31)
    fed = False
    for piece in pieces:
        rest = piece
        while rest:
            if decoder.eof:
                if not rest.strip(b"\0"):
                    break  # padding after the last member
                decoder, fed = zlib.decompressobj(wbits=31), False
            before = decoder.copy()
            try:
                out = decoder.decompress(rest, _STEP)
            except zlib.error as error:
                yield from _salvage(before, rest)
                raise DamagedError(f"damaged gzip data ({error})") from error
            fed = True
            yield out
            rest = decoder.unused_data if decoder.eof else decoder.unconsumed_tail
    if fed and not decoder.eof:
        yield decoder.flush()
        raise DamagedError("the gzip file is cut short")


class _Zlib(Protocol):
    """What zlib's decompression object is used for."""

    @property
    def unconsumed_tail(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int = 0, /) -> bytes: ...


def _salvage(decoder: _Zlib, data: bytes) -> Pieces:
    """What can still be read before the damage, in steps of 64 bytes."""
    try:
        while data:
            yield decoder.decompress(data, 64)
            data = decoder.unconsumed_tail
    except zlib.error:
        return


def _stepwise(name: str, new: Callable[[], _Decoder], pieces: Pieces) -> Pieces:
    decoder, fed = new(), False
    for piece in pieces:
        rest = piece
        while rest or (fed and not decoder.needs_input and not decoder.eof):
            if decoder.eof:
                decoder, fed = new(), False
            try:
                out = decoder.decompress(rest, _SMALL)
            except (OSError, lzma.LZMAError, EOFError) as error:
                raise DamagedError(f"damaged {name} data ({error})") from error
            fed = True
            yield out
            rest = decoder.unused_data if decoder.eof else b""
    if fed and not decoder.eof:
        raise DamagedError(f"the {name} file is cut short")


def _bunzip(pieces: Pieces) -> Pieces:
    return _stepwise("bzip2", bz2.BZ2Decompressor, pieces)


def _unxz(pieces: Pieces) -> Pieces:
    return _stepwise("xz", lzma.LZMADecompressor, pieces)


def _unzstd(pieces: Pieces) -> Pieces:
    context = zstandard.ZstdDecompressor(max_window_size=1 << 27)
    decoder, fed = context.decompressobj(), False
    for piece in pieces:
        rest = piece
        while rest:
            if decoder.eof:
                decoder, fed = context.decompressobj(), False
            head, rest = rest[:_ZSTD_FEED], rest[_ZSTD_FEED:]
            try:
                out = decoder.decompress(head)
            except zstandard.ZstdError as error:
                raise DamagedError(f"damaged zstd data ({error})") from error
            fed = True
            yield out
            if decoder.eof:
                rest = decoder.unused_data + rest
    if fed and not decoder.eof:
        raise DamagedError("the zstd file is cut short")


COMPRESSIONS: Final[tuple[tuple[str, bytes, Callable[[Pieces], Pieces]], ...]] = (
    ("gz", b"\x1f\x8b", _gunzip),
    ("bz2", b"BZh", _bunzip),
    ("xz", b"\xfd7zXZ\x00", _unxz),
    ("zst", b"\x28\xb5\x2f\xfd", _unzstd),
)
"""Every compression: name, magic bytes, decoder."""


def decompress(pieces: Pieces) -> Pieces:
    """The text of a source, decompressed if its first bytes say that it is compressed.

    Raises:
        DamagedError: after the good part, when the rest cannot be decoded.
    """
    head = b""
    for piece in pieces:
        head += piece
        if len(head) >= 6:
            break
    whole = _chain(head, pieces)
    for _, magic, decode in COMPRESSIONS:
        if head.startswith(magic):
            return decode(whole)
    return whole


def _chain(head: bytes, rest: Pieces) -> Pieces:
    if head:
        yield head
    yield from rest
