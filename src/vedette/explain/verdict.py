"""What an incident is: an attacker, or one of the six things that look like one.

Comes in: a group of findings and its facts. Goes out: one word, by evidence alone. It
never excuses a client that tried logins, guessed keys or asked for well-known targets.

- backend fault: the pattern of that name, which accuses nobody.
- shared address: a shared identity behind which nobody could be named.
- flash crowd: see `crowd`.
- broken client: most of the findings' calls are of findings that guard G8 marked broken.
- load test: only volume, at least 90 % answered well, by one or two addresses with a tool
  made for load, and with a verified key or token or from inside (a private address).
- fleet: at least three addresses that hang together by more than one credential.
- attacker: everything else.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from typing import Final

from vedette.explain.facts import Facts
from vedette.explain.group import Group
from vedette.explain.kind import Kinds
from vedette.model.finding import Finding
from vedette.model.incident import Verdict
from vedette.model.pattern import Pattern

FLEET: Final = 3
"""Addresses from which on an incident is a fleet's."""

LOAD_TOOLS: Final = (
    "apache-httpclient (jmeter", "apachebench", "artillery", "autocannon", "bombardier", "gatling",
    "grafana-k6", "hey/", "jmeter", "k6/", "locust", "oha/", "siege/", "vegeta", "wrk",
)  # fmt: skip
_GUILTY: Final = ("login", "rejected", "bad_")
"""Beginnings of measures that no broken client raises by mistake for long."""


def verdict(group: Group, facts: Facts, kinds: Kinds) -> Verdict:
    """The verdict on a group whose clients are settled."""
    if group.shared:
        return "shared address"
    if _broken(group, kinds):
        return "broken client"
    if _load_test(group, facts, kinds.patterns):
        return "load test"
    return "fleet" if _fleet(group, facts) else "attacker"


def _broken(group: Group, kinds: Kinds) -> bool:
    findings = [each.finding for each in group.accused if each.finding.alone]
    broken = sum(finding.calls for finding in findings if finding.broken)
    guilty = any(_guilty(f, kinds) for f in findings if not f.broken)
    return broken * 2 > sum(finding.calls for finding in findings) and not guilty


def _guilty(finding: Finding, kinds: Kinds) -> bool:
    return any(measure.startswith(_GUILTY) for measure in kinds.demands(finding))


def _fleet(group: Group, facts: Facts) -> bool:
    """Many addresses that no single credential explains: those are one client that moves."""
    return facts.ips >= FLEET and len(group.clients) >= FLEET


def _load_test(group: Group, facts: Facts, patterns: Mapping[str, Pattern]) -> bool:
    agent = (facts.user_agent or "").lower()
    families = {patterns[e.finding.pattern].family for e in group.accused
                if e.finding.pattern in patterns}  # fmt: skip
    known = facts.keys + facts.tokens > 0 or all(_inside(c.as_dict()) for c in group.clients)
    return (
        families == {"volume"}
        and 0 < facts.ips <= 2
        and facts.ok >= 0.9 * facts.calls
        and any(tool in agent for tool in LOAD_TOOLS)
        and known
    )


def _inside(who: dict[str, str]) -> bool:
    try:
        return ipaddress.ip_network(who.get("ip", "")).is_private
    except ValueError:
        return False
