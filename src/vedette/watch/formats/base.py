"""The contract between a log format and those who use it.

Comes in: nothing. Goes out: `Format`, what a format is told and what it answers, and the
fixed reasons for which a line is rejected. Never parses anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Protocol

import polars as pl

from vedette.watch.wire import WIRE

REJECT: Final = "reject"
"""The column of a format's answer: null for a call, else one of what follows."""

FOREIGN: Final = ""
"""The line is not of this format."""
HEADER: Final = "#"
"""The line is a header or comment: neither a call nor rejected."""

NO_MATCH: Final = "does not match the format"
TOO_LONG: Final = "too long"
BINARY: Final = "binary"
BAD_STATUS: Final = "bad status"
BAD_TIME: Final = "bad time"
ABSURD_TIME: Final = "absurd time"
BROKEN_JSON: Final = "broken JSON"
FIELD_COUNT: Final = "wrong field count"

MISSABLE: Final = ("time", "status", "path")
"""Columns without which a record is no call."""


def missing(column: str) -> str:
    """The reason for a record that lacks a field."""
    return f"missing field {column}"


REASONS: Final = (
    NO_MATCH,
    TOO_LONG,
    BINARY,
    BAD_STATUS,
    BAD_TIME,
    ABSURD_TIME,
    BROKEN_JSON,
    FIELD_COUNT,
    *(missing(column) for column in MISSABLE),
)
"""Every reason for which a line is rejected."""


@dataclass(frozen=True, slots=True)
class Context:
    """What a format must be told from outside.

    Attributes:
        timezone: IANA name or offset for times that carry none.
        now: µs UTC; times more than a day later are absurd.
    """

    timezone: str = "UTC"
    now: int = 4_102_444_800_000_000


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a layout: the wire column it fills, and how its text is read.

    Attributes:
        column: a wire column, or one of the composites of `fill` (request, target,
            start, ...); empty if the field is matched and ignored.
        kind: a name in `kinds.KINDS`.
        name: the field as the layout writes it.
    """

    column: str
    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class Near:
    """How near a format came to a file.

    Attributes:
        format: its name.
        share: of the sample lines, how many it read.
        stopped: where the line closest to it left the format, in words.
        reached: the share of the format's fields that this line matched.
    """

    format: str
    share: float
    stopped: str
    reached: float


class Reader(Protocol):
    """Reads the lines of one file, in order."""

    @property
    def tiers(self) -> int:
        """How many readings it has, the strictest first; each sees what none read before."""
        ...

    def read(self, lines: pl.Series, tier: int = 0) -> pl.DataFrame:
        """Wire columns (a subset) and `REJECT`, one row per line, in order."""
        ...


class Format(Protocol):
    """A log format."""

    @property
    def name(self) -> str:
        """Its name, unique in the catalogue."""
        ...

    @property
    def family(self) -> str:
        """The word that names its file."""
        ...

    def suits(self, line: str) -> bool:
        """A cheap test: whether such a line could be of this format at all."""
        ...

    def reader(self, context: Context) -> Reader:
        """A fresh reader for one file."""
        ...

    def near(self, lines: pl.Series) -> tuple[float, str]:
        """For lines that it could not read: the share of fields reached, and in words."""
        ...


@dataclass(frozen=True, slots=True)
class UnknownFormat:
    """A file that no format reads."""

    file: str
    first: str
    near: tuple[Near, ...]
    tried: tuple[str, ...]
    note: str | None = None

    @property
    def message(self) -> str:
        """What the user is told: the first line (masked), and how near formats came."""
        if self.note:
            return self.note
        parts = [f"no known log format; its first line is: {self.first}"]
        parts += [f"{near.format}: {near.stopped}" for near in self.near]
        parts.append(f"tried: {', '.join(self.tried)}")
        return "\n  ".join(parts)


@dataclass(frozen=True, slots=True)
class LineReading:
    """How one line is read, for `vedette explain`.

    Attributes:
        format: the format that read it, or null.
        fields: the wire columns that it fills; they may hold secrets.
        reason: why it is not a call, or null.
        near: how near other formats came, if none read it.
    """

    format: str | None
    fields: Mapping[str, str | int] = field(default_factory=dict[str, "str | int"])
    reason: str | None = None
    near: tuple[Near, ...] = ()


def complete(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with exactly the columns of `WIRE`, in order; absent ones are null."""
    have = frame.schema
    return frame.select(
        pl.col(name).cast(dtype) if name in have else pl.lit(None, dtype).alias(name)
        for name, dtype in WIRE.items()
    )
