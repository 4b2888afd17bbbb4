"""Formats whose columns are named by a header in the file: W3C and CSV.

Comes in: lines, headers among them, at any place. Goes out: wire columns. Each header is
compiled like any layout, so reading its lines is one regex.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

import polars as pl

from vedette.watch.formats.base import FIELD_COUNT, FOREIGN, HEADER, REJECT, Context, Field, Reader
from vedette.watch.formats.fill import fill

_MOST_SEGMENTS: Final = 1000  # headers in one block; a file of nothing but headers is an attack


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a header: the regex of a line, and the fields of its groups."""

    pattern: str
    fields: tuple[Field, ...]
    quoted: bool


@dataclass(frozen=True)
class Known:
    """The column names of a family, lower case, with what each fills."""

    table: Mapping[str, tuple[str, str]]

    def __hash__(self) -> int:
        """By identity: there is one of each family."""
        return id(self)

    def field(self, name: str) -> Field:
        """The field of a column's name; unknown ones are ignored."""
        column, kind = self.table.get(name.strip().lower(), ("", "ignored"))
        return Field(column, kind, name)


@dataclass(frozen=True, slots=True)
class TableFormat:
    """A format with a header.

    Attributes:
        header: what a header line looks like (a Polars pattern).
        known: the column names it knows.
        columns: the columns that a header line names; null if it names none we know.
    """

    name: str
    family: str
    header: str
    known: Known
    columns: Callable[[str], Columns | None]

    def suits(self, line: str) -> bool:
        """Any line that is not JSON."""
        return not line.startswith('{"')

    def reader(self, context: Context) -> Reader:
        """A reader that starts without a header, and so reads nothing."""
        return _TableReader(self, context)

    def near(self, lines: pl.Series) -> tuple[float, str]:
        """Whether there is a header at all."""
        if lines.str.contains(self.header).any():
            return 0.5, "has its header, but no line fits it"
        return 0.0, "has no header line"


@dataclass(slots=True)
class _TableReader:
    """Reads lines by the last header before them."""

    format: TableFormat
    context: Context
    tiers: int = 1
    _columns: Columns | None = field(default=None)

    def read(self, lines: pl.Series, tier: int = 0) -> pl.DataFrame:
        """Wire columns of each line."""
        del tier
        heads = lines.str.contains(self.format.header).fill_null(value=False).arg_true().to_list()
        parts: list[pl.DataFrame] = []
        start = 0
        for head in heads[:_MOST_SEGMENTS]:
            parts.append(self._segment(lines[start:head]))
            self._columns = self.format.columns(lines[head]) or self._columns
            parts.append(pl.DataFrame({REJECT: [HEADER]}))
            start = head + 1
        parts.append(self._segment(lines[start:]))
        return pl.concat(parts, how="diagonal")

    def _segment(self, lines: pl.Series) -> pl.DataFrame:
        if self._columns is None or not len(lines):
            return pl.DataFrame({REJECT: [FOREIGN] * len(lines)}, schema={REJECT: pl.String})
        columns = self._columns
        raw = lines.str.extract_groups(columns.pattern).struct.unnest()
        matched = raw.to_series(0).is_not_null()
        raw = raw.drop(raw.columns[0])
        if columns.quoted:
            raw = raw.select(_unquote(name) for name in raw.columns)
        texts = raw.get_columns()
        read = fill(texts, columns.fields, self.context, height=raw.height, strict=True)
        if matched.all():
            return read
        comment = lines.str.starts_with("#")
        why = read[REJECT].set(~matched, FIELD_COUNT).set(~matched & comment, HEADER)
        return read.with_columns(why.alias(REJECT))


def _unquote(name: str) -> pl.Expr:
    column = pl.col(name)
    bare = (
        column.str.strip_prefix('"').str.strip_suffix('"').str.replace_all('""', '"', literal=True)
    )
    return pl.when(column.str.starts_with('"')).then(bare).otherwise(column)


@functools.lru_cache(maxsize=64)
def separated(names: tuple[str, ...], separator: str, known: Known) -> Columns | None:
    """Columns between separators: spaces, tabs, or commas with quotes."""
    quoted = separator == ","
    any_value = f"[^{separator}]*"
    value = f'"(?:[^"]|"")*"|{any_value}' if quoted else any_value
    fields = [known.field(name) for name in names]
    if not any(one.column for one in fields):
        return None
    parts = [f"({value})" if one.column else f"(?:{value})" for one in fields]
    pattern = f"^(){separator.join(parts)}{separator}?$"
    return Columns(pattern, tuple(one for one in fields if one.column), quoted)
