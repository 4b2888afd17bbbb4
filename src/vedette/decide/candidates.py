"""The rules that could be made against an incident.

Comes in: an incident and its bad calls. Goes out: candidates, each a set of conditions by
identity kind, and the places it may hold in. It never offers a key that names an app, an
identity that was not verified, or more values than a rule may list.

A user agent or fingerprint alone is offered against fleets only, since it is the one
thing a fleet has in common. An ip joined with a key or user agent is offered where other
clients share the ip; alone on it an attacker would only need to change the other.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl

from vedette.decide.conditions.base import unprintable
from vedette.decide.conditions.catalog import BY_KEY
from vedette.decide.fields import MAX_VALUES
from vedette.decide.traffic import IDENTITIES, Rows, Traffic
from vedette.model.incident import Incident
from vedette.model.rule import Scope

SETS: Final = (
    ("token",), ("user",), ("ip", "key"), ("ip", "user_agent"), ("key",), ("ip",), ("ja4",),
    ("user_agent",), ("subnet",),
)  # fmt: skip
"""Sets of conditions, the finest first."""

FLEET_ONLY: Final = (("ja4",), ("user_agent",))
FLEET: Final = 3
SHARED: Final = 5
"""Other clients on an ip from which on the ip is shared (guard G2)."""


@dataclass(frozen=True, slots=True)
class Bad:
    """An incident's bad calls: their values by kind, busiest first, and where they went."""

    incident: Incident
    values: dict[str, tuple[str, ...]]
    scopes: tuple[Scope, ...]

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds by which its clients are named."""
        return frozenset(kind for client in self.incident.clients for kind in client.as_dict())


def bad(incidents: Sequence[Incident], traffic: Traffic, shared_keys: Collection[str]) -> list[Bad]:
    """What the bad calls of each incident show, found for all of them at once."""
    rows = [bad_rows(incident, traffic) for incident in incidents]
    number = np.repeat(np.arange(len(rows)), [len(each) for each in rows])
    frame = traffic.frame[np.concatenate(rows)].with_columns(pl.Series("incident", number))
    values = {kind: _values(frame, kind) for kind in ("ip", "subnet", "user_agent", "ja4")}
    shown = _values(frame, "key")
    for kind in IDENTITIES:
        values[kind] = _values(frame.filter(pl.col(f"{kind}_ok")), kind)
    scopes = [_places(frame, columns) for columns in (("proxy", "operation"), ("proxy",))]
    found: list[Bad] = []
    for i, incident in enumerate(incidents):
        own = {kind: each.get(i, ()) for kind, each in values.items()}
        if {"ip", "key"} <= _kinds(incident):
            own["key"] = own["key"] or shown.get(i, ())
        else:
            own["key"] = tuple(key for key in own["key"] if key not in shared_keys)
        places = [each[i] for each in scopes if i in each]
        found.append(Bad(incident, own, (*places, Scope())))
    return found


def _kinds(incident: Incident) -> set[str]:
    return {kind for client in incident.clients for kind in client.as_dict()}


def bad_rows(incident: Incident, traffic: Traffic) -> Rows:
    """The calls of the incident's clients in its window on its proxies."""
    rows = traffic.made_by(incident.clients)
    return traffic.within(rows, incident.first_seen, incident.last_seen, incident.proxies)


def _values(frame: pl.DataFrame, kind: str) -> dict[int, tuple[str, ...]]:
    """The values of a kind by incident, busiest first, as far as a rule can hold them."""
    top = (
        frame.lazy()
        .filter(pl.col(kind).is_not_null() & (pl.col(kind) != ""))
        .group_by("incident", kind)
        .agg(pl.col("calls").sum())
        .sort(["incident", "calls", kind], descending=[False, True, False])
        .group_by("incident", maintain_order=True)
        .agg(pl.col(kind).head(MAX_VALUES))
        .collect()
    )
    key = BY_KEY["ip" if kind == "subnet" else kind]
    return {
        number: tuple(value for value in values if not key.expected(value))
        for number, values in top.rows()
    }


def _places(frame: pl.DataFrame, columns: tuple[str, ...]) -> dict[int, Scope]:
    """The busiest proxy, or operation with its proxy, by incident."""
    top = (
        frame.group_by("incident", *columns)
        .agg(pl.col("calls").sum())
        .sort(["incident", "calls", *columns], descending=[False, True, *[False] * len(columns)])
        .unique("incident", keep="first", maintain_order=True)
    )
    named = top.select("incident", *columns).rows()
    return {row[0]: Scope(*row[1:]) for row in named if not any(map(unprintable, row[1:]))}


def sets(known: Bad, traffic: Traffic, own: Rows) -> list[dict[str, tuple[str, ...]]]:
    """The conditions to weigh, by kind. `own` are the incident's bad rows in `traffic`."""
    fleet = len(known.values["ip"]) >= FLEET
    crowded = _crowded(known, traffic, own)
    joined = crowded or len(known.kinds) > 1
    found: list[dict[str, tuple[str, ...]]] = []
    for kinds in SETS:
        if kinds in FLEET_ONLY and not fleet:
            continue
        if len(kinds) > 1 and not (joined and set(kinds) & known.kinds):
            continue
        when = {kind: known.values[kind] for kind in kinds}
        if all(when.values()):
            found.append(when)
    return found


def shared(when: dict[str, tuple[str, ...]], traffic: Traffic, own: Rows) -> bool:
    """Whether the conditions name nothing but an ip that other clients share."""
    if set(when) != {"ip"}:
        return False
    return any(_others(traffic, ip, own) >= SHARED for ip in when["ip"][:FLEET])


def _crowded(known: Bad, traffic: Traffic, own: Rows) -> bool:
    return any(_others(traffic, ip, own) >= SHARED for ip in known.values["ip"][:FLEET])


def _others(traffic: Traffic, ip: str, own: Rows) -> int:
    """Clients with calls from an ip who made none of the bad ones."""
    rows = traffic.showing({"ip": (ip,)})
    accused = np.unique(traffic.codes["client"][own])
    clients = np.unique(traffic.codes["client"][rows])
    itself = traffic.numbers("client", [ip])
    return len(np.setdiff1d(np.setdiff1d(clients, accused), itself))
