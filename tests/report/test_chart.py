"""Charts keep every call, stay within their edges, and can be read without colour."""

from __future__ import annotations

import pytest
from tests.report import sample

from vedette.report import chart


def test_a_chart_has_axis_unit_legend_and_a_table_twin():
    made = chart.timeline(sample.incident("i", "t", sample.Client.of(ip="192.0.2.1")).timeline)

    assert made.step == "30 min"
    assert made.ticks == ("2026-11-24 00:00", "12:00", "2026-11-25 00:00")
    assert [panel.top for panel in made.panels] == ["900", "1,391"]
    assert made.panels[0].path == "M20 100v-100h1v100zM21 100v-33.8h1v33.8z"
    assert ("2026-11-24 10:00:00", "900", "1,340") in made.rows


def test_a_long_chart_is_pooled_and_keeps_every_call():
    values = tuple(range(5_000))
    made = chart.timeline(sample.Timeline(0, 1_000_000, values, ()))

    assert made.width <= 240
    assert len(made.rows) <= 48
    assert sum(int(row[1].replace(",", "")) for row in made.rows) == sum(values)


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [(0, 100, (0, 100)), (50, 50, (50, 1.5)), (100, 100, (98.5, 1.5)), (-50, 500, (0, 100))],
)
def test_a_lane_is_always_visible_and_never_beyond_the_edge(first, last, expected):
    assert chart.lane(0, 100, first, last) == expected
