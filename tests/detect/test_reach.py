from __future__ import annotations

import math

import pytest

from vedette.detect.reach import Z2, lower_needs, upper_needs


@pytest.mark.parametrize("share", [0.2, 0.5, 0.6, 0.7, 0.8, 0.9, 0.97])
def test_the_count_named_is_the_first_that_reaches_the_lower_bound(share: float):
    needed = lower_needs(share)

    assert needed / (needed + Z2) >= share
    assert (needed - 1) / (needed - 1 + Z2) < share


@pytest.mark.parametrize("share", [0.06, 0.2, 0.3, 0.4])
def test_the_count_named_is_the_first_that_reaches_the_upper_bound(share: float):
    needed = upper_needs(share)

    assert Z2 / (needed + Z2) <= share < Z2 / (needed - 1 + Z2)


def test_the_catalogues_examples_hold():
    assert 16 == lower_needs(0.8)
    assert 61 == upper_needs(0.06)
    assert math.isclose(3.8415, Z2, abs_tol=1e-4)
