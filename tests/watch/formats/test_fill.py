"""From the text of fields to wire columns: times, targets, and what is no call."""

from __future__ import annotations

import polars as pl
import pytest

from vedette.watch.formats.base import REJECT, Context, Field
from vedette.watch.formats.fill import fill

NOW = 1_795_564_800_000_000
BASE = 1_795_442_136_000_000


def one(strict: bool = False, **texts: str | None) -> dict[str, object]:
    """One line's columns; names are `column__kind`."""
    fields = [Field(*name.split("__"), name) for name in texts]
    series = [pl.Series([text], dtype=pl.String) for text in texts.values()]
    frame = fill(series, fields, Context("UTC", NOW), height=1, strict=strict)
    return frame.row(0, named=True)


def test_a_start_and_a_duration_make_an_end() -> None:
    row = one(start__time="1795442136", duration__ms="250")

    assert (BASE + 250_000, BASE) == (row["time"], row["started"])


def test_an_end_and_a_duration_make_a_start() -> None:
    row = one(time__time="1795442136", duration__ms="250")

    assert (BASE, BASE - 250_000) == (row["time"], row["started"])


def test_an_end_that_is_none_is_not_made_up_from_the_start() -> None:
    assert "bad time" == one(time__time="soon", start__time="1795442136")[REJECT]


def test_the_finer_of_two_clocks_counts() -> None:
    row = one(time__clf="23/Nov/2026:13:55:36 +0000", time__epoch="1795442136.250")

    assert (BASE + 250_000, 1_000) == (row["time"], row["resolution"])


@pytest.mark.parametrize(
    ("request_line", "read"),
    [
        ("GET /a?b=c HTTP/1.1", ("GET", "/a", "b=c", "1.1")),
        ("get /a HTTP/1.0", ("GET", "/a", None, "1.0")),
        ("GET /a b c HTTP/1.1", ("GET", "/a b c", None, "1.1")),
        ("GET /a", ("GET", "/a", None, None)),
        ("GET * HTTP/1.1", ("GET", "*", None, "1.1")),
        ("GET a", ("-", None, None, None)),
        ("\x16\x03\x01", ("-", None, None, None)),
        ("", ("-", None, None, None)),
        ("-", ("-", None, None, None)),
    ],
)
def test_a_request_line_is_taken_apart(request_line: str, read: tuple[str | None, ...]) -> None:
    """Garbage is a call all the same: a probe that spoke no HTTP."""
    row = one(time__time="1795442136", request__request=request_line)

    assert read == tuple(row.get(name) for name in ("method", "path", "query", "protocol"))
    assert row[REJECT] is None


def test_an_absolute_target_names_host_and_scheme() -> None:
    row = one(time__time="1795442136", target__target="HTTPS://u:p@H.Example:8443?x=1")

    assert ("https", "h.example", "/", "x=1") == tuple(
        row[name] for name in ("scheme", "host", "path", "query")
    )


def test_the_target_as_it_came_counts_before_what_was_made_of_it() -> None:
    row = one(time__time="1795442136", path__path="/rewritten", target__target="/asked?x=1")

    assert ("/asked", "x=1") == (row["path"], row["query"])


@pytest.mark.parametrize(
    ("time", "reason"),
    [
        ("1795442136", None),
        ("1795651199", None),  # not yet a day ahead
        ("1795651201", "absurd time"),
        ("788918399", "absurd time"),
        ("soon", "bad time"),
        (None, "bad time"),
    ],
)
def test_absurd_times_are_told_from_bad_ones(time: str | None, reason: str | None) -> None:
    assert reason == one(time__time=time)[REJECT]


@pytest.mark.parametrize(
    ("texts", "reason"),
    [
        ({"time__time": None, "status__status": "200", "path__path": "/"}, "missing field time"),
        (
            {"time__time": "1795442136", "status__status": None, "path__path": "/"},
            "missing field status",
        ),
        ({"time__time": "1795442136", "status__status": "200"}, "missing field path"),
        ({"time__time": "1795442136", "status__status": "x", "path__path": "/"}, "bad status"),
        ({"time__time": "1795442136", "status__status": "0", "path__path": "/"}, None),
    ],
)
def test_a_record_says_what_it_lacks(texts: dict[str, str | None], reason: str | None) -> None:
    assert reason == one(strict=True, **texts)[REJECT]
