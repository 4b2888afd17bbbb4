"""The JSON contract of `vedette analyse`, as types.

Comes in: nothing. Goes out: the shape that `report.json` fills and from which
`schemas/analysis.schema.json` is made; the text under a field is its description there.
Fields may be added; none may be renamed, retyped or dropped while the schema's name is
`vedette.analysis/1`. Times are RFC 3339 in UTC with microseconds and `Z`.
"""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict

from vedette.model.finding import Guard, Severity
from vedette.model.incident import Verdict
from vedette.model.rule import Action, State
from vedette.report.contract_input import InputJson, OperationJson, TuningJson, documented


@documented
class EvidenceJson(TypedDict):
    """One measure against its threshold, the peers, and the client's own past."""

    measure: str
    """The measure's name."""
    value: float
    """Its value at the strongest instant."""
    unit: str
    """Its unit; `share` is a part of 1."""
    threshold: float | None
    """The value from which the pattern fires; null for what is only shown."""
    bound: Literal["at_least", "at_most", "equals"] | None
    """Which side of the threshold is bad."""
    peers: float | None
    """The peers' reference value; null with fewer than 30 peers."""
    baseline: float | None
    """The client's own usual value; null while that is not known."""


@documented
class SampleCallJson(TypedDict):
    """A call shown as evidence."""

    id: str
    """The call's id: source and position."""
    time: str
    """End of the call."""
    fields: dict[str, str | int | bool | None]
    """Its fields by OpenTelemetry names, secrets masked."""


@documented
class HitJson(TypedDict):
    """Whom a rule would have touched."""

    clients: int
    """How many clients."""
    calls: int
    """How many of their calls."""


# `for` is no name in Python, so these two fields have no docstring of their own.
_End = TypedDict("_End", {"for": str, "until": str}, total=False)


@documented
class RuleJson(_End, total=False):
    """A rule exactly as in YAML (`rule.schema.json`), with the end in `for` or `until`."""

    name: str
    """What the rule is called."""
    scope: dict[str, str]
    """`proxy` and `operation` where it holds; empty or absent: the whole gateway."""
    when: dict[str, str | list[str]]
    """Conditions that must all hold; a list means any of its values."""
    action: Action
    """What is done."""
    rate: str
    """A throttle's rate, such as `5/min`."""
    headers: dict[str, str]
    """A flag's headers."""
    state: State
    """Whether the gateway acts or only logs what it would have done."""
    reason: str
    """Why the rule exists."""


@documented
class CandidateJson(TypedDict):
    """A rule that was weighed and not chosen, or the chosen one."""

    when: str
    """Its condition, such as `ip + key`."""
    scope: str
    """Where it would hold."""
    covers: float
    """Share of the bad calls it would have stopped, 0 to 1."""
    good: HitJson
    """Good clients it would have hit."""
    unknown: HitJson
    """Clients it would have hit of which nothing is known."""


@documented
class ProposalJson(TypedDict):
    """The narrowest rule that stops the incident, and what it would have cost."""

    rule: RuleJson
    """The rule."""
    covers: float
    """Share of the bad calls it would have stopped, 0 to 1."""
    good: HitJson
    """Good clients it would have hit."""
    unknown: HitJson
    """Clients it would have hit of which nothing is known."""
    why: str
    """Why this rule."""
    candidates: list[CandidateJson]
    """What else was weighed."""


@documented
class TimelineJson(TypedDict):
    """Calls per step, for a chart."""

    start: str
    """Beginning of the first step."""
    step_seconds: float
    """Length of a step."""
    bad: list[int]
    """The incident's calls per step."""
    others: list[int]
    """All other calls of its proxies per step."""


@documented
class IncidentJson(TypedDict):
    """What an administrator decides about."""

    id: str
    """Its id: that of its earliest finding's first instant."""
    title: str
    """What happened, in a few words."""
    verdict: Verdict
    """What kind of client is behind it."""
    severity: Severity
    """How bad it is."""
    confidence: float
    """How sure Vedette is, 0 to 0.99."""
    first_seen: str
    """When it began."""
    last_seen: str
    """When it was last seen."""
    calls: int
    """Calls that belong to it."""
    clients: list[dict[str, str]]
    """The accused: each maps identity kinds to values, all of which hold."""
    proxies: list[str]
    """The APIs it concerns; `clients` hold within these."""
    operations: list[str]
    """The operations it concerns."""
    patterns: list[str]
    """The patterns that fired."""
    story: str
    """One sentence with numbers."""
    finding_ids: list[str]
    """Its findings."""
    notes: list[str]
    """What else should be known when judging it."""
    timeline: TimelineJson | None
    """Its calls over time."""
    sample_calls: list[SampleCallJson]
    """Some of its calls."""
    proposal: ProposalJson | None
    """What could be done; null where no rule is safe."""


@documented
class WindowJson(TypedDict):
    """From the start of the first window that fired to the last instant that did."""

    start: str
    """Beginning."""
    end: str
    """End."""


@documented
class FindingJson(TypedDict):
    """One pattern that fired for one client, as an episode."""

    id: str
    """Its id: a hash of pattern, version, client and first instant."""
    pattern: str
    """The pattern."""
    version: int
    """The pattern's version."""
    family: str
    """The pattern's family; confidences add up across families only."""
    grain: str
    """The way clients were told apart."""
    clients: list[dict[str, str]]
    """The accused: each maps identity kinds to values, all of which hold."""
    proxy: str | None
    """The API; null: the whole gateway."""
    operation: str | None
    """The operation; null: any."""
    window: WindowJson
    """When."""
    window_seconds: float
    """Length of the window over which was measured."""
    calls: int
    """The client's calls in it."""
    severity: Severity
    """How bad it is."""
    confidence: float
    """How sure the pattern is, 0 to 0.99."""
    evidence: list[EvidenceJson]
    """The numbers."""
    sample_calls: list[SampleCallJson]
    """Some of the calls."""


@documented
class HeldBackJson(TypedDict):
    """What was nearly a finding."""

    pattern: str
    """The pattern."""
    clients: list[dict[str, str]]
    """Whom it would have named."""
    proxy: str | None
    """The API; null: the whole gateway."""
    guard: Guard
    """The guard that held it back."""
    why: str
    """Its reason."""
    first: str
    """The first instant at which it was held back."""
    last: str
    """The last one."""
    evidence: list[EvidenceJson]
    """The numbers."""


@documented
class AnalysisJson(TypedDict):
    """The whole result of `vedette analyse --json`."""

    schema: Literal["vedette.analysis/1"]
    """The name of this contract."""
    vedette: str
    """The version that wrote it."""
    input: InputJson
    """What was read."""
    incidents: list[IncidentJson]
    """What to decide about, worst first."""
    findings: list[FindingJson]
    """What the incidents are made of."""
    held_back: list[HeldBackJson]
    """What was nearly found, and why it was not."""
    notes: list[str]
    """What could not be seen, and what was guessed."""
    operations: list[OperationJson]
    """The operations seen."""
    tuning: list[TuningJson]
    """With `--tune`: incidents at scaled thresholds."""
