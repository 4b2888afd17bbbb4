"""The history gives back what was written, to Polars and to SQL alike."""

from __future__ import annotations

import polars as pl

from vedette.model.call import CALLS
from vedette.store.history import ParquetHistory
from vedette.store.spool import restore_columns


def calls(times: list[int], **columns: list[object]) -> pl.DataFrame:
    rows = {"source": ["f"] * len(times), "seq": times, "time": times, **columns}
    return restore_columns(pl.DataFrame(rows))


def test_parts_with_different_columns_read_as_one_table(tmp_path):
    history = ParquetHistory(tmp_path)
    history.append(calls([1, 2], status=[200, 404]))
    history.append(calls([3], key=["k1_a"], key_auth=["verified"]))

    frame = history.scan().collect()

    assert CALLS == frame.schema
    assert [200, 404, None] == frame["status"].to_list()
    assert [None, None, "verified"] == frame["key_auth"].to_list()
    assert (1, 3) == (history.first, history.last)


def test_sql_sees_every_column_even_those_never_filled(tmp_path):
    history = ParquetHistory(tmp_path)
    history.append(calls([1, 2], status=[200, 404], key_auth=["rejected", None]))

    answer = history.sql(
        "SELECT count(*) AS n, count(ja4) AS ja4, count(*) FILTER (key_auth = 'rejected') AS r"
        " FROM calls WHERE status IS NOT NULL"
    )

    assert [(2, 0, 1)] == answer.rows()


def test_an_empty_history_answers(tmp_path):
    history = ParquetHistory(tmp_path)

    assert history.scan().collect().is_empty()
    assert [(0,)] == history.sql("SELECT count(*) FROM calls").rows()
    assert history.first is None
