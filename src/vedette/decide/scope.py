"""How narrowly an incident can be stopped: the rule to propose, and what it would cost.

Comes in: incidents, the history, who is good, who is protected, the patterns. Goes out: a
`Proposal` per incident, or the sentence that says why there is none. It never proposes a
rule on a shared address alone, against a protected client, or one without an end; and
every proposal starts in `observe`.

Chosen is the candidate that covers at least 95 % of the bad calls (else the best cover)
and hits the fewest good clients; ties go to the narrower by rank (operation, proxy,
gateway; then more conditions; then the kind by which the client is named, then the finer
kind). Against a vulnerability scan the whole gateway is the right place at equal cost: a
scanner asks everywhere, and asks for nothing that exists.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import polars as pl

from vedette.decide import action, candidates, reason
from vedette.decide.candidates import SETS, Bad
from vedette.decide.protected import covers
from vedette.decide.traffic import Traffic, anchor, fetch
from vedette.decide.weigh import Scales, Weighed, When, rank
from vedette.model.call import DAY, HOUR
from vedette.model.good import Good
from vedette.model.history import History
from vedette.model.incident import Candidate, Incident, Proposal
from vedette.model.pattern import Pattern
from vedette.model.rule import Action, Rule, Scope
from vedette.model.settings import Protected

COVERS: Final = 0.95
LASTS: Final = HOUR
SHOWN: Final = 12
"""Candidates that a proposal shows."""

MOST: Final = 1_000
"""Incidents that are weighed at most, the gravest first; `incidents` come in that order."""

WHY_TOO_MANY: Final = f"no rule proposed: {MOST:,} graver incidents come first"

VULNERABILITY_SCAN: Final = 22
"""The one pattern of the catalogue against which a wide scope is right."""

WHY_NONE: Final = {
    "backend fault": "no rule proposed: the backend is at fault, no client is",
    "flash crowd": "no rule proposed: a crowd of ordinary clients, not an attack",
    "shared address": (
        "no rule proposed: many clients share this address and none stands out; a rule on it "
        "would hit them all"
    ),
}


@dataclass(frozen=True)
class _Case:
    """An incident with what is known of its bad calls and the candidate chosen for it."""

    bad: Bad
    chosen: Weighed
    all: tuple[Weighed, ...]

    @property
    def incident(self) -> Incident:
        return self.bad.incident


def propose(
    incidents: Sequence[Incident],
    history: History,
    *,
    good: Good,
    protected: Protected,
    patterns: Mapping[str, Pattern],
) -> dict[str, Proposal]:
    """The proposals by incident id; an incident without one is left out."""
    found = answers(incidents, history, good=good, protected=protected, patterns=patterns)
    return {key: each for key, each in found.items() if isinstance(each, Proposal)}


def with_proposals(
    incidents: Sequence[Incident],
    history: History,
    *,
    good: Good,
    protected: Protected,
    patterns: Mapping[str, Pattern],
) -> tuple[Incident, ...]:
    """The incidents with their proposals, or with a note that says why there is none."""
    found = answers(incidents, history, good=good, protected=protected, patterns=patterns)
    return tuple(_with(incident, found[incident.id]) for incident in incidents)


def _with(incident: Incident, answer: Proposal | str) -> Incident:
    if isinstance(answer, str):
        return replace(incident, notes=(*incident.notes, answer))
    notes = incident.notes
    if incident.verdict == "broken client":
        notes = (*notes, "tell the owner: the calls look broken, not hostile")
    return replace(incident, proposal=answer, notes=notes)


def answers(
    incidents: Sequence[Incident],
    history: History,
    *,
    good: Good,
    protected: Protected,
    patterns: Mapping[str, Pattern],
) -> dict[str, Proposal | str]:
    """For every incident its proposal, or why there is none."""
    found: dict[str, Proposal | str] = {}
    open_: list[Incident] = []
    for incident in incidents:
        refusal = _refusal(incident, protected)
        if refusal or len(open_) == MOST:
            found[incident.id] = refusal or WHY_TOO_MANY
        else:
            open_.append(incident)
    cases = _cases(open_, history, good, protected, patterns)
    for incident in open_:
        if incident.id not in cases:
            found[incident.id] = "no rule proposed: each would touch a protected client"
    found |= _proposals(list(cases.values()), history, good, patterns)
    return found


def _refusal(incident: Incident, protected: Protected) -> str | None:
    if incident.verdict in WHY_NONE:
        return WHY_NONE[incident.verdict]
    if not incident.clients or not incident.calls:
        return "no rule proposed: there is no client to act on"
    if all(covers(protected, client) for client in incident.clients):
        return "no rule proposed: this client is protected by your settings"
    return None


def _cases(
    incidents: Sequence[Incident],
    history: History,
    good: Good,
    protected: Protected,
    patterns: Mapping[str, Pattern],
) -> dict[str, _Case]:
    """Two grouped passes for all incidents: what the bad calls show, and who else shows it."""
    if not incidents:
        return {}
    edges = sorted({edge for i in incidents for edge in (i.first_seen, i.last_seen + 1)})
    found_by: dict[str, set[str]] = {}
    named: dict[str, set[str]] = {}
    for incident in incidents:
        for client in incident.clients:
            kind, value = anchor(client)
            found_by.setdefault(kind, set()).add(value)
            for kind, value in client.who:
                named.setdefault(kind, set()).add(value)
    first = fetch(history, found_by, edges, good, protected)
    known = candidates.bad(incidents, first, good.shared_keys)
    for each in known:
        _want(each, found_by, named)
    traffic = fetch(history, found_by, edges, good, protected, kept=named)
    found: dict[str, _Case] = {}
    for each, scale in zip(known, _scales(known, traffic, good), strict=True):
        case = _case(each, scale, patterns)
        if case is not None:
            found[each.incident.id] = case
    return found


def _want(known: Bad, wanted: dict[str, set[str]], kept: dict[str, set[str]]) -> None:
    """Adds the values that this incident's candidates are made of.

    A user agent or fingerprint stands alone against fleets only, so only then is everyone
    who shows it wanted; else it is told apart among the calls that are fetched anyway.
    """
    fleet = len(known.values["ip"]) >= candidates.FLEET
    for kind, values in known.values.items():
        kept.setdefault(kind, set()).update(values)
        if fleet or kind not in ("user_agent", "ja4"):
            wanted.setdefault(kind, set()).update(values)


def _scales(known: Sequence[Bad], traffic: Traffic, good: Good) -> Iterator[Scales]:
    """Each incident's bad rows; whoever is accused within a day of it is not good.

    One at a time: a mark for every row and incident at once would fill the memory.
    """
    client = traffic.codes["client"]
    named = pl.Series(list(traffic.names["client"]), dtype=pl.String)
    standing = named.is_in(good.clients["client"].implode()).to_numpy()
    rows = [candidates.bad_rows(each.incident, traffic) for each in known]
    accused = [np.unique(client[each]) for each in rows]
    who = np.concatenate(accused)
    spans = np.array([(i.incident.first_seen - DAY, i.incident.last_seen + DAY) for i in known])
    spans = np.repeat(spans, [len(each) for each in accused], axis=0)
    for each, own in zip(known, rows, strict=True):
        near = (spans[:, 0] <= each.incident.last_seen) & (spans[:, 1] >= each.incident.first_seen)
        trusted = standing.copy()
        trusted[who[near]] = False
        bad = np.zeros(len(client), dtype=np.bool_)
        bad[own] = True
        yield Scales(traffic, bad, trusted, int(traffic.codes["calls"][own].sum()))


def _case(known: Bad, scales: Scales, patterns: Mapping[str, Pattern]) -> _Case | None:
    own = np.flatnonzero(scales.bad)
    weighed: list[Weighed] = []
    for when in candidates.sets(known, scales.traffic, own):
        free = _unprotected(when, scales)
        if free is None:
            continue
        shared = candidates.shared(free, scales.traffic, own)
        weighed += [scales.weigh(free, scope, shared=shared) for scope in known.scopes]
    if not weighed:
        return None
    lead = patterns.get(known.incident.patterns[0]) if known.incident.patterns else None
    wide = lead is not None and lead.number == VULNERABILITY_SCAN
    ordered = sorted(weighed, key=lambda w: (*rank(w, wide=wide), *_taste(w, known)))
    return _Case(known, _choose(ordered), tuple(ordered))


def _unprotected(when: When, scales: Scales) -> dict[str, tuple[str, ...]] | None:
    """The conditions without values that would touch a protected client; None if none is left."""
    if not scales.protected(when):
        return dict(when)
    if len(when) > 1:
        return None
    ((kind, values),) = when.items()
    free = tuple(value for value in values if not scales.protected({kind: (value,)}))
    return {kind: free} if free else None


def _taste(one: Weighed, known: Bad) -> tuple[bool, int]:
    return not set(one.when) <= known.kinds, SETS.index(tuple(one.when))


def _choose(ordered: Sequence[Weighed]) -> Weighed:
    """The first that covers enough, else the best cover; shared addresses only at the end."""
    fit = [one for one in ordered if not one.shared] or list(ordered)
    enough = [one for one in fit if one.covers >= COVERS]
    return enough[0] if enough else max(fit, key=lambda one: one.covers)


def _proposals(
    cases: Sequence[_Case], history: History, good: Good, patterns: Mapping[str, Pattern]
) -> dict[str, Proposal]:
    done: list[Action] = [action.action(case.incident, patterns, case.chosen) for case in cases]
    throttled = [c for c, a in zip(cases, done, strict=True) if a == "throttle"]
    paces: dict[Scope, float] = {}
    if throttled:
        span = (
            min(case.incident.first_seen for case in throttled),
            max(case.incident.last_seen for case in throttled),
        )
        paces = action.paces([case.chosen.scope for case in throttled], span, good, history)
    found: dict[str, Proposal] = {}
    for case, what in zip(cases, done, strict=True):
        pace = paces.get(case.chosen.scope)
        slow = action.rate(case.incident, patterns, pace) if what == "throttle" else None
        rule = Rule(
            name=reason.name(case.incident),
            when=reason.conditions(case.chosen.when),
            action=what,
            scope=case.chosen.scope,
            rate=slow,
            headers=reason.headers(case.incident) if what == "flag" else {},
            duration=LASTS,
            state="observe",
        )
        why = reason.why(rule, case.chosen, case.all)
        rule = replace(rule, reason=reason.reason(case.incident, why))
        found[case.incident.id] = Proposal(
            rule, _rounded(case.chosen.covers), case.chosen.good, case.chosen.unknown, why,
            tuple(_shown(one) for one in case.all[:SHOWN]),
        )  # fmt: skip
    return found


def _shown(one: Weighed) -> Candidate:
    where = reason.place(one.scope)
    return Candidate(reason.who(one.when), where, _rounded(one.covers), one.good, one.unknown)


def _rounded(share: float) -> float:
    """A share for output; rounded down, so that 1 means all."""
    return int(share * 10_000) / 10_000
