"""What both reports show of an analysis, before either draws it.

Comes in: an `Analysis` and its parts. Goes out: small values ready to be laid out: the
headline, the evidence of an incident by pattern, clients and calls in words. It draws
nothing and escapes for no medium, but every text from a client comes out visible.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from vedette.model.finding import SEVERITIES, Severity
from vedette.model.visible import visible
from vedette.report.words import UNKNOWN, bound, count, listed, measure, moment, quantity, share

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from vedette.model.analysis import Analysis
    from vedette.model.client import Client
    from vedette.model.finding import Evidence, Finding, SampleCall
    from vedette.model.incident import Hit, Incident, Proposal

MOST_ROWS: Final = 12
"""Lines of evidence shown for one pattern."""

_FINGERPRINT: Final = 11
"""Characters of a fingerprint that name it on sight: `k1_` and 8 digits."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of evidence, in words."""

    measure: str
    value: str
    threshold: str
    peers: str
    own: str


@dataclass(frozen=True, slots=True)
class Why:
    """The evidence of one pattern of an incident: of its strongest finding."""

    pattern: str
    findings: int
    window: int
    confidence: float
    rows: tuple[Row, ...]

    @property
    def own_known(self) -> bool:
        """Whether the client's own past is known for any row; else its column says nothing."""
        return any(row.own != UNKNOWN for row in self.rows)


def severities(analysis: Analysis) -> list[tuple[Severity, int]]:
    """How many incidents there are of each severity met, worst first."""
    counts = Counter(incident.severity for incident in analysis.incidents)
    return [(name, counts[name]) for name in reversed(SEVERITIES) if counts[name]]


def headline(analysis: Analysis) -> str:
    """One sentence: is anything wrong?"""
    read = analysis.input
    if not read.lines:
        return "Nothing to read: the input is empty."
    if not read.calls:
        return f"Nothing could be read: all {count(read.lines, 'line')} were rejected."
    if not analysis.incidents:
        return "No incident found."
    by = [f"{amount} {name}" for name, amount in severities(analysis)]
    return f"{count(len(analysis.incidents), 'incident')}: {', '.join(by)}."


def read_words(analysis: Analysis) -> str:
    """One sentence: what was read, and how fast."""
    read = analysis.input
    files = count(len(read.files), "file")
    formats = listed([name.replace("_", " ") for name in read.formats]) or "no known format"
    rejected = sum(read.rejected.values())
    lost = f", {rejected:,} rejected ({share(rejected / read.lines)})" if rejected else ""
    text = f"{count(read.lines, 'line')} in {files} ({formats}), {count(read.calls, 'call')}{lost}"
    if analysis.seconds <= 0:
        return text + "."
    speed = read.lines / analysis.seconds
    return f"{text}; read and judged in {analysis.seconds:,.1f} s ({speed:,.0f} lines/s)."


def why(incident: Incident, findings: Mapping[str, Finding]) -> list[Why]:
    """The incident's evidence, one entry per pattern, strongest first."""
    by_pattern: dict[str, list[Finding]] = {}
    for ident in incident.finding_ids:
        if ident in findings:
            by_pattern.setdefault(findings[ident].pattern, []).append(findings[ident])
    groups = [(max(group, key=_strength), len(group)) for group in by_pattern.values()]
    groups.sort(key=lambda group: _strength(group[0]), reverse=True)
    return [
        Why(
            visible(best.pattern, 60),
            amount,
            best.window,
            best.confidence,
            telling(tuple(row(one) for one in best.evidence), MOST_ROWS),
        )
        for best, amount in groups
    ]


def row(evidence: Evidence) -> Row:
    """One line of evidence in words; only the value carries its unit's noun."""
    unit = evidence.unit
    # What a companion (calls.vs_peers) is compared with are values of the measure itself.
    reference = "" if "." in evidence.measure else unit
    name = measure(evidence.measure)
    threshold = quantity(evidence.threshold, unit, noun=False)
    limit = threshold if evidence.threshold is None else f"{bound(evidence.bound)} {threshold}"
    return Row(
        visible(name, 60),
        visible(quantity(evidence.value, unit, noun=unit not in name), 40),
        visible(limit.strip(), 40),
        visible(quantity(evidence.peers, reference, noun=False), 40),
        visible(quantity(evidence.baseline, reference, noun=False), 40),
    )


def telling(rows: tuple[Row, ...], most: int) -> tuple[Row, ...]:
    """The rows worth their line: those with a threshold, then those that are not nothing."""
    bounded = [one for one in rows if one.threshold != UNKNOWN]
    others = [one for one in rows if one.threshold == UNKNOWN and one.value.split()[0] != "0"]
    return tuple([*bounded, *others][:most])


def client_words(client: Client, *, whole: bool = False) -> str:
    """A client in words; fingerprints shortened unless `whole`."""
    return " + ".join(
        f"{kind.replace('_', ' ')} {visible(_short(value, whole=whole), 80)}"
        for kind, value in client.who
    )


def clients_words(clients: Iterable[Client], most: int = 3) -> str:
    """Several clients in words, those beyond `most` as a number."""
    every = list(clients)
    shown = [client_words(client) for client in every[:most]]
    left = len(every) - len(shown)
    return listed([*shown, f"{left:,} more"] if left else shown) or "nobody by name"


def places(names: Iterable[str], most: int = 3) -> str:
    """Proxies or operations in words, those beyond `most` as a number."""
    every = [visible(name, 80) for name in names]
    left = len(every) - most
    return listed([*every[:most], f"{left:,} more"] if left > 0 else every)


def call_words(call: SampleCall) -> str:
    """A call on one line: when, what, how it went, from whom."""
    fields = call.fields
    names = (
        "http.request.method",
        "url.path",
        "http.response.status_code",
        "client.address",
        "user_agent.original",
    )
    said = [visible(str(fields[name]), 60) for name in names if fields.get(name) is not None]
    return "  ".join([moment(call.time)[11:], *said])


def impact(proposal: Proposal) -> str:
    """Whom the proposed rule would have hit, in one sentence."""
    return (
        f"Covers {share(proposal.covers)} of the bad calls; would hit "
        f"{hit_words(proposal.good, 'good')} and {hit_words(proposal.unknown, 'unknown')}."
    )


def hit_words(hit: Hit, kind: str) -> str:
    """`no good client` or `2 unknown clients (14 calls)`."""
    if not hit.clients:
        return f"no {kind} client"
    return f"{count(hit.clients, f'{kind} client')} ({count(hit.calls, 'call')})"


def _short(value: str, *, whole: bool) -> str:
    is_fingerprint = value.startswith("k") and len(value) > 30 and "_" in value[:4]
    return f"{value[:_FINGERPRINT]}…" if is_fingerprint and not whole else value


def _strength(finding: Finding) -> tuple[int, float, int]:
    return SEVERITIES.index(finding.severity), finding.confidence, finding.calls
