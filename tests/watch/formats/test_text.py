"""Formats of one layout: three readings, each of what the stricter ones left."""

from __future__ import annotations

import polars as pl
from tests.watch.formats.golden_lines import NOW

from vedette.watch.formats.base import FOREIGN, REJECT, Context
from vedette.watch.formats.catalog import named

COMBINED = named("combined")[0]
LINE = '203.0.113.7 - {} [23/Nov/2026:13:55:36 +0000] "GET / HTTP/1.1" {} 12 "-" "{}"'


def test_each_reading_is_looser_than_the_one_before() -> None:
    lines = pl.Series(
        [LINE.format("-", 200, "x"), LINE.format("a b", 200, "x"), LINE.format("-", 200, 'a"b')]
    )
    reader = COMBINED.reader(Context("UTC", NOW))
    read = [reader.read(lines, tier)[REJECT].is_null().to_list() for tier in range(reader.tiers)]

    assert [[True, False, False], [True, True, False], [True, True, True]] == read


def test_answers_stand_in_the_order_of_the_lines() -> None:
    lines = pl.Series(["no", LINE.format("-", 200, "x"), "no", LINE.format("-", 404, "x")])
    read = COMBINED.reader(Context("UTC", NOW)).read(lines)

    assert [FOREIGN, None, FOREIGN, None] == read[REJECT].to_list()
    assert [None, 200, None, 404] == read["status"].to_list()


def test_where_a_line_leaves_the_layout_is_told() -> None:
    reached, words = COMBINED.near(pl.Series(["203.0.113.7 - - [yesterday]"]))
    more, _ = COMBINED.near(pl.Series([LINE.format("-", 200, "x")[:80]]))

    assert "matched 3 fields, up to the field $time_local" == words
    assert reached < more < 1.0
