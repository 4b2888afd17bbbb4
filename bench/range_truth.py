"""An analysis against the truth.

Comes in: the JSON of `vedette analyse` (`vedette.analysis/1`) and what is known about the
traffic. Goes out: who was named by whom, when, and how badly. Touches nothing.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

ACCUSING = ("attacker", "fleet")
SEVERITIES = ("low", "medium", "high", "critical")
Analysis = dict[str, Any]


@dataclass(frozen=True)
class Naming:
    """One time that a client was named: in an incident, a finding, or held back."""

    where: str
    patterns: tuple[str, ...]
    severity: str
    verdict: str
    begins: str

    def __str__(self) -> str:
        what = ", ".join(self.patterns)
        if self.where == "held back":
            return f"held back: {what} ({self.verdict})"
        aside = "" if self.verdict in {*ACCUSING, ""} else f", {self.verdict}"
        return f"{self.severity}: {what}{aside}"


def named(analysis: Analysis, ips: Iterable[str]) -> dict[str, list[Naming]]:
    """For each of the addresses, every incident that names it or a network it is in."""
    wanted = {ip: ipaddress.ip_address(ip) for ip in ips}
    result: dict[str, list[Naming]] = {ip: [] for ip in wanted}
    for incident in analysis["incidents"]:
        naming = Naming("incident", tuple(incident["patterns"]), incident["severity"],
                        incident["verdict"], incident["first_seen"])  # fmt: skip
        for ip in _hit(incident["clients"], wanted):
            result[ip].append(naming)
    return result


def nearly(analysis: Analysis, ips: Iterable[str]) -> dict[str, list[Naming]]:
    """For each of the addresses, what was held back, and findings in no incident."""
    wanted = {ip: ipaddress.ip_address(ip) for ip in ips}
    result: dict[str, list[Naming]] = {ip: [] for ip in wanted}
    used = {i for incident in analysis["incidents"] for i in incident["finding_ids"]}
    for finding in analysis["findings"]:
        if finding["id"] not in used:
            naming = Naming("finding", (finding["pattern"],), finding["severity"], "",
                            finding["window"]["start"])  # fmt: skip
            for ip in _hit(finding["clients"], wanted):
                result[ip].append(naming)
    for held in analysis["held_back"]:
        naming = Naming("held back", (held["pattern"],), "", held["guard"], "")
        for ip in _hit(held["clients"], wanted):
            result[ip].append(naming)
    return result


def kinds(analysis: Analysis, ip: str) -> list[str]:
    """The patterns that found the address itself, not merely its incident's other members."""
    address = {ip: ipaddress.ip_address(ip)}
    used = {i for incident in analysis["incidents"] for i in incident["finding_ids"]}
    found = {f["pattern"] for f in analysis["findings"]
             if f["id"] in used and any(_hit(f["clients"], address))}  # fmt: skip
    return sorted(found)


def _hit(clients: list[dict[str, str]], wanted: dict[str, Any]) -> Iterator[str]:
    for client in clients:
        for kind in ("ip", "subnet"):
            value = client.get(kind)
            if value is None:
                continue
            if value in wanted:
                yield value
                continue
            if "/" in value or ":" in value:
                network = ipaddress.ip_network(value, strict=False)
                same = (ip for ip, one in wanted.items() if one.version == network.version)
                yield from (ip for ip in same if wanted[ip] in network)


def flagged(namings: Iterable[Naming], above: str | None = None) -> bool:
    """Whether an incident accuses; with `above`, one that is more severe than that."""
    floor = -1 if above is None else SEVERITIES.index(above)
    accused = (o for o in namings if o.where == "incident" and o.verdict in ACCUSING)
    return any(SEVERITIES.index(one.severity) > floor for one in accused)


@dataclass(frozen=True)
class Delay:
    """How soon a client was flagged: log time and its own calls until then."""

    seconds: float
    calls: int
    pattern: str


def delay(analysis: Analysis, ip: str, times: list[datetime]) -> Delay | None:
    """From the client's first call to the first instant at which a finding named it.

    `times` are the client's calls, in order. Nought when its network was named before. A
    finding's first instant is `first` where the output has it, else the start of its window
    plus the window's length.
    """
    address = {ip: ipaddress.ip_address(ip)}
    used = {i for incident in analysis["incidents"] for i in incident["finding_ids"]}
    best: Delay | None = None
    for finding in analysis["findings"]:
        if finding["id"] not in used or not any(_hit(finding["clients"], address)):
            continue
        moment = instant(finding)
        seconds = max(0.0, (moment - times[0]).total_seconds())
        if best is None or seconds < best.seconds:
            calls = sum(time < moment for time in times)
            best = Delay(seconds, calls, finding["pattern"])
    return best


def instant(finding: dict[str, Any]) -> datetime:
    """The first instant at which a finding fired."""
    if "first" in finding:
        return moment(finding["first"])
    start = moment(finding["window"]["start"])
    end = moment(finding["window"]["end"])
    length = float(finding.get("window_seconds", (end - start).total_seconds()))
    return min(end, datetime.fromtimestamp(start.timestamp() + length, start.tzinfo))


def moment(text: str) -> datetime:
    """An RFC 3339 time."""
    return datetime.fromisoformat(text)
