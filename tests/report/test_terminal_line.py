"""A line explained shows what was read of it and what counts."""

from __future__ import annotations

import io

from tests.report.sample import HOSTILE

from vedette.model.explained import LineExplained, NearMiss
from vedette.report import screen, terminal_line


def printed(explained):
    stream = io.StringIO()
    terminal_line.show(explained, screen.console(stream, 80))
    return stream.getvalue()


def test_fields_stand_in_a_column():
    text = printed(LineExplained("line", "envoy_json", {"method": "GET", "status": 404}))

    assert "Format: envoy_json\n" in text
    assert "  method  GET\n  status  404\n" in text
    assert "No pattern counts this call" in text


def test_a_rejected_line_says_why():
    text = printed(LineExplained("line", "envoy_json", reason="bad time"))

    assert "Rejected: bad time" in text
    assert "No pattern counts" not in text


def test_hostile_lines_are_harmless():
    near = (NearMiss("nginx", HOSTILE),)
    for explained in (
        LineExplained(HOSTILE, None, near_misses=near),
        LineExplained(HOSTILE, "x", {HOSTILE: HOSTILE}, counts={HOSTILE: (HOSTILE,)}),
    ):
        assert all(char.isprintable() or char == "\n" for char in printed(explained))
