"""The terminal report: is anything wrong, who, why, and what to do.

Comes in: an `Analysis` and a console. Goes out: lines on it. Nothing that a client sent
is printed but through `model.visible`, and nothing is ever read as markup.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from rich.text import Text

from vedette.model.visible import visible
from vedette.report import terminal_incident, view
from vedette.report.screen import grid, head, say, whole
from vedette.report.words import TIMES, count, measure, number, share, span

if TYPE_CHECKING:
    from rich.console import Console

    from vedette.model.analysis import Analysis

FULL: Final = 5
"""Incidents shown in full when there are too many to show all so."""

_ALL_FULL: Final = 8
_BRIEF: Final = 200
_HELD: Final = 6
_SAMPLES: Final = 5


def show(analysis: Analysis, screen: Console, again: str = "vedette analyse LOG") -> None:
    """Print the whole report. `again` is the command that made it, for the last section."""
    _headline(screen, analysis)
    _incidents(screen, analysis)
    _held_back(screen, analysis)
    _unread(screen, analysis)
    _tuning(screen, analysis)
    _notes(screen, analysis)
    _next(screen, analysis, again)


def show_client(analysis: Analysis, screen: Console, wanted: str) -> None:
    """Print what is known about one client (`report.about` has left only that)."""
    findings = {finding.id: finding for finding in analysis.findings}
    if not analysis.incidents:
        name = visible(wanted, 80)
        say(screen, (f"No incident names {name} in {count(analysis.input.calls, 'call')}.", "good"))
    for place, incident in enumerate(analysis.incidents, 1):
        terminal_incident.full(screen, place, incident, findings)
    _held_back(screen, analysis)


def _headline(screen: Console, analysis: Analysis) -> None:
    fine = not analysis.incidents and analysis.input.calls > 0
    say(screen, (view.headline(analysis), "good" if fine else "bad"))
    say(screen, view.read_words(analysis))
    first, last = analysis.input.first, analysis.input.last
    if first is not None and last is not None:
        say(screen, f"From {span(first, last)}.")


def _incidents(screen: Console, analysis: Analysis) -> None:
    incidents = analysis.incidents
    findings = {finding.id: finding for finding in analysis.findings}
    top = len(incidents) if len(incidents) <= _ALL_FULL else FULL
    for place, incident in enumerate(incidents[:top], 1):
        terminal_incident.full(screen, place, incident, findings)
    rest = incidents[top : top + _BRIEF]
    if rest:
        head(screen, f"The other {count(len(incidents) - top, 'incident')}")
    for place, incident in enumerate(rest, top + 1):
        terminal_incident.brief(screen, place, incident)
    left = len(incidents) - top - len(rest)
    if left:
        say(screen, (f"and {left:,} more; --json and --report show all of them", "dim"), indent=5)


def _held_back(screen: Console, analysis: Analysis) -> None:
    held = analysis.held_back
    if not held:
        return
    head(screen, f"Nearly found: {count(len(held), 'time')} a guard said no")
    for one in held[:_HELD]:
        who = view.clients_words(one.clients, most=2)
        pattern = visible(one.pattern, 60).replace("_", " ")
        where = f" at {visible(one.proxy, 60)}" if one.proxy else ""
        say(screen, (pattern, "bold"), f": {who}{where}", indent=2, hang=4)
        say(screen, (f"{one.guard}: ", "bold"), visible(one.why, 300), indent=4, hang=2)
        for evidence in one.evidence[:2]:
            row = view.row(evidence)
            say(screen, (f"{row.measure} {row.value}, threshold {row.threshold}", "dim"), indent=4)
    rest = Counter(f"{one.pattern} ({one.guard})" for one in held[_HELD:])
    if rest:
        kinds = view.places([f"{amount} {name}" for name, amount in rest.most_common()], most=5)
        say(screen, (f"and {kinds}", "dim"), indent=2)


def _unread(screen: Console, analysis: Analysis) -> None:
    read = analysis.input
    noted = [one for one in read.files if one.note]
    total = sum(read.rejected.values())
    if not total and not noted:
        return
    head(screen, f"What could not be read: {count(total, 'line')}")
    for reason, amount in Counter(read.rejected).most_common():
        part = share(amount / max(read.lines, 1))
        say(screen, f"{visible(reason, 100)}: {number(amount)} ({part})", indent=2)
    for one in read.rejected_samples[:_SAMPLES]:
        where = visible(one.file, 60) + (f":{one.line}" if one.line is not None else "")
        say(screen, (f"{where}  ", "dim"), visible(one.text, 160), indent=4, hang=2)
    for one in noted:
        say(screen, f"{visible(one.file, 80)}: {visible(one.note or '', 200)}", indent=2)


def _tuning(screen: Console, analysis: Analysis) -> None:
    if not analysis.tuning:
        return
    head(screen, "Incidents if one threshold were scaled")
    factors = sorted({key for one in analysis.tuning for key in one.incidents}, key=float)
    rows = [
        (
            f"{visible(one.pattern, 60)}: {measure(one.measure)}",
            number(one.threshold),
            *(str(one.incidents.get(factor, "")) for factor in factors),
        )
        for one in analysis.tuning
    ]
    header = ("pattern and measure", "threshold", *(f"{TIMES}{factor}" for factor in factors))
    grid(screen, header, rows, indent=2)


def _notes(screen: Console, analysis: Analysis) -> None:
    notes = [visible(note, 400) for note in analysis.notes]
    if notes:
        head(screen, "Good to know")
    for note in notes:
        say(screen, "- ", note, indent=2, hang=2)


def _next(screen: Console, analysis: Analysis, again: str) -> None:
    head(screen, "Next")
    steps = [("all of it as one page", f"{again} --report report.html")]
    if analysis.incidents:
        steps.append(("all of it for a program", f"{again} --json -"))
        steps.append(("how sensitive the thresholds are", f"{again} --tune"))
    if analysis.input.rejected_samples:
        steps.append(("why a line cannot be read", "vedette explain -"))
    for what, command in steps:
        if screen.width < terminal_incident.NARROW:
            say(screen, (what, "dim"), indent=2)
            whole(screen, command, "code", indent=4)
        else:
            line = Text.assemble(f"  {what:<36}", (command, "code"))
            screen.print(line, soft_wrap=True)
    if analysis.incidents:
        screen.print()
        say(screen, (view.headline(analysis), "bad"))
