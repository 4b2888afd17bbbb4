"""The condition on a network's number: asn.

Comes in: "64500" or "AS64500". Goes out: equality with the column `asn`. It never takes
a range.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from vedette.decide.conditions.base import listed

_LARGEST = 2**32 - 1


def _number(value: str) -> int | None:
    digits = value[2:] if value[:2].upper() == "AS" else value
    if not (digits.isascii() and digits.isdigit()) or len(digits) > 10:
        return None
    return int(digits) if int(digits) <= _LARGEST else None


class Asn:
    """The call comes from one of these autonomous systems."""

    key = "asn"
    columns = ("asn",)

    def expected(self, value: str) -> str | None:
        """A number of 32 bits, with or without "AS" before it."""
        return None if _number(value) is not None else "a number such as 64500 or AS64500"

    def expr(self, values: Sequence[str]) -> pl.Expr:
        """Equality with any of the numbers."""
        return pl.col("asn").is_in(self._numbers(values)).fill_null(value=False)

    def sql(self, values: Sequence[str]) -> str:
        """The same as `IN (...)`."""
        wanted = ", ".join(str(number) for number in self._numbers(values))
        return f'COALESCE("asn" IN ({wanted}), FALSE)'

    def holds(self, values: Sequence[str], call: Mapping[str, object]) -> bool:
        """The same for one call."""
        return call.get("asn") in self._numbers(values)

    def words(self, values: Sequence[str]) -> str:
        """The networks, written as AS64500."""
        return listed([f"AS{number}" for number in self._numbers(values)], "network", "networks")

    @staticmethod
    def _numbers(values: Sequence[str]) -> list[int]:
        return [number for value in values if (number := _number(value)) is not None]
