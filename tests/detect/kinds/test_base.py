"""Every kind keeps what the judge relies on."""

from __future__ import annotations

import polars as pl
import pytest
from tests.detect.court import pattern, profiles, row

from vedette.detect.kinds.catalog import KINDS


@pytest.mark.parametrize("name", KINDS)
def test_a_kind_weighs_rows_without_changing_them(name: str):
    kind, one = KINDS[name], pattern(kind=name)
    rows = profiles(row(), row(20, calls=1)).frame
    before = rows.clone()
    weighed = kind.weigh(rows, one, one.levels[0], "ip+proxy")

    assert before.equals(rows)
    assert set(rows.columns) | {"confidence", "peers_known", "guard", "why"} == set(weighed.columns)
    assert {pl.Float64, pl.Boolean} == {
        weighed.schema["confidence"],
        weighed.schema["peers_known"],
    }


@pytest.mark.parametrize("name", KINDS)
def test_a_kind_takes_a_plain_pattern_and_no_rows(name: str):
    kind, one = KINDS[name], pattern(kind=name)

    assert not kind.faults(one)
    assert 0 == kind.weigh(profiles(row()).frame.clear(), one, one.levels[0], "ip+proxy").height
