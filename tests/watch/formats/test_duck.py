"""DuckDB beside the lines: in their order, and cut off from everything else."""

from __future__ import annotations

import duckdb
import polars as pl
import pytest

from vedette.watch.formats.duck import run


def test_answers_come_in_the_order_of_the_lines() -> None:
    lines = pl.Series([f'{{"n": {number}}}' for number in range(20_000)])
    read = run(lines, "json_extract_string(line, '$.n') AS n FROM frame")

    assert [str(number) for number in range(20_000)] == read["n"].to_list()


def test_an_expression_that_fails_spoils_only_its_line() -> None:
    read = run(
        pl.Series(["{}", "{", "[]"]),
        "TRY(json_valid(line) AND line::JSON IS NOT NULL) AS v FROM frame",
    )

    assert 3 == read.height


def test_no_file_can_be_reached() -> None:
    with pytest.raises(duckdb.Error):
        run(pl.Series(["{}"]), "* FROM read_csv('/etc/hostname')")
