"""Several rules match one call: which one acts.

Comes in: the rules in force that match, by their id (an older rule has the smaller id).
Goes out: the one effect. It never depends on the order in which rules are given.

allow > block > throttle > flag. At equal action the narrower wins: operation before
proxy before gateway, then more conditions, then the longer address prefix, then the
older id. Of two throttles the lower rate wins. Flags add up: a call that is flagged or
throttled carries the headers of all flag rules; where two set one header, the narrower's
value stands. An allowed or blocked call carries none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from vedette.decide.conditions.address import network
from vedette.model.rule import ACTIONS, Action, Rule, Scope

_PER_MINUTE: Final = {"s": 60, "min": 1}
_EXACT: Final = 129
"""Stands for "no network at all", which is narrower than any prefix."""


@dataclass(frozen=True, slots=True)
class Effect:
    """What happens to the call: the action, the rule that decides, headers to add."""

    action: Action
    rule: int
    rate: str | None = None
    headers: dict[str, str] = field(default_factory=dict[str, str], hash=False)


def per_minute(rate: str) -> int:
    """A rate such as "5/s" or "20/min" as calls per minute."""
    number, unit = rate.split("/")
    return int(number) * _PER_MINUTE[unit]


def narrowness(scope: Scope) -> int:
    """0 for an operation, 1 for a proxy, 2 for the whole gateway."""
    return 0 if scope.operation else 1 if scope.proxy else 2


def prefix(rule: Rule) -> int:
    """The shortest address prefix of the rule, IPv4 counted like IPv6 (+96)."""
    networks = [network(value) for value in rule.when.get("ip", ())]
    lengths = [n.prefixlen + (96 if n.version == 4 else 0) for n in networks]
    return min(lengths, default=_EXACT)


def order(rule: Rule, number: int) -> tuple[int, int, int, int, int, int]:
    """The sort key of a rule: what sorts first wins. Distinct ids make it a total order."""
    slowest = per_minute(rule.rate) if rule.action == "throttle" and rule.rate else 0
    return (
        ACTIONS.index(rule.action),
        slowest,
        narrowness(rule.scope),
        -len(rule.when),
        -prefix(rule),
        number,
    )


def effect(rules: Mapping[int, Rule]) -> Effect | None:
    """The one effect of all rules that match a call; None where no rule matches."""
    if not rules:
        return None
    ranked = sorted(rules, key=lambda number: order(rules[number], number))
    number, rule = ranked[0], rules[ranked[0]]
    headers: dict[str, str] = {}
    if rule.action in ("throttle", "flag"):
        for flagging in reversed(ranked):
            if rules[flagging].action == "flag":
                headers |= rules[flagging].headers
    return Effect(rule.action, number, rule.rate if rule.action == "throttle" else None, headers)
