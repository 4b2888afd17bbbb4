"""The shape of a condition: one key of a rule's `when`.

Comes in: the values that the key may take. Goes out: the same meaning four times, as a
Polars expression, as SQL, as a plain test of one call, and in words. It never reads a
call from anywhere, and it never guesses: a value it cannot read is a fault.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

import polars as pl

MAX_VALUE = 512
"""Characters that one value of a condition may have."""


class Condition(Protocol):
    """One key of `when`. A call matches if any of the values holds; null never does."""

    @property
    def key(self) -> str:
        """The key as written in a rule."""
        ...

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of `Calls` that it looks at."""
        ...

    def expected(self, value: str) -> str | None:
        """What should stand there instead of `value`, or None if it is well written."""
        ...

    def expr(self, values: Sequence[str]) -> pl.Expr:
        """A boolean expression over `Calls`, never null."""
        ...

    def sql(self, values: Sequence[str]) -> str:
        """The same as a SQL expression (DuckDB) over the table `calls`, never null."""
        ...

    def holds(self, values: Sequence[str], call: Mapping[str, object]) -> bool:
        """The same for one call, given as a mapping of columns to values."""
        ...

    def words(self, values: Sequence[str]) -> str:
        """The same for a person: "ip 203.0.113.7"."""
        ...


def literal(text: str) -> str:
    """`text` as a SQL string."""
    return "'" + text.replace("'", "''") + "'"


def listed(values: Sequence[str], noun: str, plural: str) -> str:
    """The values behind their noun; from four on, the first and how many more."""
    if len(values) == 1:
        return f"{noun} {values[0]}"
    if len(values) <= 3:
        return f"{noun} {', '.join(values[:-1])} or {values[-1]}"
    return f"one of {len(values):,} {plural} ({values[0]}, ...)"


def unprintable(value: str) -> bool:
    """Whether a value is empty, too long or holds control characters."""
    return not value or len(value) > MAX_VALUE or not value.isprintable()
