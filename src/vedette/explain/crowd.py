"""A flash crowd: many clients rise at once, and nothing but their number is unusual.

Comes in: groups, in order of their first finding. Goes out: the same groups, where those
of a crowd are merged into one. A crowd is at least 20 groups
- that only volume patterns raised, of the same pattern on the same proxy,
- each within 10 minutes of the one before,
- whose calls go to one operation (at least half of them) and succeed (at least 80 %),
- from at least half as many networks as there are clients, without a rare attribute.
It never takes in a group that any other kind of pattern raised: an attacker cannot hide
in a crowd that it did not make.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from vedette.explain.facts import Facts
from vedette.explain.gather import Gathered
from vedette.explain.group import Group
from vedette.model.call import MINUTE
from vedette.model.pattern import Pattern

CROWD: Final = 20
APART: Final = 10 * MINUTE
SUCCESS: Final = 0.8
ONE_OPERATION: Final = 0.5
SPREAD: Final = 0.5


def crowds(
    groups: Sequence[Group],
    facts: Sequence[Facts],
    patterns: Mapping[str, Pattern],
    calls: Gathered,
) -> tuple[list[Group], list[Group]]:
    """The groups that are no part of a crowd, and the crowds."""
    alike: dict[tuple[str, str | None, str], list[int]] = {}
    for number, (one, told) in enumerate(zip(groups, facts, strict=True)):
        key = _key(one, told, patterns)
        if key is not None:
            alike.setdefault(key, []).append(number)
    found: list[Group] = []
    taken: set[int] = set()
    for members in alike.values():
        for run in _runs(members, groups):
            if _spread(run, groups, calls):
                taken.update(run)
                found.append(_merge([groups[i] for i in run]))
    return [one for number, one in enumerate(groups) if number not in taken], found


def _key(
    one: Group, told: Facts, patterns: Mapping[str, Pattern]
) -> tuple[str, str | None, str] | None:
    """What a group must have in common with others to be part of one crowd."""
    findings = [each.finding for each in one.accused]
    families = {patterns[f.pattern].family for f in findings if f.pattern in patterns}
    if one.shared or one.by or families != {"volume"} or not told.operations:
        return None
    operation, most = told.operations[0]
    if most < ONE_OPERATION * told.calls or told.ok < SUCCESS * told.calls:
        return None
    return findings[0].pattern, findings[0].proxy, operation


def _runs(members: Sequence[int], groups: Sequence[Group]) -> list[list[int]]:
    """Members that follow each other within `APART`, where they are enough."""
    ordered = sorted(members, key=lambda i: (groups[i].accused[0].finding.first, i))
    runs: list[list[int]] = []
    for number in ordered:
        first = groups[number].accused[0].finding.first
        before = groups[runs[-1][-1]].accused[0].finding.first if runs else None
        if before is None or first - before > APART:
            runs.append([])
        runs[-1].append(number)
    return [run for run in runs if len(run) >= CROWD]


def _spread(run: Sequence[int], groups: Sequence[Group], calls: Gathered) -> bool:
    homes = [calls.take(groups[i].rows[:1], "subnet")["subnet"].to_list() for i in run]
    networks = Counter(home[0] for home in homes if home)
    return len(networks) >= SPREAD * len(run)


def _merge(parts: Sequence[Group]) -> Group:
    accused = sorted(
        (each for one in parts for each in one.accused),
        key=lambda each: (each.finding.first, each.finding.id),
    )
    rows = np.unique(np.concatenate([one.rows for one in parts]))
    members = dict.fromkeys(client for one in parts for client in one.clients)
    return Group(tuple(accused), rows, members=tuple(members))
