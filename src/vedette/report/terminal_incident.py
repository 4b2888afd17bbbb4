"""One incident on the terminal: in full, or on one line.

Comes in: an incident and the findings it is made of. Goes out: lines on a console.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.text import Text

from vedette.model.visible import visible
from vedette.report import spark, view
from vedette.report.screen import cut, fact, grid, pill, say, whole
from vedette.report.words import UNKNOWN, count, duration, moment, number, share, span
from vedette.report.yaml import rule_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rich.console import Console

    from vedette.model.finding import Finding
    from vedette.model.incident import Incident, Timeline

NARROW: Final = 76
"""Under this many columns evidence stands as sentences, not as a table."""

_PATTERNS: Final = 3
_ROWS: Final = 8
_CALLS: Final = 3


def full(
    screen: Console, number_: int, incident: Incident, findings: Mapping[str, Finding]
) -> None:
    """Print everything an administrator needs to judge one incident."""
    screen.print()
    title = visible(incident.title, 120)
    say(
        screen, (f"{number_}", "title"), " ", pill(incident.severity), " ", (title, "title"), hang=3
    )
    say(screen, visible(incident.story, 600), indent=2)
    screen.print()
    _facts(screen, incident)
    if incident.timeline:
        _timeline(screen, incident.timeline)
    _evidence(screen, incident, findings)
    for call in incident.sample_calls[:_CALLS]:
        if call is incident.sample_calls[0]:
            _label(screen, "some of its calls")
        whole(screen, cut(view.call_words(call), screen.width - 4), indent=4)
    _proposal(screen, incident)
    for note in incident.notes:
        say(screen, ("note: ", "dim"), visible(note, 400), indent=2, hang=6)


def brief(screen: Console, number_: int, incident: Incident) -> None:
    """Print an incident on one line."""
    who = view.clients_words(incident.clients, most=1)
    since = moment(incident.first_seen)[5:16]
    head = Text.assemble(f"{number_:>4} ", (f"{incident.severity:<8}", incident.severity), " ")
    rest = f"{visible(incident.title, 80)}; {who}; {since}, {count(incident.calls, 'call')}"
    head.append(cut(rest, screen.width - len(head)))
    screen.print(head, soft_wrap=True)


def _facts(screen: Console, incident: Incident) -> None:
    lasted = duration(incident.last_seen - incident.first_seen) or "an instant"
    when = f"{span(incident.first_seen, incident.last_seen)} ({lasted})"
    where = view.places(incident.proxies) or "the whole gateway"
    operations = view.places(incident.operations)
    facts = (
        ("verdict", f"{incident.verdict}, {share(incident.confidence)} sure"),
        ("who", view.clients_words(incident.clients)),
        ("where", f"{where}: {operations}" if operations else where),
        ("when", when),
        ("calls", number(incident.calls)),
        ("patterns", view.places(incident.patterns, most=6)),
        ("id", visible(incident.id, 60)),
    )
    for name, value in facts:
        fact(screen, name, value)


def _timeline(screen: Console, timeline: Timeline) -> None:
    room = max(min(screen.width - 44, 72), 12)
    _label(screen, "calls over time")
    series = (("incident", timeline.bad, "bars"), ("others", timeline.others, "others"))
    for name, values, style in series:
        drawn, top, group = spark.line(values, room)
        step = duration(timeline.step * group)
        peak = f"  peak {number(top)} per {step}" if top else "  none"
        shown = Text.assemble(f"    {name:<9}", (drawn, style), peak)
        screen.print(shown, soft_wrap=True)
    end = timeline.start + timeline.step * max(len(timeline.bad), len(timeline.others))
    say(screen, (span(timeline.start, end), "dim"), indent=13)


def _evidence(screen: Console, incident: Incident, findings: Mapping[str, Finding]) -> None:
    groups = view.why(incident, findings)
    for group in groups[:_PATTERNS]:
        often = f", {count(group.findings, 'finding')}" if group.findings > 1 else ""
        window = f"over {duration(group.window)}{often}"
        _label(screen, f"why: {group.pattern.replace('_', ' ')}", window)
        if screen.width < NARROW:
            _sentences(screen, group.rows[:_ROWS])
        else:
            _table(screen, group.rows[:_ROWS], own=group.own_known)
    if len(groups) > _PATTERNS:
        rest = [group.pattern.replace("_", " ") for group in groups[_PATTERNS:]]
        say(screen, (f"and by {view.places(rest, most=6)}", "dim"), indent=2)


def _table(screen: Console, rows: tuple[view.Row, ...], *, own: bool) -> None:
    columns = 5 if own else 4
    header = ("measure", "value", "threshold", "peers", "own usual")
    cells = [(row.measure, row.value, row.threshold, row.peers, row.own) for row in rows]
    grid(screen, header[:columns], [row[:columns] for row in cells])


def _sentences(screen: Console, rows: tuple[view.Row, ...]) -> None:
    for row in rows:
        against = [
            f"{name} {value}"
            for name, value in (
                ("threshold", row.threshold),
                ("peers", row.peers),
                ("own usual", row.own),
            )
            if value != UNKNOWN
        ]
        tail = f" ({', '.join(against)})" if against else ""
        say(screen, f"{row.measure}: ", (row.value, "bold"), tail, indent=4, hang=2)


def _proposal(screen: Console, incident: Incident) -> None:
    proposal = incident.proposal
    if proposal is None:
        _label(screen, "no rule proposed")
        if not incident.notes:
            say(screen, "No condition stops this without hitting others.", indent=4)
        return
    _label(screen, "proposed rule")
    say(screen, view.impact(proposal), indent=4)
    screen.print()
    for line in rule_text(proposal.rule).split("\n"):
        whole(screen, line, "code", indent=4)


def _label(screen: Console, text: str, more: str = "") -> None:
    screen.print()
    say(screen, (visible(text, 80), "bold"), (f"  {more}", "dim") if more else "", indent=2)
