"""Tables: a header says what the columns are, at any place in the file."""

from __future__ import annotations

import polars as pl
import pytest
from tests.watch.formats.golden_lines import NOW

from vedette.watch.formats.base import FIELD_COUNT, FOREIGN, HEADER, REJECT, Context
from vedette.watch.formats.catalog import named
from vedette.watch.formats.table import Known, separated

ONE = "#Fields: date time c-ip cs-method cs-uri-stem sc-status"
TWO = "#Fields: date time cs-method cs-uri-stem sc-status c-ip"


def test_each_line_is_read_by_the_last_header_before_it() -> None:
    """Also across blocks, and nothing is read before there is one."""
    (iis,) = named("iis")
    reader = iis.reader(Context("UTC", NOW))
    lines = ["2026-11-23 13:55:36 203.0.113.7 GET / 200", ONE]
    lines += ["2026-11-23 13:55:36 203.0.113.7 GET /a 200", TWO]
    first = reader.read(pl.Series(lines))
    second = reader.read(pl.Series(["2026-11-23 13:55:36 GET /b 200 203.0.113.8", "1 2"]))

    assert [FOREIGN, HEADER, None, HEADER] == first[REJECT].to_list()
    assert [None, FIELD_COUNT] == second[REJECT].to_list()
    assert ("203.0.113.8", "/b") == (second["peer"][0], second["path"][0])


@pytest.mark.parametrize("header", ["#Fields:", "#Fields: x y z", "#Software: IIS"])
def test_a_header_that_names_nothing_changes_nothing(header: str) -> None:
    (iis,) = named("iis")
    reader = iis.reader(Context("UTC", NOW))
    read = reader.read(pl.Series([ONE, header, "2026-11-23 13:55:36 203.0.113.7 GET /a 200"]))

    assert [HEADER, HEADER, None] == read[REJECT].to_list()


def test_a_file_of_headers_takes_bounded_work() -> None:
    """More headers than a thousand in a block are passed over."""
    (iis,) = named("iis")
    read = iis.reader(Context("UTC", NOW)).read(pl.Series([ONE, TWO] * 2000))

    assert 4000 == read.height


def test_quoted_values_may_hold_separators_and_quotes() -> None:
    known = Known({"a": ("user", "text"), "b": ("path", "path")})
    columns = separated(("a", "x", "b"), ",", known)
    assert columns is not None
    values = pl.Series(['"q, ""r""",,/p', "plain,z,/p"]).str.extract_groups(columns.pattern)

    assert ['"q, ""r"""', "plain"] == values.struct.field("2").to_list()
    assert ["/p", "/p"] == values.struct.field("3").to_list()
