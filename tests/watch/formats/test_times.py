"""Times of every notation, right to the second whatever the zone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.watch.formats.times import parse, resolution, zone

BASE = 1_795_442_136_000_000  # 2026-11-23T13:55:36Z
HOUR = 3_600_000_000


@pytest.mark.parametrize(
    ("text", "micros"),
    [
        ("23/Nov/2026:13:55:36 +0000", BASE),
        ("23/Nov/2026:13:55:36 +0530", BASE - 5 * HOUR - HOUR // 2),
        ("23/Nov/2026:13:55:36 -0330", BASE + 3 * HOUR + HOUR // 2),
        ("[23/Nov/2026:13:55:36 +0000]", BASE),
        ("2026-11-23T13:55:36Z", BASE),
        ("2026-11-23T13:55:36.5Z", BASE + 500_000),
        ("2026-11-23T13:55:36.123456789+01:00", BASE - HOUR + 123_456),
        ("2026-11-23T13:55:36+0100", BASE - HOUR),
        ("2026-11-23 13:55:36+01:00", BASE - HOUR),
        ("2026-11-23 13:55:36 +0100", BASE - HOUR),
        ("Mon, 23 Nov 2026 13:55:36 +0000", BASE),
        ("1795442136", BASE),
        ("1795442136.25", BASE + 250_000),
        ("1795442136250", BASE + 250_000),
        ("1795442136000001", BASE + 1),
        ("1795442136000001999", BASE + 2),
        ("23/Nov/2026:13:55:36", BASE - HOUR),
        ("23/Nov/2026:13:55:36.250", BASE - HOUR + 250_000),
        ("23/Nov/2026:13:55:36 ", BASE - HOUR),
        ("2026-11-23T13:55:36", BASE - HOUR),
        ("2026-11-23 13:55:36.5", BASE - HOUR + 500_000),
        ("2026/11/23 13:55:36", BASE - HOUR),
        ("yesterday", None),
        ("31/Nov/2026:13:55:36 +0000", None),
        ("", None),
        (None, None),
    ],
)
def test_a_time_is_read(text: str | None, micros: int | None) -> None:
    """Times without a zone are in that of the settings (Berlin, one hour ahead)."""
    assert [micros] == parse(pl.Series([text], dtype=pl.String), "Europe/Berlin").to_list()


def test_notations_may_mix() -> None:
    texts = ["23/Nov/2026:13:55:36 +0000", "x", "2026-11-23T13:55:36Z", None, "1795442136"]

    assert [BASE, None, BASE, None, BASE] == parse(pl.Series(texts), "UTC").to_list()


moments = st.datetimes(datetime(1996, 1, 1), datetime(2090, 1, 1))  # noqa: DTZ001


@given(moments.map(lambda moment: moment.replace(microsecond=0)), st.integers(-14 * 60, 14 * 60))
def test_any_zone_is_right_to_the_second(moment: datetime, minutes: int) -> None:
    local = moment.replace(tzinfo=timezone(timedelta(minutes=minutes)))
    micros = (local - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
    texts = pl.Series([local.strftime("%d/%b/%Y:%H:%M:%S %z"), local.isoformat()])

    assert [micros, micros] == parse(texts, "UTC").to_list()


def test_an_hour_that_occurs_twice_is_its_first_and_one_that_does_not_is_none() -> None:
    texts = pl.Series(["2026-10-25 02:30:00", "2026-03-29 02:30:00"])
    first = (datetime(2026, 10, 25, 0, 30, tzinfo=UTC)).timestamp() * 1e6

    assert [int(first), None] == parse(texts, "Europe/Berlin").to_list()


def test_a_zone_may_be_an_offset() -> None:
    assert [BASE - 2 * HOUR] == parse(pl.Series(["2026-11-23 13:55:36"]), "+02:00").to_list()
    with pytest.raises(ValueError, match="no such time zone"):
        zone("nowhere")


@pytest.mark.parametrize(
    ("text", "step"),
    [
        ("23/Nov/2026:13:55:36 +0000", 1_000_000),
        ("2026-11-23T13:55:36.123Z", 1_000),
        ("2026-11-23T13:55:36.123456Z", 1),
        ("1795442136", 1_000_000),
        ("1795442136123", 1_000),
        ("1795442136.25", 10_000),
    ],
)
def test_the_step_of_a_clock_is_told_by_its_digits(text: str, step: int) -> None:
    assert step == resolution(pl.Series([None, text]))
