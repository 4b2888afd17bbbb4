"""Which findings make one incident.

Comes in: findings with their clients settled, in order of time, and their calls. Goes
out: groups of them. Two findings belong together if
- they share an exact client, with at most a day between the two episodes, or
- most of the calls of one are calls of the other (an ip and the key that it used), or
- both carry, in most of their calls and at most an hour apart, the same network, TLS
  fingerprint or user agent, and under 1 % of the good clients of their proxies do.
The same operation never links, nor does what a popular app shows. An unresolved shared
identity links with itself only: what is behind it is not one actor.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import polars as pl

from vedette.explain.accuse import CARRIES, Accused
from vedette.explain.gather import ANCHORS, NONE, Gathered, Rows, anchor_of
from vedette.explain.links import Links
from vedette.explain.rarity import ATTRIBUTES, Link, rare
from vedette.model.call import DAY, HOUR
from vedette.model.client import Client
from vedette.model.good import Good
from vedette.model.history import History

MOSTLY: Final = 0.5
"""Share of a group's calls that must be another's, or carry an attribute, to link them."""


@dataclass(frozen=True)
class Group:
    """Findings that belong together, their calls, and how they hang together."""

    accused: tuple[Accused, ...]
    rows: Rows
    by: tuple[str, ...] = ()
    members: tuple[Client, ...] = ()

    @property
    def start(self) -> int:
        """The beginning of the first window, µs UTC."""
        return min(each.finding.start for each in self.accused)

    @property
    def end(self) -> int:
        """The last instant at which anything fired, µs UTC."""
        return max(each.finding.end for each in self.accused)

    @property
    def size(self) -> int:
        """How many calls it has."""
        return int(self.rows.size)

    @property
    def shared(self) -> bool:
        """Whether nobody behind a shared identity could be named."""
        return any(each.finding.shared for each in self.accused)

    @property
    def named(self) -> tuple[Client, ...]:
        """The distinct clients that the findings name, in order of appearance."""
        found = (client for each in self.accused for client in each.finding.clients)
        return tuple(dict.fromkeys(found))

    @property
    def clients(self) -> tuple[Client, ...]:
        """The accused: the members where they are settled, else all that are named."""
        return self.members or self.named

    @property
    def proxies(self) -> tuple[str, ...]:
        """The proxies that the findings name; empty where one spans the whole gateway."""
        named = [each.finding.proxy for each in self.accused]
        return () if None in named else tuple(sorted({str(proxy) for proxy in named}))


def group(accused: Sequence[Accused], calls: Gathered, good: Good, history: History) -> list[Group]:
    """The groups, in order of their first finding; `accused` in order of time."""
    told = [each for each in accused if each.finding.clients]
    groups = _joined(told, _by_client(told), calls)
    links = Links(len(groups))
    _by_calls(groups, links)
    groups = [_merged([groups[i] for i in part], calls) for part in links.groups()]
    return [settled(one, calls) for one in _by_attribute(groups, calls, good, history)]


def _by_client(accused: Sequence[Accused]) -> Links:
    links = Links(len(accused))
    last: dict[tuple[Client, bool], tuple[int, int]] = {}
    for number, each in enumerate(accused):
        for client in each.finding.clients:
            who = client, each.finding.shared
            before = last.get(who)
            if before and each.finding.start - before[1] <= DAY:
                links.join(before[0], number)
            end = max(each.finding.end, before[1] if before else 0)
            last[who] = number, end
    return links


def _joined(accused: Sequence[Accused], links: Links, calls: Gathered) -> list[Group]:
    found = [Group(tuple(accused[i] for i in part), NONE) for part in links.groups()]
    return [Group(each.accused, bad_rows(each, calls)) for each in found]


def bad_rows(one: Group, calls: Gathered) -> Rows:
    """The calls of the group's clients in its window on its proxies."""
    where = one.start, one.end, one.proxies
    rows = [calls.rows(client, *where) for client in one.clients]
    return np.unique(np.concatenate(rows)) if rows else NONE


def settled(one: Group, calls: Gathered) -> Group:
    """The group with as few members as make its calls, and the calls of just those.

    An ip and the key it used are one actor: whoever made the most calls stays, at equal
    numbers the finer identity, and whoever adds under 5 % of its own calls is left out.
    """
    if len(one.named) == 1:
        return replace(one, members=one.named)
    named, where = one.named, (one.start, one.end, one.proxies)
    rows = {c: calls.rows(c, *where) for c in named}
    ranked = sorted(named, key=lambda c: (-rows[c].size, _fineness(c), c))
    covered = np.zeros(calls.frame.height, dtype=np.bool_)
    members: list[Client] = []
    for client in ranked:
        fresh = int((~covered[rows[client]]).sum())
        if not members or fresh > (1 - CARRIES) * rows[client].size:
            members.append(client)
            covered[rows[client]] = True
    return replace(one, members=tuple(members), rows=np.flatnonzero(covered))


def _fineness(client: Client) -> int:
    """The place of its finest identity; more identities are finer at equal place."""
    who = client.as_dict()
    return 10 * ANCHORS.index(anchor_of(who)) - len(who)


def _merged(groups: Sequence[Group], calls: Gathered, by: tuple[str, ...] = ()) -> Group:
    if len(groups) == 1:
        return groups[0]
    ways = tuple(dict.fromkeys([way for each in groups for way in each.by] + list(by)))
    accused = sorted(
        (each for one in groups for each in one.accused),
        key=lambda each: (each.finding.first, each.finding.id),
    )
    whole = Group(tuple(accused), NONE, ways)
    return Group(whole.accused, bad_rows(whole, calls), ways)


def _by_calls(groups: Sequence[Group], links: Links) -> None:
    """Links a group with the first one that owns most of its calls, or the other way round."""
    parts = [(i, one) for i, one in enumerate(groups) if not one.shared and len(one.rows)]
    if len(parts) < 2:
        return
    owned = pl.DataFrame(
        {
            "group": np.repeat([i for i, _ in parts], [len(one.rows) for _, one in parts]),
            "row": np.concatenate([one.rows for _, one in parts]),
        }
    )
    pairs = (
        owned.lazy()
        .with_columns(pl.col("group").min().over("row").alias("owner"))
        .filter(pl.col("group") != pl.col("owner"))
        .group_by("owner", "group")
        .len()
        .sort("owner", "group")
        .collect()
    )
    for owner, other, common in (map(int, pair) for pair in pairs.rows()):
        smaller = min(groups[owner].size, groups[other].size)
        if common >= MOSTLY * smaller:
            links.join(owner, other)


def _by_attribute(
    groups: list[Group], calls: Gathered, good: Good, history: History
) -> list[Group]:
    carried = _carried(groups, calls)
    candidates = _candidates(groups, carried)
    accused = calls.frame["client"].unique().cast(pl.String)
    links = Links(len(groups))
    ways: dict[int, set[str]] = {}
    for link in rare(candidates, accused, good, history):
        for one, other in zip(link.members, link.members[1:], strict=False):
            links.join(one, other)
        ways.setdefault(link.members[0], set()).add(link.words)
    merged: list[Group] = []
    for part in links.groups():
        by = tuple(sorted({way for i in part for way in ways.get(i, ())}))
        merged.append(_merged([groups[i] for i in part], calls, by))
    return merged


def _carried(groups: Sequence[Group], calls: Gathered) -> list[dict[str, str]]:
    """For each group the attributes that most of its calls carry."""
    parts = [(i, one) for i, one in enumerate(groups) if not one.shared and len(one.rows)]
    carried: list[dict[str, str]] = [{} for _ in groups]
    if len(parts) < 2:
        return carried
    rows = np.concatenate([one.rows for _, one in parts])
    number = np.repeat([i for i, _ in parts], [len(one.rows) for _, one in parts])
    frame = calls.take(rows, *ATTRIBUTES).with_columns(pl.Series("group", number))
    for kind in ATTRIBUTES:
        top = (
            frame.lazy()
            .group_by("group", kind)
            .len()
            .with_columns(pl.col("len").sum().over("group").alias("all"))
            .filter(pl.col(kind).is_not_null() & (pl.col("len") > MOSTLY * pl.col("all")))
            .select("group", kind)
            .collect()
        )
        for one, value in top.rows():
            carried[one][kind] = value
    return carried


def _candidates(groups: Sequence[Group], carried: Sequence[dict[str, str]]) -> list[Link]:
    """Attributes that groups on common proxies carry within an hour of each other."""
    holders: dict[tuple[str, str], list[int]] = {}
    for number, attributes in enumerate(carried):
        for pair in attributes.items():
            holders.setdefault(pair, []).append(number)
    found: list[Link] = []
    for (kind, value), members in sorted(holders.items()):
        run: list[int] = []
        end = 0
        for number in sorted(members, key=lambda i: (groups[i].start, i)):
            if run and groups[number].start - end > HOUR:
                found.append(_link(kind, value, run, groups))
                run = []
            run.append(number)
            end = max(end, groups[number].end) if len(run) > 1 else groups[number].end
        found.append(_link(kind, value, run, groups))
    return [link for link in found if len(link.members) > 1]


def _link(kind: str, value: str, run: Sequence[int], groups: Sequence[Group]) -> Link:
    parts = [groups[i] for i in run]
    named = {proxy for one in parts for proxy in one.proxies}
    everywhere = any(not one.proxies for one in parts)
    return Link(
        kind,
        value,
        tuple(run),
        () if everywhere else tuple(sorted(named)),
        min(one.start for one in parts),
        max(one.end for one in parts),
    )
