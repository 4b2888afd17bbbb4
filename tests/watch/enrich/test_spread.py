import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from vedette.watch.enrich.spread import PAIRS, Spread

pair = st.tuples(st.integers(0, 5), st.integers(0, 12))


def frame(pairs):
    return pl.DataFrame(pairs, schema=PAIRS, orient="row")


@settings(deadline=None)
@given(st.lists(st.lists(pair, max_size=30), max_size=6))
def test_counts_are_exact_up_to_enough(batches):
    spread = Spread(4)
    for batch in batches:
        spread.add(frame(batch))

    members = {}
    for group, member in (pair for batch in batches for pair in batch):
        members.setdefault(group, set()).add(member)
    expected = {group: min(len(found), 4) for group, found in members.items()}
    assert expected == dict(spread.counts().iter_rows())
    assert {g for g, n in expected.items() if n == 4} == set(spread.settled().to_list())


def test_a_flood_of_groups_drops_the_smallest_and_says_so():
    spread = Spread(10, cap=100)
    spread.add(frame([(7, member) for member in range(9)]))
    spread.add(frame([(group, 1) for group in range(100, 1000)]))

    assert spread.pairs().height <= 100
    assert spread.dropped > 0
    assert dict(spread.counts().iter_rows())[7] == 9
