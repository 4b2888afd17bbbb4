"""Conditions on a text column: the call's value is one of those listed.

Comes in: values as written. Goes out: equality with a column of `Calls`, where the key
says so without regard to case. It never matches a part of a value.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from vedette.decide.conditions.base import listed, literal, unprintable


def _as_written(value: str) -> str:
    return value


@dataclass(frozen=True, slots=True)
class Text:
    """`key` matches the column of the same meaning; `fold` is how values are written there."""

    key: str
    column: str
    noun: str
    plural: str
    fold: Callable[[str], str] = _as_written

    @property
    def columns(self) -> tuple[str, ...]:
        """The one column compared."""
        return (self.column,)

    def expected(self, value: str) -> str | None:
        """Any printable text will do."""
        return "printable text of 1 to 512 characters" if unprintable(value) else None

    def expr(self, values: Sequence[str]) -> pl.Expr:
        """Equality with any of the values."""
        wanted = [self.fold(value) for value in values]
        return pl.col(self.column).is_in(wanted).fill_null(value=False)

    def sql(self, values: Sequence[str]) -> str:
        """The same as `IN (...)`."""
        wanted = ", ".join(literal(self.fold(value)) for value in values)
        return f'COALESCE("{self.column}" IN ({wanted}), FALSE)'

    def holds(self, values: Sequence[str], call: Mapping[str, object]) -> bool:
        """The same for one call."""
        return call.get(self.column) in {self.fold(value) for value in values}

    def words(self, values: Sequence[str]) -> str:
        """The noun and the values."""
        return listed(values, self.noun, self.plural)
