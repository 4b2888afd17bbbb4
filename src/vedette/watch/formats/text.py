"""Formats that are one layout per line.

Comes in: lines. Goes out: their wire columns, by the tightest of the layout's regexes
that matches each line. Never raises on a line.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import polars as pl

from vedette.watch.formats.base import FOREIGN, REJECT, Context, Field, Reader
from vedette.watch.formats.fill import fill
from vedette.watch.formats.kinds import kind_of
from vedette.watch.formats.layout import Compiled, Literal, Piece, Regex, compile_layout, flat
from vedette.watch.formats.onepass import automaton
from vedette.watch.formats.rest import REST, REST_FIELDS, rest_columns

MANY: Final = 10_000
"""Lines from which on the compiled scanner is worth its start."""


@dataclass(frozen=True, slots=True)
class TextFormat:
    """A format stated as a layout."""

    name: str
    family: str
    compiled: Compiled
    timezone: str | None = None

    def suits(self, line: str) -> bool:
        """Any line that is not JSON may be text."""
        return not line.startswith('{"')

    def reader(self, context: Context) -> Reader:
        """A reader; text formats remember nothing from line to line."""
        zone = self.timezone or context.timezone
        return _TextReader(self.compiled, Context(zone, context.now))

    def near(self, lines: pl.Series) -> tuple[float, str]:
        """How far the closest line follows the layout, and where it leaves it."""
        pieces = flat(self.compiled.pieces)
        low, high = 0, len(pieces)
        while low < high:  # the longest prefix of the layout that any line begins with
            middle = (low + high + 1) // 2
            pattern = _prefix(pieces[:middle], escaping=self.compiled.escaping)
            low, high = (middle, high) if lines.str.contains(pattern).any() else (low, middle - 1)
        telling = sum(map(_tells, pieces))
        return sum(map(_tells, pieces[:low])) / max(1, telling), _stopped(pieces, low)


def _tells(piece: Literal | Field) -> bool:
    """Whether matching the piece says anything: a space or a free word does not."""
    if isinstance(piece, Literal):
        return bool(piece.text.strip())
    kind = kind_of(piece.kind)
    return kind.tight is not None or kind.always is not None or piece.kind == "request"


def text_format(
    name: str,
    family: str,
    pieces: tuple[Piece, ...],
    *,
    escaping: bool = True,
    timezone: str | None = None,
) -> TextFormat:
    """A format from the pieces of its layout."""
    return TextFormat(name, family, compile_layout(pieces, escaping=escaping), timezone)


def _prefix(pieces: list[Literal | Field], *, escaping: bool) -> str:
    regex = compile_layout(pieces, escaping=escaping).tiers[0]
    return regex.pattern.removesuffix("$")


def _stopped(pieces: list[Literal | Field], reached: int) -> str:
    if reached == len(pieces):
        return "the whole layout matched, but more text follows or a value is bad"
    names = [piece.name for piece in pieces[reached:] if isinstance(piece, Field)]
    done = sum(isinstance(piece, Field) for piece in pieces[:reached])
    where = f"the field {names[0]}" if names else "the end of the layout"
    return f"matched {done} fields, up to {where}"


@dataclass(frozen=True, slots=True)
class _TextReader:
    """Reads lines by the tiers of a layout."""

    compiled: Compiled
    context: Context

    @property
    def tiers(self) -> int:
        """One for each regex of the layout."""
        return len(self.compiled.tiers)

    def read(self, lines: pl.Series, tier: int = 0) -> pl.DataFrame:
        """Wire columns of each line; what does not match is foreign."""
        regex = self.compiled.tiers[tier]
        columns, matched = _groups(lines, regex.pattern)
        if not matched.any():
            return pl.DataFrame({REJECT: pl.Series([FOREIGN]).new_from_index(0, len(lines))})
        read = self._fill(columns[1:], regex, lines)
        if matched.all():
            return read
        return read.with_columns(read[REJECT].set(~matched, FOREIGN))

    def _fill(self, columns: list[pl.Series], regex: Regex, lines: pl.Series) -> pl.DataFrame:
        escaped = self.compiled.escaping and bool(lines.str.contains("\\", literal=True).any())
        fields = list(regex.fields)
        for place, field in enumerate(regex.fields):
            if field.column == REST and columns[place].null_count() < len(lines):
                fields += REST_FIELDS
                columns += rest_columns(columns[place])
        return fill(columns, fields, self.context, height=len(lines), escaped=escaped)


def _groups(lines: pl.Series, pattern: str) -> tuple[list[pl.Series], pl.Series]:
    """The text of each group, and which lines matched; the first group only says that."""
    one_pass = automaton(pattern) if len(lines) >= MANY else None
    if one_pass is not None:
        from vedette.watch.formats.scan import scan  # noqa: PLC0415 - the compiler loads slowly

        return scan(lines, one_pass)
    columns = lines.str.extract_groups(pattern).struct.unnest().get_columns()
    return columns, columns[0].is_not_null()
