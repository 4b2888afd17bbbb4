"""What a settings file must mean is checked value by value."""

from __future__ import annotations

import pytest

from vedette.flow import settings_checks as checks
from vedette.model.rule import RATES


@pytest.mark.parametrize("text", ["192.0.2.7", "192.0.2.0/24", "2001:db8::/48", "::1"])
def test_networks(text):
    assert checks.network(text) is None


@pytest.mark.parametrize("text", ["", "192.0.2", "192.0.2.7/33", "host", "192.0.2.7,", "١٢٧.0.0.1"])
def test_what_is_no_network(text):
    assert checks.network(text)


def test_a_network_with_host_bits_is_told_its_own_name():
    assert checks.network("2001:db8::1/48") == "the network itself, 2001:db8::/48"


@pytest.mark.parametrize("text", ["30s", "10m", "1h", "7d"])
def test_lengths_of_time(text):
    assert checks.length(text) is None


@pytest.mark.parametrize("text", ["", "0s", "-1h", "1 h", "1w", "1h30m", "10", "9999999h", "1h\n"])
def test_what_is_no_length_of_time(text):
    assert checks.length(text)


@pytest.mark.parametrize("unit", ["s", "min"])
def test_every_rate_of_the_model_is_good(unit):
    assert [checks.rate(f"{rate}/{unit}") for rate in RATES] == [None] * len(RATES)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("7/min", "5/min or 10/min"), ("3/s", "2/s or 5/s"), ("0/s", "1/s or 2/s"),
        ("100000/s", "200/s or 500/s"), ("150/s", "100/s or 200/s"),
        ("5/m", "a rate, such as 5/s or 20/min"), ("5", "a rate, such as 5/s or 20/min"),
    ],
)  # fmt: skip
def test_another_rate_names_the_two_nearest(text, expected):
    assert checks.rate(text) == expected


@pytest.mark.parametrize("text", ["2026-11-25T08:00:00Z", "2026-11-25T08:00:00.5+01:00"])
def test_times(text):
    assert checks.time(text) is None


@pytest.mark.parametrize("text", ["2026-11-25", "2026-11-25T08:00:00", "20", "soon"])
def test_what_is_no_time_with_a_zone(text):
    assert checks.time(text)


@pytest.mark.parametrize("text", ["", "Mars/Base", "../../etc/passwd", "/etc/passwd", "a\0b"])
def test_what_is_no_zone(text):
    assert checks.zone(text)


def test_the_nearest_word_is_named_or_all_of_them():
    assert checks.nearest("logn", checks.LABELS) == "login (did you mean that?)"
    assert checks.nearest("zzz", ("b", "a")) == "one of a, b"
