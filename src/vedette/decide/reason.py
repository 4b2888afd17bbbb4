"""A proposal in words: its name, its reason, and why this rule and no wider one.

Comes in: the chosen candidate and the others. Goes out: text for a person, and the parts
of the rule that are text. It never shows what a client sent unless it is a condition.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from vedette.decide import match
from vedette.decide.conditions.catalog import BY_KEY
from vedette.decide.fields import MAX_REASON
from vedette.decide.weigh import Weighed
from vedette.model.incident import Incident
from vedette.model.rule import Rule, Scope

_KEY: Final = {"subnet": "ip"}
_WIDER: Final = (("ip",), ("key",), ("subnet",), ("user_agent",), ("ja4",))
_NOT_IN_NAMES: Final = re.compile(r"[^A-Za-z0-9]+")


def name(incident: Incident) -> str:
    """A rule's name: the leading pattern and the incident it answers."""
    pattern = incident.patterns[0] if incident.patterns else "incident"
    parts = _NOT_IN_NAMES.sub("-", f"{pattern}-{incident.id}").strip("-")
    return parts[:100].strip("-") or "incident"


def conditions(when: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """The conditions under the keys of a rule: a network is an `ip` too."""
    return {_KEY.get(kind, kind): values for kind, values in when.items()}


def headers(incident: Incident) -> dict[str, str]:
    """What the backend learns of a flagged call."""
    return {
        "X-Vedette-Reason": incident.patterns[0] if incident.patterns else incident.verdict,
        "X-Vedette-Confidence": f"{incident.confidence:.2f}",
        "X-Vedette-Incident": re.sub(r"[^\x20-\x7e]", "?", incident.id)[:100],
    }


def who(when: Mapping[str, tuple[str, ...]]) -> str:
    """Conditions in words."""
    told = [BY_KEY[key].words(values) for key, values in conditions(when).items()]
    return " and ".join(told)


def place(scope: Scope) -> str:
    """A scope in words."""
    return match.place(scope)


def why(rule: Rule, chosen: Weighed, weighed: Sequence[Weighed]) -> str:
    """The numbers of the chosen rule, and what the next wider one would have cost."""
    told = (
        f"{match.words(rule)}: covers {percent(chosen.covers)} of the attack, hits "
        f"{clients(chosen.good.clients, 'good')} and {clients(chosen.unknown.clients, 'unknown')}"
    )
    if chosen.unknown.clients and not chosen.others:
        told += " (the accused at other times)"
    wider = _wider(chosen, weighed)
    if wider:
        cost = clients(wider.good.clients, "good")
        told += f"; {who(wider.when)} {place(wider.scope)} would hit {cost}"
    return told


def _wider(chosen: Weighed, weighed: Sequence[Weighed]) -> Weighed | None:
    """The nearest other conditions, in the same place, that would hit more good clients."""
    for kinds in _WIDER:
        for one in weighed:
            same = tuple(one.when) == kinds and one.scope == chosen.scope
            if same and one.good.clients > chosen.good.clients:
                return one
    wider = [one for one in weighed if one.good.clients > chosen.good.clients]
    return wider[0] if wider else None


def reason(incident: Incident, why: str) -> str:
    """The rule's reason: the incident and the sentence."""
    text = f"incident {incident.id}: {why}"
    plain = "".join(c if c.isprintable() else "?" for c in text)
    return plain if len(plain) <= MAX_REASON else plain[: MAX_REASON - 3] + "..."


def percent(value: float) -> str:
    """A share; never 100 % for less than all."""
    shown = int(value * 1000) / 10
    return f"{shown:g} %"


def clients(number: int, kind: str) -> str:
    """3 good clients, 1 good client."""
    return f"{number:,} {kind} client{'' if number == 1 else 's'}"
