"""Numbers and times read well and never lie."""

from __future__ import annotations

import pytest

from vedette.report import words


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0, "0"), (1204, "1,204"), (41.5, "41.5"), (0.0123, "0.012"), (1234.56, "1,235"),
        (float("nan"), "n/a"), (float("inf"), "n/a"), (-3.25, "-3.25"),
    ],
)  # fmt: skip
def test_numbers(value, expected):
    assert words.number(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [(0, "0 %"), (1, "100 %"), (0.992, "99.2 %"), (0.9999, "> 99.9 %"), (0.0001, "< 0.1 %")],
)
def test_a_share_never_rounds_to_all_or_nothing(value, expected):
    assert words.share(value) == expected


@pytest.mark.parametrize(
    ("micros", "expected"),
    [
        (0, "0 ms"), (340_000, "340 ms"), (1_500_000, "1.5 s"), (12_000_000, "12 s"),
        (600_000_000, "10 min"), (12_000_000_000, "3 h 20 min"), (86_400_000_000, "1 d"),
        (90_061_000_000, "1 d 1 h"), (86_460_000_000, "1 d"),
    ],
)  # fmt: skip
def test_durations_have_at_most_two_neighbouring_units(micros, expected):
    assert words.duration(micros) == expected


def test_times_are_utc_with_microseconds():
    assert words.rfc3339(1_795_478_400_000_250) == "2026-11-24T00:00:00.000250Z"
    assert words.rfc3339(-1) == "1969-12-31T23:59:59.999999Z"


@pytest.mark.parametrize("micros", [10**18, -(10**18), 10**30, -(10**30)])
def test_absurd_times_do_not_break_the_report(micros):
    assert words.rfc3339(micros).endswith("Z")


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        (48_200_000, "bytes", "48.2 MB"), (0.5, "share", "50 %"), (7, "users", "7 users"),
        (None, "users", "–"), (1_500, "per mille", "1,500 ‰"), (0, "µs", "0 s"),  # noqa: RUF001
    ],
)  # fmt: skip
def test_quantities_carry_their_unit(value, unit, expected):
    assert words.quantity(value, unit) == expected


def test_measures_are_named_in_words():
    assert words.measure("client_error_share_low") == "client error share (low bound)"
    assert words.measure("calls.vs_peers") == "calls, times the peers'"
