"""The result of `vedette analyse`, as rendered in the terminal, in HTML and as JSON."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from vedette.model.finding import Finding, HeldBack
from vedette.model.incident import Incident

SCHEMA: Final = "vedette.analysis/1"


@dataclass(frozen=True, slots=True)
class Rejected:
    """A line that could not be read: where, why, and its text with secrets masked.

    `line` is the 1-based line number, or null where it is not known.
    """

    file: str
    line: int | None
    reason: str
    text: str


@dataclass(frozen=True, slots=True)
class FileRead:
    """One input file: the formats met in it and how its lines fared."""

    file: str
    formats: tuple[str, ...]
    lines: int
    calls: int
    rejected: dict[str, int]
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Input:
    """What was read. `lines` = `calls` + the sum of `rejected`; times are µs UTC."""

    files: tuple[FileRead, ...]
    lines: int
    calls: int
    rejected: dict[str, int]
    rejected_samples: tuple[Rejected, ...]
    first: int | None
    last: int | None
    formats: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tuning:
    """Incidents a pattern would raise with one threshold scaled by each factor."""

    pattern: str
    measure: str
    threshold: float
    incidents: dict[str, int]


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation seen: how it was found, its label, and its traffic."""

    proxy: str
    operation: str
    source: str
    label: str | None
    label_guessed: bool
    calls: int
    clients: int
    errors: int


@dataclass(frozen=True, slots=True)
class Analysis:
    """Everything one analysis found out, best first."""

    input: Input
    incidents: tuple[Incident, ...]
    findings: tuple[Finding, ...]
    held_back: tuple[HeldBack, ...]
    notes: tuple[str, ...] = ()
    operations: tuple[Operation, ...] = ()
    tuning: tuple[Tuning, ...] = ()
    seconds: float = 0.0
