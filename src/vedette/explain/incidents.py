"""From findings to incidents: the whole walk of this room.

Comes in: findings, what was held back, the history, the patterns and measures, and who is
good. Goes out: `Explained`, the incidents (without proposals) and the findings with their
clients settled, their own past and their calls. It never reads a clock or a file, and the
same input gives the same output.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from vedette.explain import evidence, sample, timeline
from vedette.explain.accuse import Accused, accuse
from vedette.explain.crowd import crowds
from vedette.explain.facts import Facts, facts, lead
from vedette.explain.gather import NONE, Gathered, gather
from vedette.explain.group import Group, group
from vedette.explain.kind import Kinds
from vedette.explain.notes import notes
from vedette.explain.rivals import rivals
from vedette.explain.story import Plot, story, title
from vedette.explain.verdict import verdict
from vedette.model.call import DAY
from vedette.model.finding import SEVERITIES, Finding, HeldBack
from vedette.model.good import Good
from vedette.model.history import History
from vedette.model.incident import MAX_MEMBERS, Incident
from vedette.model.measure import Measure
from vedette.model.pattern import Pattern

SUREST: Final = 0.99
OPERATIONS: Final = 20
"""Operations that an incident names at most, the busiest first."""

BACKEND_FAULT: Final = "backend_fault"
_NO_MEASURES: Final[Mapping[str, Measure]] = {}


@dataclass(frozen=True, slots=True)
class Explained:
    """The incidents, gravest first, and all findings in order of time."""

    incidents: tuple[Incident, ...]
    findings: tuple[Finding, ...]


def incidents(
    findings: Sequence[Finding],
    held_back: Sequence[HeldBack],
    history: History,
    *,
    patterns: Mapping[str, Pattern],
    good: Good,
    measures: Mapping[str, Measure] = _NO_MEASURES,
) -> Explained:
    """What happened. `measures` are the definitions of the measures that patterns use."""
    ordered = sorted(findings, key=lambda f: (f.first, f.id))
    known = Kinds(patterns, measures)
    more = evidence.columns(ordered, known, history)
    calls = gather(ordered, history, good, known, more)
    accused = accuse(ordered, calls)
    if any(each.note for each in accused):
        settled = [each.finding for each in accused]
        calls = gather(settled, history, good, known, evidence.columns(settled, known, history))
    accused = [
        replace(each, finding=evidence.with_baseline(each.finding, calls, history))
        for each in accused
    ]
    plots = _plots(accused, calls, good, history, patterns)
    found = _told(plots, held_back, calls, history)
    shown = _shown([each.finding for each in accused], calls, history)
    return Explained(found, shown)


def _plots(
    accused: Sequence[Accused],
    calls: Gathered,
    good: Good,
    history: History,
    patterns: Mapping[str, Pattern],
) -> list[Plot]:
    """Groups with facts, verdict and rivals. What stands alone is needed for an incident."""
    groups = group(accused, calls, good, history)
    groups = [one for one in groups if any(each.finding.alone for each in one.accused)]
    told = facts(groups, calls)
    rest, crowded = crowds(groups, told, patterns, calls)
    if crowded:
        groups, told = rest + crowded, facts(rest + crowded, calls)
    days = (history.last or 0) // DAY != (history.first or 0) // DAY
    plots = [
        Plot(
            one,
            each,
            "flash crowd" if number >= len(rest) else verdict(one, each, calls.kinds),
            calls.kinds,
            rival,
            days,
        )
        for number, (one, each, rival) in enumerate(
            zip(groups, told, rivals(groups, calls, good, history), strict=True)
        )
    ]
    faults = [
        Plot(Group((each,), NONE), _faulty(each.finding), "backend fault", calls.kinds,
             None, days)
        for each in accused
        if not each.finding.clients and each.finding.pattern == BACKEND_FAULT
    ]  # fmt: skip
    return plots + faults


def _faulty(finding: Finding) -> Facts:
    proxies = ((finding.proxy, finding.calls),) if finding.proxy else ()
    return Facts(finding.calls, finding.start, finding.end, proxies=proxies)


def _told(
    plots: Sequence[Plot], held_back: Sequence[HeldBack], calls: Gathered, history: History
) -> tuple[Incident, ...]:
    cells = timeline.cells(history)
    ranks = sample.hashes(calls)
    wanted = [sample.chosen(plot.group.rows, ranks, sample.PER_INCIDENT) for plot in plots]
    shown = sample.samples(wanted, calls, history)
    found: list[Incident] = []
    for plot, samples in zip(plots, shown, strict=True):
        proxies = [name for name, _ in plot.facts.proxies]
        chart = timeline.timeline(plot.group, calls, cells, proxies, history)
        told = notes(plot, held_back)
        found.append(replace(_incident(plot), timeline=chart, sample_calls=samples, notes=told))
    found.sort(key=lambda i: (-SEVERITIES.index(i.severity), -i.confidence, i.first_seen, i.id))
    return tuple(found)


def _incident(plot: Plot) -> Incident:
    findings = [each.finding for each in plot.group.accused]
    told = plot.facts
    alone = [f for f in findings if f.alone]
    return Incident(
        id=findings[0].id,
        title=title(plot),
        verdict=plot.verdict,
        severity=SEVERITIES[max(SEVERITIES.index(f.severity) for f in alone or findings)],
        confidence=confidence(findings, plot.kinds.patterns),
        first_seen=told.first if told.calls else plot.group.start,
        last_seen=told.last if told.calls else plot.group.end,
        calls=told.calls,
        clients=plot.group.clients[:MAX_MEMBERS],
        proxies=tuple(sorted(name for name, _ in told.proxies)) or plot.group.proxies,
        operations=tuple(name for name, _ in told.operations[:OPERATIONS]),
        patterns=tuple(dict.fromkeys(f.pattern for f in _by_weight(findings, lead(plot.group)))),
        story=story(plot),
        finding_ids=tuple(f.id for f in findings),
    )


def _by_weight(findings: Sequence[Finding], first: Finding) -> list[Finding]:
    """The leading finding, then the others in order of time."""
    return [first, *(f for f in findings if f is not first)]


def confidence(findings: Sequence[Finding], patterns: Mapping[str, Pattern]) -> float:
    """Within a family the maximum, over families noisy-or, at most 0.99."""
    best: dict[str, float] = {}
    for finding in findings:
        family = patterns[finding.pattern].family if finding.pattern in patterns else finding.family
        best[family] = max(best.get(family, 0.0), finding.confidence)
    doubt = 1.0
    for sure in best.values():
        doubt *= 1 - sure
    return round(min(1 - doubt, SUREST), 4)


def _shown(findings: Sequence[Finding], calls: Gathered, history: History) -> tuple[Finding, ...]:
    """The findings with their calls beside them."""
    ranks = sample.hashes(calls)
    wanted: list[list[int]] = []
    for finding in findings:
        proxies = (finding.proxy,) if finding.proxy else ()
        rows = [
            calls.of_kind(
                calls.rows(client, finding.start, finding.end, proxies, finding.operation),
                finding,
            )
            for client in finding.clients[: sample.PER_FINDING]
        ]
        each = max(rows, key=len, default=NONE)
        wanted.append(sample.chosen(each, ranks, sample.PER_FINDING))
    shown = sample.samples(wanted, calls, history)
    return tuple(
        replace(finding, sample_calls=samples or finding.sample_calls)
        for finding, samples in zip(findings, shown, strict=True)
    )
