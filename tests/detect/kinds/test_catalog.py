from __future__ import annotations

from tests.detect.court import pattern

from vedette.detect.kinds.catalog import KINDS


def test_a_kind_is_listed_under_its_own_name():
    assert {name: kind.name for name, kind in KINDS.items()} == {name: name for name in KINDS}


def test_floors_and_others_must_be_numbers():
    assert KINDS["threshold"].faults(pattern(needs={"floor": {"calls": "many"}}))
    assert KINDS["threshold"].faults(pattern(needs={"required": ["key"]}))
    assert KINDS["compound"].faults(pattern(needs={"others": 0}))
