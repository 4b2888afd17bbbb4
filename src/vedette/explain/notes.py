"""What an administrator should know before believing an incident.

Comes in: an incident's plot and what was held back. Goes out: short notes: guesses it
rests on, comparisons that were not possible, how the actor was found, what hangs it
together, and what was nearly found of the same clients. It never repeats the story.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from vedette.explain.facts import OPERATIONS
from vedette.explain.story import Plot
from vedette.explain.words import clean, count, listing
from vedette.model.finding import HeldBack
from vedette.model.incident import MAX_MEMBERS

NEARLY: Final = 3
"""Nearly-findings that one incident shows."""


def notes(plot: Plot, held_back: Sequence[HeldBack]) -> tuple[str, ...]:
    """The notes, most important first, none twice."""
    return tuple(dict.fromkeys([*_grounds(plot), *_actors(plot), *_nearly(plot, held_back)]))


def _grounds(plot: Plot) -> Iterable[str]:
    findings = [each.finding for each in plot.group.accused if each.finding.alone]
    login = any(name.startswith("login") for name in plot.demands)
    if plot.facts.label_guessed and login:
        yield "labels guessed: that this operation is a login is Vedette's guess"
    if not all(finding.peers_known for finding in findings):
        yield "peers unknown: fewer than 30 clients to compare with"
    operations = len(plot.facts.operations)
    if operations > 20:
        least = "at least " if operations >= OPERATIONS else ""
        yield f"{least}{operations} operations, of which 20 are named"


def _actors(plot: Plot) -> Iterable[str]:
    if len(plot.group.clients) > MAX_MEMBERS:
        yield f"at least {MAX_MEMBERS:,} clients, of which so many are named"
    told = list(dict.fromkeys(each.note for each in plot.group.accused if each.note))
    yield from told[:NEARLY]
    if plot.group.by and plot.verdict != "fleet":
        yield f"belongs together by {listing(plot.group.by)}"
    if plot.verdict == "shared address":
        yield f"{count(plot.facts.identities, 'client')} behind it, and no single one to accuse"


def _nearly(plot: Plot, held_back: Sequence[HeldBack]) -> Iterable[str]:
    """What guards held back of the same clients in the same time."""
    start, end = plot.group.start, plot.group.end
    clients = set(plot.group.named)
    found: dict[str, None] = {}
    for each in held_back:
        if each.first <= end and each.last >= start and clients & set(each.clients):
            pattern = plot.kinds.patterns.get(each.pattern)
            name = pattern.title if pattern else each.pattern
            found[f"nearly found too: {name}, held back by {each.guard} ({clean(each.why)})"] = None
    yield from list(found)[:NEARLY]
