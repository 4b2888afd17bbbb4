import polars as pl

from vedette.watch.enrich.distinct import Memo


class Counting:
    """Doubles text, and counts how many values it was asked for."""

    def __init__(self):
        self.asked = 0

    def __call__(self, frame):
        self.asked += frame.height
        return frame.select((pl.col("v") * 2).alias("double"))


def memo(cap=100):
    work = Counting()
    return Memo(("v",), {"double": pl.Int64}, work, cap), work


def run(made, *values):
    return made.of(pl.DataFrame({"v": values}, schema={"v": pl.Int64}))["double"].to_list()


def test_each_value_is_derived_once_over_all_batches():
    made, work = memo()

    assert run(made, 1, 2, 1) == [2, 4, 2]
    assert run(made, 2, 3) == [4, 6]
    assert work.asked == 3


def test_a_flood_of_new_values_is_answered_and_not_kept():
    made, _ = memo(cap=10)

    assert [v * 2 for v in range(1000)] == run(made, *range(1000))
    assert made.height <= 10


def test_values_in_use_survive_when_the_bound_is_passed():
    made, _ = memo(cap=10)
    for start in range(0, 100, 5):
        assert [v * 2 for v in range(start, start + 5)] == run(made, *range(start, start + 5))
        assert made.height <= 10


def test_nothing_and_nulls_are_null():
    made, work = memo()

    assert run(made) == []
    assert run(made, None, None) == [None, None]
    assert work.asked == 0
