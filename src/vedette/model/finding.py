"""A finding: one pattern that fired for one client, as an episode with its evidence."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Literal

from vedette.model.client import Client

Severity = Literal["low", "medium", "high", "critical"]
SEVERITIES: Final[tuple[Severity, ...]] = ("low", "medium", "high", "critical")
"""Severities, mildest first."""

Guard = Literal["G1", "G2", "G3", "G4", "G5", "G6", "G7", "G8", "G9", "peers"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """One measure against its threshold, its peers and the client's own past.

    `peers` is the reference value of the peers (null: fewer than 30 of them), `baseline`
    the client's own usual value (null: still learning). `bound` says which side is bad.
    """

    measure: str
    value: float
    unit: str
    threshold: float | None = None
    bound: Literal["at_least", "at_most", "equals"] | None = None
    peers: float | None = None
    baseline: float | None = None


@dataclass(frozen=True, slots=True)
class SampleCall:
    """A call shown as evidence; `fields` use OpenTelemetry names, secrets masked."""

    id: str
    time: int
    fields: dict[str, str | int | bool | None] = field(hash=False)


@dataclass(frozen=True, slots=True)
class Finding:
    """From the first instant a pattern fires for a client until it stopped firing.

    Times are µs UTC. `start` is the beginning of the window of the first firing instant,
    `first` that instant, `end` the last firing instant.
    """

    id: str
    pattern: str
    version: int
    family: str
    grain: str
    window: int
    clients: tuple[Client, ...]
    proxy: str | None
    operation: str | None
    start: int
    first: int
    end: int
    calls: int
    severity: Severity
    confidence: float
    evidence: tuple[Evidence, ...]
    shared: bool = False
    broken: bool = False
    peers_known: bool = True
    alone: bool = True
    sample_calls: tuple[SampleCall, ...] = ()


@dataclass(frozen=True, slots=True)
class HeldBack:
    """What was nearly a finding, and which guard held it back."""

    pattern: str
    clients: tuple[Client, ...]
    proxy: str | None
    guard: Guard
    why: str
    evidence: tuple[Evidence, ...]
    first: int
    last: int
