"""A pattern: what counts as bad behaviour, as read from one TOML file."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from vedette.model.finding import Guard, Severity

Family = Literal["volume", "error", "identity", "breadth", "timing", "fingerprint"]
Bound = Literal["at_least", "at_most", "equals"]


@dataclass(frozen=True, slots=True)
class Condition:
    """`measure` against `value`. Where not written, the loader picks the Wilson bound.

    `companion` is `of_proxy` (share of the proxy's total, 0-1), `vs_peers` (value divided
    by the peers' reference), `vs_own` (divided by the client's own baseline) or none.
    """

    measure: str
    bound: Bound
    value: float
    companion: Literal["of_proxy", "vs_peers", "vs_own"] | None = None


@dataclass(frozen=True, slots=True)
class When:
    """One level of a pattern: all conditions hold over one window (µs)."""

    window: int
    severity: Severity
    confidence: float
    conditions: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Example:
    """A piece of traffic that must, or must not, fire the pattern."""

    name: str
    fires: bool
    calls: tuple[dict[str, object], ...] = field(hash=False)
    expects: dict[str, object] = field(default_factory=dict[str, object], hash=False)


@dataclass(frozen=True, slots=True)
class Pattern:
    """One pattern. `levels` are ORed; `per` are grain names."""

    id: str
    number: int
    version: int
    title: str
    means: str
    kind: str
    family: Family
    per: tuple[str, ...]
    levels: tuple[When, ...]
    peers: Literal["none", "optional", "required"] = "none"
    alone: bool = True
    guards: tuple[Guard, ...] = ()
    suggests: Literal["flag", "throttle", "block"] = "flag"
    rate: str | None = None
    shows: tuple[str, ...] = ()
    needs: dict[str, object] = field(default_factory=dict[str, object], hash=False)
    owasp: tuple[str, ...] = ()
    oat: tuple[str, ...] = ()
    apigee: str | None = None
    examples: tuple[Example, ...] = ()
