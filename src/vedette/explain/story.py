"""The incident in one sentence, and in one line.

Comes in: a group, its facts, its verdict. Goes out: `story` (who did what, to what, how
much, since when, how far beyond the limit and beyond everyone else) and `title`. It never
uses a word that an administrator would have to look up.
"""

from __future__ import annotations

from dataclasses import dataclass

from vedette.explain.deeds import deed
from vedette.explain.facts import Facts, lead
from vedette.explain.group import Group
from vedette.explain.kind import Kinds, base
from vedette.explain.words import (
    clean,
    clock,
    count,
    lasting,
    listing,
    number,
    share,
    size,
    times,
    whose,
    window,
)
from vedette.model.finding import Evidence, Finding
from vedette.model.incident import Verdict
from vedette.model.measure import Count, Distinct, Ratio
from vedette.model.pattern import Pattern

MOST_OF: float = 0.8
"""Share of the calls on one operation from which on the story names it alone."""


@dataclass(frozen=True, slots=True)
class Plot:
    """All that a story is told from."""

    group: Group
    facts: Facts
    verdict: Verdict
    kinds: Kinds
    rival: int | None
    days: bool

    @property
    def lead(self) -> Finding:
        """The finding that says most."""
        return lead(self.group)

    @property
    def pattern(self) -> Pattern | None:
        """Its pattern, where it is known."""
        return self.kinds.patterns.get(self.lead.pattern)

    @property
    def demands(self) -> tuple[str, ...]:
        """The measures that made it fire."""
        return self.kinds.demands(self.lead)


def story(plot: Plot) -> str:
    """The incident in one sentence with numbers."""
    match plot.verdict:
        case "backend fault":
            return _fault(plot)
        case "flash crowd":
            return _crowd(plot)
        case "broken client":
            return _broken(plot)
        case "shared address":
            return _shared(plot)
        case "load test":
            return f"{_told(plot)}: only load, from a tool made for it, and nothing was refused."
        case _:
            return f"{_told(plot)}{_beyond(plot)}."


def title(plot: Plot) -> str:
    """The incident in a few words."""
    name = plot.pattern.title if plot.pattern else plot.lead.pattern.replace("_", " ")
    match plot.verdict:
        case "backend fault":
            return f"Backend fault of {_proxy(plot)}"
        case "flash crowd":
            return f"Flash crowd {where(plot)}"
        case "broken client":
            return f"Broken client: {who(plot)}"
        case "shared address":
            return f"{name} from a shared address: {who(plot)}"
        case "load test":
            return f"Load test by {who(plot)}"
        case _:
            return f"{name} by {who(plot)}"


def who(plot: Plot) -> str:
    """The accused in words."""
    clients = plot.group.clients
    if len(clients) == 1:
        return whose(clients[0])
    if plot.facts.ips >= len(clients) > 3 or plot.verdict == "fleet":
        return count(plot.facts.ips, "address", "addresses")
    return listing([whose(client) for client in clients])


def where(plot: Plot) -> str:
    """The target: one operation, one proxy, or several."""
    operations, proxies = plot.facts.operations, plot.facts.proxies
    everything = sum(calls for _, calls in operations)
    of = _of(proxies[0][0]) if len(proxies) == 1 else ""
    if operations and operations[0][1] >= MOST_OF * everything:
        return f"on {clean(operations[0][0])}{of}"
    if len(proxies) > 1:
        return f"on {listing([name for name, _ in proxies])}"
    return f"on {_proxy(plot)}"


def _of(proxy: str) -> str:
    return "" if proxy == "default" else f" of {clean(proxy)}"


def _proxy(plot: Plot) -> str:
    name = plot.facts.proxies[0][0] if plot.facts.proxies else plot.lead.proxy or "default"
    return "the API" if name == "default" else clean(name)


def _when(plot: Plot) -> str:
    length = lasting(max(plot.facts.last - plot.facts.first, 1))
    return f"in {length} from {clock(plot.facts.first, day=plot.days)}"


def _actor(plot: Plot) -> str:
    if plot.verdict != "fleet":
        return who(plot)
    networks = count(plot.facts.subnets, "network")
    by = f", all with {listing(plot.group.by)}," if plot.group.by else ""
    return f"{who(plot)} in {networks}{by}"


def _told(plot: Plot) -> str:
    done, came = deed(plot.demands, plot.facts, plot.lead.evidence)
    tail = f"; {came}" if came else ""
    return f"{_actor(plot)} {done} {where(plot)} {_when(plot)}{tail}"


def _beyond(plot: Plot) -> str:
    parts = [part for part in (_limit(plot), _others(plot)) if part]
    return "; " + ", and ".join(parts) if parts else ""


def _limit(plot: Plot) -> str:
    """The evidence that exceeds its threshold most clearly, comparisons left out."""
    told = [
        e for e in plot.lead.evidence if e.bound == "at_least" and e.threshold and _own(e)
    ]  # fmt: skip
    if not told:
        return ""
    most = max(told, key=lambda e: (e.unit != "share", e.value / (e.threshold or 1)))
    much = most.value / (most.threshold or 1)
    limit = amount(most, most.threshold or 0)
    within = window(plot.lead.window)
    if much < 1.5:
        return f"the limit is {limit} within {within}"
    measure = plot.kinds.measures.get(base(most.measure))
    full = isinstance(measure, Distinct) and most.value >= measure.cap
    shown = ("at least " if full else "") + number(round(much, 1 if much < 10 else 0))
    return f"that is {shown} times the limit of {limit} within {within}"


def _own(evidence: Evidence) -> bool:
    """Whether it is a measure of the client itself, not a comparison with others."""
    return not evidence.measure.endswith((".vs_peers", ".vs_own", ".of_proxy"))


def amount(evidence: Evidence, value: float) -> str:
    """A value of a measure with its unit."""
    match evidence.unit:
        case "share":
            return share(value)
        case "bytes":
            return size(value)
        case "µs":
            return lasting(round(value))
        case unit:
            return f"{number(value)} {unit}"


def _others(plot: Plot) -> str:
    """How far from everyone else: the next client, or what is usual among peers."""
    if plot.rival == 0:
        return "no other client did so"
    first = plot.kinds.measures.get(next(iter(plot.demands), ""))
    if plot.rival and isinstance(first, Count | Ratio) and plot.rival * 2 < plot.facts.kind:
        return f"the next client did so {times(plot.rival)}"
    usual = [e for e in plot.lead.evidence if e.peers is not None and _own(e)]
    usual.sort(key=lambda e: base(e.measure) not in plot.demands)
    if usual and usual[0].value > (usual[0].peers or 0):
        return f"others stay within {amount(usual[0], usual[0].peers or 0)}"
    return ""


def _broken(plot: Plot) -> str:
    failed = plot.facts.client_errors + plot.facts.server_errors
    return (
        f"{who(plot)} repeated the same failing call {where(plot)}: "
        f"{count(plot.facts.calls, 'call')} {_when(plot)}, "
        f"{share(failed / max(plot.facts.calls, 1))} of them answered with an error; it looks "
        f"broken rather than hostile, and its owner should know."
    )


def _shared(plot: Plot) -> str:
    people = count(plot.facts.identities, "client")
    return f"{_told(plot)}; {people} share it and none of them stands out."


def _crowd(plot: Plot) -> str:
    facts = plot.facts
    return (
        f"{count(len(plot.group.clients), 'client')} from {count(facts.subnets, 'network')} made "
        f"{count(facts.calls, 'call')} {where(plot)} {_when(plot)}, and "
        f"{share(facts.ok / max(facts.calls, 1))} were answered: a crowd rather than an attack."
    )


def _fault(plot: Plot) -> str:
    start, end = plot.group.start, plot.group.end
    told = [e for e in plot.lead.evidence if e.unit == "share"]
    many = f"{share(told[0].value)} of its active clients" if told else "many clients at once"
    return (
        f"{_proxy(plot)} answered {many} with errors for {lasting(end - start)} from "
        f"{clock(start, day=plot.days)}: the backend is at fault, so nobody is accused of it."
    )
