from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import pytest

import range_chapters as chapters

QUIET: dict[str, Any] = {
    "input": {"calls": 3}, "incidents": [], "findings": [], "held_back": [],
}  # fmt: skip
LINE = '192.0.2.{} - - [17/May/2015:10:05:00 +0000] "GET / HTTP/1.1" 200 1 "-" "-"\n'


@pytest.fixture
def place(tmp_path: Path) -> chapters.Place:
    base = tmp_path / "real/elastic_semicomplete_2015-05"
    base.parent.mkdir()
    log = "".join(LINE.format(i) for i in range(1, 4)).encode()
    Path(f"{base}.log.gz").write_bytes(gzip.compress(log))
    Path(f"{base}.truth.csv").write_text(
        "client,label,kind,requests\n192.0.2.1,benign,person,1\n192.0.2.2,attack,probe,1\n"
    )
    return chapters.Place(tmp_path, tmp_path)


def said(ip: str) -> dict[str, Any]:
    incident = {
        "patterns": ["guessor"], "severity": "high", "verdict": "attacker",
        "first_seen": "2015-05-17T10:00:00.000000Z", "clients": [{"ip": ip}], "finding_ids": [],
    }  # fmt: skip
    return {**QUIET, "incidents": [incident]}


def test_a_quiet_analysis_of_benign_traffic_meets_the_requirement(
    place: chapters.Place, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(chapters.Place, "analyse", lambda *_: QUIET)
    chapter = chapters.semicomplete(place)

    assert chapter.checks[0].met
    assert "| 192.0.2.2 | probe | 1 | nothing |" in chapter.tables[1]


def test_a_flagged_benign_client_is_told_with_its_pattern(
    place: chapters.Place, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(chapters.Place, "analyse", lambda *_: said("192.0.2.1"))
    chapter = chapters.semicomplete(place)

    assert "1 of 1" == chapter.checks[0].shown
    assert "| 192.0.2.1 | person | 1 | high: guessor |" in chapter.tables[0]


def test_an_unreadable_log_ends_the_range(place: chapters.Place, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(chapters.Place, "analyse", lambda *_: None)

    with pytest.raises(SystemExit):
        chapters.semicomplete(place)


def test_every_tool_has_a_right_kind():
    assert set(chapters.RIGHT_KINDS) == set(chapters.inputs.CAPTURES)
