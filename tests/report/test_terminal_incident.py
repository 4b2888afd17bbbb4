"""One incident reads well, in full and on one line."""

from __future__ import annotations

import io
from dataclasses import replace

from tests.report import sample

from vedette.report import screen, terminal_incident

CLIENT = sample.Client.of(ip="192.0.2.1")


def full(incident, width=100):
    stream = io.StringIO()
    findings = {one.id: one for one in sample.rich().findings}
    terminal_incident.full(screen.console(stream, width), 1, incident, findings)
    return stream.getvalue()


def test_an_incident_without_a_rule_says_why_there_is_none():
    text = full(sample.incident("i", "t", CLIENT, proposal=None))

    assert "no rule proposed\n    No condition stops this without hitting others." in text


def test_an_incident_without_timeline_calls_or_findings_is_still_whole():
    bare = sample.incident("i", "Title", CLIENT, timeline=None, sample_calls=(), finding_ids=())

    text = full(bare)

    assert "calls over time" not in text
    assert "some of its calls" not in text
    assert "proposed rule" in text


def test_notes_are_said():
    text = full(sample.incident("i", "t", CLIENT, notes=("Peers were too few.",)))

    assert "  note: Peers were too few.\n" in text


def test_on_a_narrow_terminal_evidence_stands_in_sentences():
    text = full(sample.incident("i1", "t", CLIENT), 60)

    assert "    login fails: 1,201 calls (threshold ≥ 20, peers 2, own\n      usual 0)\n" in text


def test_more_patterns_than_fit_are_named():
    findings = [sample.finding(f"f{n}", f"pattern_{n}", CLIENT) for n in range(5)]
    incident = sample.incident("i", "t", CLIENT, finding_ids=tuple(one.id for one in findings))
    stream = io.StringIO()

    known = {one.id: one for one in findings}
    terminal_incident.full(screen.console(stream, 100), 1, incident, known)

    assert stream.getvalue().count("why: ") == 3
    assert "and by pattern 3 and pattern 4" in stream.getvalue()


def test_a_brief_line_fits_and_names_the_first_client():
    many = tuple(sample.Client.of(ip=f"192.0.2.{n}") for n in range(9))
    incident = replace(sample.incident("i", "Scans" * 30, CLIENT), clients=many)
    stream = io.StringIO()

    terminal_incident.brief(screen.console(stream, 60), 12, incident)

    assert stream.getvalue().startswith("  12 high     ScansScans")
    assert len(stream.getvalue().rstrip("\n")) == 60
