"""The day's truth against an analysis: what was found, after how long, who was accused.

Comes in: a day, an analysis, and how keys and tokens are fingerprinted. Goes out: a score.
Touches nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

import polars as pl

from vedette.demo.sheet import ACCOUNTS, CATALOGUE, MEDIA, ORDERS
from vedette.demo.truth import Day, Planted
from vedette.model.analysis import Analysis
from vedette.model.client import Client
from vedette.model.finding import Finding
from vedette.model.incident import Incident

ACCUSING: Final = ("attacker", "fleet")
NEUTRAL: Final = ("shared address", "flash crowd", "backend fault")
"""Verdicts that accuse nobody, said of people who belong to no trap."""
_PROXIES: Final = {ACCOUNTS: "accounts", CATALOGUE: "catalogue", ORDERS: "orders", MEDIA: "default"}
_ENOUGH: Final = 0.9
"""At least this share of the calls that an accused client made must be the attack's."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one attack. `after` is µs of log time from its first call on."""

    name: str
    calls: int
    found: bool
    seen_by: tuple[str, ...] = ()
    expected: bool = False
    after: int | None = None
    client: str | None = None


@dataclass(frozen=True, slots=True)
class Wrong:
    """Someone good who was accused, and by which patterns."""

    who: str
    client: str
    patterns: tuple[str, ...]
    incident: str


@dataclass(frozen=True, slots=True)
class Score:
    """The whole result. It passes when everything was found and nobody good accused."""

    outcomes: tuple[Outcome, ...]
    wrong: tuple[Wrong, ...]
    spoken_of: dict[str, str]

    @property
    def found(self) -> int:
        """How many attacks were found by a pattern that should see them."""
        return sum(one.found and one.expected for one in self.outcomes)

    @property
    def passes(self) -> bool:
        """Everything planted was found, and no one good was accused."""
        return self.found == len(self.outcomes) and not self.wrong


@dataclass(frozen=True, slots=True)
class Prints:
    """How raw identities are fingerprinted: a key, a token, and the user that a token names."""

    key: Callable[[str], str]
    token: Callable[[str], str]
    user: Callable[[str], str | None]


def score(day: Day, analysis: Analysis, prints: Prints) -> Score:
    """Compare the analysis with the truth, call by call."""
    carried = _carried(day, prints)
    findings = {finding.id: finding for finding in analysis.findings}
    hits: dict[str, list[tuple[Incident, Client]]] = {one.name: [] for one in day.planted}
    wrong: list[Wrong] = []
    spoken_of: dict[str, str] = {}
    allowed = {trap.name: trap.may_be for trap in day.traps}
    for incident, client in _named(analysis):
        story = _whose(carried, incident, client)
        if story in hits:
            hits[story].append((incident, client))
        elif incident.verdict in allowed.get(story, NEUTRAL):
            spoken_of[story] = incident.verdict
        else:
            wrong.append(Wrong(story, str(client), incident.patterns, incident.id))
    outcomes = tuple(_outcome(one, hits[one.name], findings) for one in day.planted)
    return Score(outcomes, tuple(wrong), spoken_of)


def _named(analysis: Analysis) -> Iterator[tuple[Incident, Client]]:
    for incident in analysis.incidents:
        for client in incident.clients:
            yield incident, client


def _carried(day: Day, prints: Prints) -> pl.DataFrame:
    """The calls with what a report calls their identities."""
    address = pl.col("client")
    six = address.str.contains(":", literal=True)
    return day.calls.select(
        ip=pl.when(six).then(_network(4, "64")).otherwise(address),
        subnet=pl.when(six).then(_network(3, "48")).otherwise(address.str.replace(r"\d+$", "0/24")),
        key=_printed(day.calls["key"], prints.key),
        token=_printed(day.calls["token"], prints.token),
        user=_printed(day.calls["token"], prints.user),
        user_agent="user_agent",
        proxy=pl.col("host").replace_strict(_PROXIES),
        story="story",
    )


def _network(groups: int, length: str) -> pl.Expr:
    """The network of an address of the demo, whose first four groups are never zero."""
    kept = pl.col("client").str.split(":").list.head(groups).list.join(":")
    return kept + f"::/{length}"


def _printed(values: pl.Series, fingerprint: Callable[[str], str | None]) -> pl.Series:
    distinct = values.drop_nulls().unique()
    return values.replace_strict(distinct, pl.Series(map(fingerprint, distinct), dtype=pl.String))


def _whose(carried: pl.DataFrame, incident: Incident, client: Client) -> str:
    """The story that nearly all calls of this client belong to; `a visitor` if there is none."""
    known = [(kind, value) for kind, value in client.who if kind in carried.columns]
    if not known:
        return f"nobody of the demo ({client})"
    same = [pl.col(kind) == value for kind, value in known]
    carries = carried.filter(*same)
    within = carries.filter(pl.col("proxy").is_in(incident.proxies))
    calls = carries if within.is_empty() else within
    if calls.is_empty():
        return f"nobody of the demo ({client})"
    stories = calls["story"].fill_null("a visitor").value_counts(sort=True)
    top, count = stories.row(0)
    if count >= _ENOUGH * len(calls):
        return str(top)
    others = [name for name in stories["story"].to_list() if name != "a visitor"]
    return f"{', '.join(map(str, others[:3]))} and others" if others else "visitors"


def _outcome(
    planted: Planted, hits: list[tuple[Incident, Client]], findings: dict[str, Finding]
) -> Outcome:
    accused = [(incident, client) for incident, client in hits if incident.verdict in ACCUSING]
    if not accused:
        return Outcome(planted.name, len(planted.calls), found=False)
    clients_of = {client for _, client in accused}
    named = {i for incident, _ in accused for i in incident.finding_ids}
    mine = [f for i, f in findings.items() if i in named and clients_of & set(f.clients)]
    seen = tuple(sorted({f.pattern for f in mine})) or accused[0][0].patterns
    return Outcome(
        planted.name,
        len(planted.calls),
        found=True,
        seen_by=seen,
        expected=bool(set(seen) & set(planted.patterns)),
        after=min((f.first for f in mine), default=accused[0][0].first_seen) - planted.start,
        client=str(min(clients_of)),
    )
