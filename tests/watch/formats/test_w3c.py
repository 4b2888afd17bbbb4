"""W3C logs: who wrote them is told by their columns."""

from __future__ import annotations

import pytest

from vedette.watch.formats.w3c import FORMATS

CLOUDFRONT, IIS = FORMATS


@pytest.mark.parametrize(
    ("name", "column"),
    [("date", "day"), ("time", "clock"), ("c-ip", "peer"), ("SC-STATUS", "status"), ("x", "")],
)
def test_both_share_their_columns(name: str, column: str) -> None:
    assert [column, column] == [one.known.field(name).column for one in FORMATS]


def test_time_taken_has_another_unit() -> None:
    assert ("s", "ms") == tuple(one.known.field("time-taken").kind for one in FORMATS)


def test_a_header_without_known_columns_is_none() -> None:
    assert IIS.columns("#Fields: a b c") is None
    assert CLOUDFRONT.columns("#Fields: date\ttime\tx-edge-location") is not None
