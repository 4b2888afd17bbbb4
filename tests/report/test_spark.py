"""A line of blocks keeps every call and tells one from none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.report import spark


@given(st.lists(st.integers(0, 10**9), max_size=300), st.integers(1, 100))
def test_pooling_keeps_the_sum_and_the_width(values, width):
    pools = spark.pooled(values, width)

    assert sum(pools) == sum(values)
    assert len(pools) <= width or not values


@pytest.mark.parametrize(
    ("values", "expected"),
    [([], ""), ([0, 0], "··"), ([0, 1, 8], "·▁█"), ([1, 1], "▅▅"), ([5, 0, 10**12], "▁·█")],
)
def test_a_step_with_one_call_differs_from_one_without(values, expected):
    assert spark.line(values, 10)[0] == expected


def test_peak_and_step_are_those_of_what_is_drawn():
    assert spark.line([1, 2, 3, 4], 2) == ("▄█", 7, 2)
