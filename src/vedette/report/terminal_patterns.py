"""Patterns on the terminal: all of them as a list, or one in full.

Comes in: patterns and a console. Goes out: lines on it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from vedette.report.screen import fact, grid, head, say
from vedette.report.words import bound, duration, listed, measure, number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from vedette.model.pattern import Condition, Pattern, When

_COMPANIONS = {
    "of_proxy": "share of the API's",
    "vs_peers": "times the peers'",
    "vs_own": "times its own usual",
}


def show_all(patterns: Sequence[Pattern], screen: Console) -> None:
    """Print one line for each pattern."""
    rows = [
        (f"{one.id}: {one.title}", one.family, one.suggests, " ".join(_severities(one)))
        for one in patterns
    ]
    grid(screen, ("pattern", "family", "suggests", "severities"), rows, indent=0, numbers=False)
    screen.print()
    say(screen, ("vedette patterns NAME shows one in full.", "dim"))


def show_one(pattern: Pattern, screen: Console) -> None:
    """Print all that a pattern says."""
    say(screen, (pattern.title, "title"), (f"  {pattern.id}, version {pattern.version}", "dim"))
    say(screen, " ".join(pattern.means.split()))
    screen.print()
    facts = {
        "kind": pattern.kind,
        "family": pattern.family,
        "per": listed(list(pattern.per)),
        "peers": pattern.peers,
        "guards": listed(list(pattern.guards)),
        "suggests": f"{pattern.suggests} {pattern.rate or ''}".strip(),
        "alone": "" if pattern.alone else "no: it only strengthens other findings",
        "owasp": listed([*pattern.owasp, *pattern.oat]),
        "apigee": pattern.apigee or "",
    }
    for name, value in facts.items():
        if value:
            fact(screen, name, value)
    for level in pattern.levels:
        _level(level, screen)
    if pattern.examples:
        head(screen, "Examples")
    for example in pattern.examples:
        says = "must fire: " if example.fires else "must stay quiet: "
        say(screen, (says, "dim"), example.name, indent=2, hang=2)


def _level(level: When, screen: Console) -> None:
    window, sure = duration(level.window), number(level.confidence)
    head(screen, f"{level.severity.capitalize()}, confidence {sure}, when over {window}")
    for condition in level.conditions:
        say(screen, _condition(condition), indent=2, hang=2)


def _condition(condition: Condition) -> str:
    companion = f", {_COMPANIONS[condition.companion]}," if condition.companion else ""
    sign = bound(condition.bound)
    return f"{measure(condition.measure)}{companion} {sign} {number(condition.value)}"


def _severities(pattern: Pattern) -> list[str]:
    met = {level.severity for level in pattern.levels}
    return [name for name in ("low", "medium", "high", "critical") if name in met]
