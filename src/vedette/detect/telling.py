"""Which findings tell something of their own: the same thing at a coarser grain does not.

In: findings. Out: those left when an address that touched one proxy only, or a network with
one address only, is told once, at the finer grain. Linking findings is not done here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from vedette.detect.known_good import subnet_of
from vedette.model.finding import Finding

Identity = tuple[str, str]


def telling(findings: Iterable[Finding]) -> list[Finding]:
    """The findings without those that a finer one tells already, number by number."""
    listed = list(findings)
    finer: dict[tuple[str, Identity], list[Finding]] = defaultdict(list)
    for finding in listed:
        for identity in _covered_by(finding):
            finer[finding.pattern, identity].append(finding)
    return [f for f in listed if not _told(f, finer)]


def by_client(findings: Iterable[Finding]) -> dict[Identity, list[Finding]]:
    """Findings by every identity they accuse."""
    index: dict[Identity, list[Finding]] = defaultdict(list)
    for finding in findings:
        for client in finding.clients:
            for identity in client.who:
                index[identity].append(finding)
    return index


def same_client(finding: Finding, index: Mapping[Identity, Sequence[Finding]]) -> Sequence[Finding]:
    """The indexed findings that accuse this finding's client, or a part of it."""
    who = set(finding.clients[0].who)
    near = index.get(next(iter(finding.clients[0].who)), ())
    return [f for f in near if f is not finding and who <= set(f.clients[0].who)]


def _covered_by(finding: Finding) -> Iterable[Identity]:
    """The coarser identities whose finding this one may make needless."""
    if len(finding.clients) != 1:
        return ()
    who = finding.clients[0].who
    wider = list(who) if len(who) > 1 or finding.proxy or finding.operation else []
    network = next((subnet_of(value) for kind, value in who if kind == "ip"), None)
    return [*wider, ("subnet", str(network))] if network else wider


def _told(finding: Finding, finer: Mapping[tuple[str, Identity], Sequence[Finding]]) -> bool:
    if len(finding.clients) != 1 or len(finding.clients[0].who) != 1:
        return False
    if finding.proxy or finding.operation:
        return False
    (identity,) = finding.clients[0].who
    same = finer.get((finding.pattern, identity), ())
    return any(f.calls == finding.calls and f.first == finding.first for f in same)
