"""The JSON form of an analysis: the contract that other programs read.

Comes in: an `Analysis`. Goes out: a mapping of the shape `report.contract.AnalysisJson`,
and its canonical text. The same analysis gives the same bytes: fixed order of keys, no
wall-clock time, ASCII only (so nothing in it can steer a terminal).
"""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, cast

from vedette import __version__
from vedette.model.analysis import SCHEMA
from vedette.report.words import rfc3339

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vedette.model.analysis import Analysis, FileRead, Input, Operation, Tuning
    from vedette.model.client import Client
    from vedette.model.finding import Evidence, Finding, HeldBack, SampleCall
    from vedette.model.incident import Hit, Incident, Proposal, Timeline
    from vedette.report import contract, contract_input


def text(analysis: Analysis) -> str:
    """The analysis as canonical JSON text, ending in a line break."""
    return json.dumps(as_dict(analysis), indent=2, allow_nan=False) + "\n"


def as_dict(analysis: Analysis) -> contract.AnalysisJson:
    """The analysis as the contract's mapping."""
    return {
        "schema": SCHEMA,
        "vedette": __version__,
        "input": _input(analysis.input),
        "incidents": [_incident(one) for one in analysis.incidents],
        "findings": [_finding(one) for one in analysis.findings],
        "held_back": [_held_back(one) for one in analysis.held_back],
        "notes": list(analysis.notes),
        "operations": [_operation(one) for one in analysis.operations],
        "tuning": [_tuning(one) for one in analysis.tuning],
    }


def _input(read: Input) -> contract_input.InputJson:
    return {
        "files": [_file(one) for one in read.files],
        "lines": read.lines,
        "calls": read.calls,
        "rejected": sum(read.rejected.values()),
        "rejected_by_reason": dict(sorted(read.rejected.items())),
        "rejected_samples": [
            {"file": one.file, "line": one.line, "reason": one.reason, "text": one.text}
            for one in read.rejected_samples
        ],
        "first": _time(read.first),
        "last": _time(read.last),
        "formats": list(read.formats),
    }


def _file(read: FileRead) -> contract_input.FileJson:
    return {
        "file": read.file,
        "formats": list(read.formats),
        "lines": read.lines,
        "calls": read.calls,
        "rejected": dict(sorted(read.rejected.items())),
        "note": read.note,
    }


def _incident(incident: Incident) -> contract.IncidentJson:
    return {
        "id": incident.id,
        "title": incident.title,
        "verdict": incident.verdict,
        "severity": incident.severity,
        "confidence": _number(incident.confidence),
        "first_seen": rfc3339(incident.first_seen),
        "last_seen": rfc3339(incident.last_seen),
        "calls": incident.calls,
        "clients": _clients(incident.clients),
        "proxies": list(incident.proxies),
        "operations": list(incident.operations),
        "patterns": list(incident.patterns),
        "story": incident.story,
        "finding_ids": list(incident.finding_ids),
        "notes": list(incident.notes),
        "timeline": _timeline(incident.timeline),
        "sample_calls": _samples(incident.sample_calls),
        "proposal": _proposal(incident.proposal),
    }


def _timeline(timeline: Timeline | None) -> contract.TimelineJson | None:
    if timeline is None:
        return None
    return {
        "start": rfc3339(timeline.start),
        "step_seconds": _number(timeline.step / 1_000_000),
        "bad": list(timeline.bad),
        "others": list(timeline.others),
    }


def _proposal(proposal: Proposal | None) -> contract.ProposalJson | None:
    if proposal is None:
        return None
    return {
        "rule": cast("contract.RuleJson", proposal.rule.as_dict()),
        "covers": _number(proposal.covers),
        "good": _hit(proposal.good),
        "unknown": _hit(proposal.unknown),
        "why": proposal.why,
        "candidates": [
            {
                "when": one.when,
                "scope": one.scope,
                "covers": _number(one.covers),
                "good": _hit(one.good),
                "unknown": _hit(one.unknown),
            }
            for one in proposal.candidates
        ],
    }


def _hit(hit: Hit) -> contract.HitJson:
    return {"clients": hit.clients, "calls": hit.calls}


def _finding(finding: Finding) -> contract.FindingJson:
    return {
        "id": finding.id,
        "pattern": finding.pattern,
        "version": finding.version,
        "family": finding.family,
        "grain": finding.grain,
        "clients": _clients(finding.clients),
        "proxy": finding.proxy,
        "operation": finding.operation,
        "window": {"start": rfc3339(finding.start), "end": rfc3339(finding.end)},
        "window_seconds": _number(finding.window / 1_000_000),
        "calls": finding.calls,
        "severity": finding.severity,
        "confidence": _number(finding.confidence),
        "evidence": _evidence(finding.evidence),
        "sample_calls": _samples(finding.sample_calls),
    }


def _held_back(held: HeldBack) -> contract.HeldBackJson:
    return {
        "pattern": held.pattern,
        "clients": _clients(held.clients),
        "proxy": held.proxy,
        "guard": held.guard,
        "why": held.why,
        "first": rfc3339(held.first),
        "last": rfc3339(held.last),
        "evidence": _evidence(held.evidence),
    }


def _evidence(evidence: Sequence[Evidence]) -> list[contract.EvidenceJson]:
    return [
        {
            "measure": one.measure,
            "value": _number(one.value),
            "unit": one.unit,
            "threshold": _maybe(one.threshold),
            "bound": one.bound,
            "peers": _maybe(one.peers),
            "baseline": _maybe(one.baseline),
        }
        for one in evidence
    ]


def _samples(samples: Sequence[SampleCall]) -> list[contract.SampleCallJson]:
    return [
        {"id": one.id, "time": rfc3339(one.time), "fields": dict(one.fields)} for one in samples
    ]


def _clients(clients: Sequence[Client]) -> list[dict[str, str]]:
    return [client.as_dict() for client in clients]


def _operation(operation: Operation) -> contract_input.OperationJson:
    return {
        "proxy": operation.proxy,
        "operation": operation.operation,
        "source": operation.source,
        "label": operation.label,
        "label_guessed": operation.label_guessed,
        "calls": operation.calls,
        "clients": operation.clients,
        "errors": operation.errors,
    }


def _tuning(tuning: Tuning) -> contract_input.TuningJson:
    return {
        "pattern": tuning.pattern,
        "measure": tuning.measure,
        "threshold": _number(tuning.threshold),
        "incidents": dict(tuning.incidents),
    }


def _time(micros: int | None) -> str | None:
    return None if micros is None else rfc3339(micros)


def _maybe(value: float | None) -> float | None:
    return None if value is None or not math.isfinite(value) else _number(value)


def _number(value: float) -> float:
    """Whole numbers without a decimal point; what is no number is 0 (JSON has none)."""
    if not math.isfinite(value):
        return 0
    return int(value) if value == int(value) else value
