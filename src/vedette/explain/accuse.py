"""Who it really was: the finest identity present that is not shared (guard G2).

Comes in: a finding on a shared or coarse identity (an office's address, an app's key, a
network). Goes out: the finding with the clients that carried it, and a sentence that says
how that was seen. It never accuses an identity that most of the neighbours show too, and
where nobody stands out it leaves the finding as it is, marked shared.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Final

import numpy as np
import polars as pl

from vedette.explain.gather import IDENTITIES, Gathered, Rows
from vedette.explain.kind import base
from vedette.explain.words import number, share, whose
from vedette.model.client import Client
from vedette.model.finding import Finding
from vedette.model.incident import MAX_MEMBERS
from vedette.model.measure import Distinct

CARRIES: Final = 0.95
"""Share of the calls in question that the accused must have made."""

FEW: Final = 3
"""Identities that may carry them together."""

NEIGHBOURS: Final = 2
"""Other identities that may show a user agent or fingerprint before it proves nothing."""

CROWD: Final = 5
"""Identities behind one ip from which on the ip is shared (guard G2)."""


@dataclass(frozen=True, slots=True)
class Accused:
    """A finding with its clients settled, and why they are the ones."""

    finding: Finding
    note: str | None = None


def accuse(findings: Sequence[Finding], calls: Gathered) -> list[Accused]:
    """Every finding with the finest clients that its calls show."""
    settled = [_settle(finding, calls) for finding in findings]
    return [_inside(each, settled) if _open(each.finding) else each for each in settled]


def _open(finding: Finding) -> bool:
    """Whether a shared network is all that the finding names so far."""
    return len(finding.clients) == 1 and "subnet" in finding.clients[0].as_dict() and finding.shared


def _inside(whole: Accused, settled: Sequence[Accused]) -> Accused:
    """A shared network whose attack another finding has already traced to someone in it."""
    network = ip_network(whole.finding.clients[0].as_dict()["subnet"], strict=False)
    clients = {
        client
        for each in settled
        if each.finding.pattern == whole.finding.pattern and _overlap(each, whole)
        for client in each.finding.clients
        if _lies_in(client, network)
    }
    if not clients:
        return whole
    named = tuple(sorted(clients))[:MAX_MEMBERS]
    note = f"seen on {whose(whole.finding.clients[0])} as a whole, too"
    return Accused(replace(whole.finding, clients=named, shared=False), note)


def _overlap(one: Accused, other: Accused) -> bool:
    return one.finding.start <= other.finding.end and other.finding.start <= one.finding.end


def _lies_in(client: Client, network: IPv4Network | IPv6Network) -> bool:
    ip = client.as_dict().get("ip")
    if ip is None:
        return False
    address = ip_network(ip, strict=False).network_address
    return address.version == network.version and address in network


def _settle(finding: Finding, calls: Gathered) -> Accused:
    if len(finding.clients) != 1:
        return Accused(finding)
    who = finding.clients[0].as_dict()
    if not finding.shared and "subnet" not in who:
        return Accused(finding)
    proxies = (finding.proxy,) if finding.proxy else ()
    rows = calls.rows(finding.clients[0], finding.start, finding.end, proxies, finding.operation)
    bad = calls.of_kind(rows, finding)
    if not len(bad):
        return Accused(finding)
    clients, carried = _carriers(finding, rows, bad, calls)
    if not clients:
        return Accused(finding)
    note = (
        f"seen on {whose(finding.clients[0])}, where {share(carried)} of the "
        f"{number(len(bad))} calls in question came from {_them(clients)}"
    )
    return Accused(replace(finding, clients=clients, shared=False), note)


def _carriers(
    finding: Finding, rows: Rows, bad: Rows, calls: Gathered
) -> tuple[tuple[Client, ...], float]:
    """The clients within it that made the calls in question, and their share of them."""
    who, frame = finding.clients[0].as_dict(), calls.take(bad)
    if "subnet" in who:
        return _members(frame, calls.take(rows, "ip", "client"))
    finer = ("token", "user") if "key" in who and "ip" not in who else IDENTITIES
    for kind in finer:
        values, carried = _few(frame, kind)
        if values and not calls.shared_keys & set(values):
            return tuple(_within(who, kind, value) for value in values), carried
    if "ip" not in who:
        return _one_ip(who, frame)
    for kind in ("user_agent", "ja4"):
        values, carried = _few(frame, kind)
        if values and (_hoards(finding, calls) or not _common(rows, bad, kind, values, calls)):
            return tuple(_within(who, kind, value) for value in values), carried
    return (), 0.0


def _hoards(finding: Finding, calls: Gathered) -> bool:
    """Whether the many identities are themselves the deed: sessions made in bulk.

    Then they excuse nobody, and are no neighbours of the one who made them; the pattern
    itself has seen to it that a crowd of people would look different.
    """
    measures = calls.kinds.measures
    return any(
        isinstance(measure := measures.get(base(each.measure)), Distinct)
        and measure.of in IDENTITIES
        and each.bound == "at_least"
        and (each.threshold or 0) >= CROWD
        for each in finding.evidence
    )


def _few(frame: pl.DataFrame, kind: str) -> tuple[list[str], float]:
    """The few values of `kind` that carry nearly all of the calls, and their share."""
    top = (
        frame.lazy()
        .select(kind)
        .drop_nulls()
        .group_by(kind)
        .len()
        .sort(["len", kind], descending=[True, False])
        .head(FEW)
        .collect()
    )
    values: list[str] = []
    carried = 0
    for value, calls in top.rows():
        values.append(value)
        carried += calls
        if carried >= CARRIES * frame.height:
            return values, carried / frame.height
    return [], 0.0


def _common(rows: Rows, bad: Rows, kind: str, values: list[str], calls: Gathered) -> bool:
    """Whether neighbours show these values too, in calls that are not in question.

    Where every call is in question (too many of them, say), all who show them count.
    """
    rest = np.setdiff1d(rows, bad, assume_unique=True)
    around = calls.take(rest if len(rest) else rows, kind, "client")
    return around.filter(pl.col(kind).is_in(values))["client"].n_unique() > NEIGHBOURS


def _within(who: dict[str, str], kind: str, value: str) -> Client:
    """The accused inside a shared ip keep the ip; inside a shared key the token says it all."""
    return Client.of(**({} if "ip" not in who else who), **{kind: value})


def _one_ip(who: dict[str, str], frame: pl.DataFrame) -> tuple[tuple[Client, ...], float]:
    """Few addresses that made the calls with an app's key, unless they are shared too."""
    values, carried = _few(frame, "ip")
    if values and frame["client"].n_unique() < CROWD * len(values):
        return tuple(Client.of(**who, ip=value) for value in values), carried
    return (), 0.0


def _members(bad: pl.DataFrame, around: pl.DataFrame) -> tuple[tuple[Client, ...], float]:
    """The addresses of a network, none of them shared, that mostly make calls in question."""
    made = around.group_by("ip").agg(all=pl.len(), behind=pl.col("client").n_unique())
    members = (
        bad.group_by("ip")
        .len("bad")
        .join(made, on="ip")
        .filter(pl.col("bad") * 2 >= pl.col("all"), pl.col("behind") < CROWD)
        .sort(["bad", "ip"], descending=[True, False])
        .head(MAX_MEMBERS)
    )
    carried = int(members["bad"].sum()) / bad.height
    return tuple(Client.of(ip=ip) for ip in members["ip"].to_list()), carried


def _them(clients: tuple[Client, ...]) -> str:
    named = " and ".join(whose(client) for client in clients[:FEW])
    return named if len(clients) <= FEW else f"{number(len(clients))} addresses"
