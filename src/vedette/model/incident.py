"""An incident: findings that belong together, with a verdict, a story and a proposal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from vedette.model.client import Client
from vedette.model.finding import SampleCall, Severity
from vedette.model.rule import Rule

Verdict = Literal[
    "attacker",
    "fleet",
    "broken client",
    "shared address",
    "load test",
    "flash crowd",
    "backend fault",
]
MAX_MEMBERS: Final = 10_000
"""An incident names at most this many clients."""


@dataclass(frozen=True, slots=True)
class Hit:
    """How many clients and calls a rule would have touched."""

    clients: int
    calls: int


@dataclass(frozen=True, slots=True)
class Candidate:
    """A rule that was weighed: share of the bad calls covered, and whom it would hit."""

    when: str
    scope: str
    covers: float
    good: Hit
    unknown: Hit


@dataclass(frozen=True, slots=True)
class Proposal:
    """The narrowest rule that stops the incident, and what it would have cost."""

    rule: Rule
    covers: float
    good: Hit
    unknown: Hit
    why: str
    candidates: tuple[Candidate, ...] = ()


@dataclass(frozen=True, slots=True)
class Timeline:
    """Calls per step, for a chart: the incident's own against the rest of its proxies."""

    start: int
    step: int
    bad: tuple[int, ...]
    others: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Incident:
    """What an administrator decides about. Times are µs UTC."""

    id: str
    title: str
    verdict: Verdict
    severity: Severity
    confidence: float
    first_seen: int
    last_seen: int
    calls: int
    clients: tuple[Client, ...]
    proxies: tuple[str, ...]
    operations: tuple[str, ...]
    patterns: tuple[str, ...]
    story: str
    finding_ids: tuple[str, ...]
    notes: tuple[str, ...] = ()
    timeline: Timeline | None = None
    sample_calls: tuple[SampleCall, ...] = ()
    proposal: Proposal | None = None
