"""Of an analysis, only what names the client is left."""

from __future__ import annotations

import pytest
from tests.report import sample

from vedette.report import about


def incidents(wanted: str) -> list[str]:
    """Ids of the incidents that are left."""
    return [one.id for one in about.client(sample.rich(), wanted).incidents]


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ("203.0.113.7", ["i1"]),
        ("ip=203.0.113.7", ["i1"]),
        ("ip 203.0.113.7", ["i1"]),
        ("key=203.0.113.7", []),
        ("203.0.113.0/24", ["i1"]),
        ("198.51.100.40", ["i3"]),
        ("2001:db8:1:2::9", ["i6"]),
        (sample.KEY, ["i1", "i2", "i4"]),
        ("9c1f0a2b", ["i1", "i2", "i4"]),
        ("k1_9c1f0a2b", ["i1", "i2", "i4"]),
        ("9c1f0a", []),
        (f"token={sample.KEY}", ["i2"]),
        (sample.HOSTILE, ["i7"]),
        ("", []),
        ("nobody", []),
    ],
)
def test_a_client_is_found_as_people_write_it(wanted, expected):
    assert incidents(wanted) == expected


def test_findings_and_what_was_held_back_are_narrowed_too():
    left = about.client(sample.rich(), "198.51.100.200")

    assert left.incidents == left.findings == ()
    assert [one.guard for one in left.held_back] == ["G2"]
