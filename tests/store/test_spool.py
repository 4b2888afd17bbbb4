"""The spool hands back every call once, in the order of (time, source, seq)."""

from __future__ import annotations

from itertools import pairwise

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from vedette.model.call import CALLS, SECOND
from vedette.store.spool import Spool, restore_columns

calls_of_a_source = st.lists(
    st.integers(0, 500), min_size=1, max_size=30
)  # seconds; deliberately not sorted


def frame(source: str, seconds: list[int]) -> pl.DataFrame:
    rows = {
        "source": [source] * len(seconds),
        "seq": list(range(len(seconds))),
        "time": [second * SECOND for second in seconds],
        "status": [200] * len(seconds),
    }
    return restore_columns(pl.DataFrame(rows))


@given(st.lists(calls_of_a_source, max_size=6), st.integers(1, 40))
def test_every_call_comes_out_once_and_in_order(
    tmp_path_factory, sources: list[list[int]], batch: int
):
    spool = Spool(tmp_path_factory.mktemp("spool"))
    for index, seconds in enumerate(sources):
        spool.append(frame(f"f{index}", seconds))

    out = [
        row
        for calls in spool.walk(batch)
        for row in calls.select("time", "source", "seq").iter_rows()
    ]

    expected = sorted(
        (second * SECOND, f"f{index}", seq)
        for index, seconds in enumerate(sources)
        for seq, second in enumerate(seconds)
    )
    assert expected == out


def test_a_batch_ends_at_a_whole_cell(tmp_path):
    spool = Spool(tmp_path)
    for start in (0, 13, 27):
        spool.append(frame(f"f{start}", list(range(start, start + 14))))

    batches = list(spool.walk(batch=5))

    assert len(batches) > 1
    for batch, after in pairwise(batches):
        cells = {time // (10 * SECOND) for time in batch["time"]}
        assert not cells & {time // (10 * SECOND) for time in after["time"]}


def test_the_schema_is_whole_though_null_columns_were_left_out(tmp_path):
    spool = Spool(tmp_path)
    spool.append(frame("f", [1, 2]))

    (calls,) = spool.walk()

    assert CALLS == calls.schema
    assert [] == list(tmp_path.iterdir())
