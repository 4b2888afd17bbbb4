"""The fingerprint of a secret: what stands for it everywhere else.

Comes in: raw values. Goes out: `k1_<32 hex>` of HMAC-SHA256 under the installation's key,
equal to what the gateway computes. Never reversible without the key.
"""

from __future__ import annotations

import hmac
from typing import Final

import polars as pl

from vedette.watch.enrich.distinct import Memo

PREFIX: Final = "k1_"
LENGTH: Final = len(PREFIX) + 32
PATTERN: Final = r"k1_[0-9a-f]{32}"


class Fingerprints:
    """Fingerprints under one key, each distinct value computed once."""

    def __init__(self, key: bytes) -> None:
        if not key:
            raise ValueError("the fingerprint key is empty; a key of 32 bytes is right")
        self._key = key
        self._memo = Memo(("value",), {"fingerprint": pl.String}, self._derive, cap=100_000)

    def of(self, value: str) -> str:
        """The fingerprint of one value."""
        digest = hmac.digest(self._key, value.encode("utf-8", "surrogatepass"), "sha256")
        return PREFIX + digest[:16].hex()

    def number(self, value: str) -> int:
        """A secret number below 2^52 that stands for a value: the offset of keyed ids."""
        digest = hmac.digest(self._key, b"step\x00" + value.encode("utf-8"), "sha256")
        return int.from_bytes(digest[:8], "big") >> 12

    def distinct(self, values: pl.Series) -> pl.Series:
        """The fingerprints of a column without repetitions; null stays null."""
        of = self.of
        return pl.Series([None if v is None else of(v) for v in values.to_list()], dtype=pl.String)

    def column(self, values: pl.Series) -> pl.Series:
        """The fingerprints of a column, row for row; null stays null."""
        return self._memo.of(values.to_frame("value")).to_series()

    def _derive(self, frame: pl.DataFrame) -> pl.DataFrame:
        return self.distinct(frame.to_series()).to_frame("fingerprint")
