from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.detect.court import judged as ask
from tests.detect.court import level, pattern, profiles, row
from tests.detect.measured import MEASURES

from vedette.detect import episode
from vedette.detect.judge import Judge
from vedette.model.call import HOUR, MINUTE, SECOND


def test_firings_close_together_are_one_episode():
    found, _ = ask(pattern(), profiles(*(row(at) for at in (10, 20, 30, 600))))

    assert [(10, 600)] == [(f.first // SECOND, f.end // SECOND) for f in found]


def test_a_pause_of_more_than_ten_minutes_begins_another_episode():
    found, _ = ask(pattern(), profiles(row(10), row(620)))

    assert [10, 620] == [f.first // SECOND for f in found]


def test_a_pause_of_exactly_ten_minutes_does_not():
    found, _ = ask(pattern(), profiles(row(10), row(610)))

    assert [10] == [f.first // SECOND for f in found]


def test_a_long_window_waits_as_long_as_itself():
    hours = pattern(levels=(level(window=HOUR, calls=100),))
    found, _ = ask(hours, profiles(row(0), row(50 * 60), window=HOUR))

    assert 1 == len(found)


def test_it_starts_where_the_window_of_the_first_firing_starts():
    found, _ = ask(pattern(), profiles(row(600), row(610)))

    assert 5 * MINUTE == found[0].start


def test_severity_is_the_highest_level_reached():
    two = pattern(levels=(level("low", calls=100), level("high", calls=200)))
    found, _ = ask(two, profiles(row(10), row(20, calls=220, level=1), row(30)))

    assert ["high"] == [f.severity for f in found]


def test_evidence_is_that_of_the_strongest_instant():
    found, _ = ask(pattern(), profiles(row(10), row(20, calls=900), row(30)))

    assert [("calls", 900, 100)] == [(e.measure, e.value, e.threshold) for e in found[0].evidence]
    assert 900 == found[0].calls


def test_an_id_depends_on_pattern_version_client_and_first_instant_only():
    one, _ = ask(pattern(), profiles(row(10), row(20)))
    same, _ = ask(pattern(), profiles(row(10, calls=999)))
    later, _ = ask(pattern(), profiles(row(20)))
    newer, _ = ask(pattern(version=2), profiles(row(10)))

    assert one[0].id == same[0].id
    assert 3 == len({one[0].id, later[0].id, newer[0].id})


_ROWS = st.lists(
    st.tuples(
        st.integers(0, 300),
        st.sampled_from(["203.0.113.9", "203.0.113.10"]),
        st.integers(90, 500),
        st.booleans(),
    ),
    min_size=1,
    max_size=60,
)


@settings(deadline=None, max_examples=40)
@given(_ROWS, st.integers(0, 5), st.integers(1, 7))
def test_the_outcome_does_not_depend_on_batches_or_order(taken, seed, size):
    rows = [
        row(10 * at, ip=ip, calls=calls, tokens_seen=9 if shared else 0)
        for at, ip, calls, shared in taken
    ]
    two = pattern(guards=("G2",), levels=(level("low", calls=100),))
    whole, _ = ask(two, profiles(*rows))
    random.Random(seed).shuffle(rows)
    judge = Judge([two], measures=MEASURES)
    for begin in range(0, len(rows), size):
        judge.take(profiles(*rows[begin : begin + size]))
        judge.finish()

    assert whole == judge.finish()[0]


def test_only_so_many_episodes_are_kept_and_the_reader_is_told(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(episode, "MOST", 10)
    judge = Judge([pattern()], measures=MEASURES)
    judge.take(profiles(*(row(10, ip=f"198.51.100.{n}", calls=100 + n) for n in range(30))))
    found, _ = judge.finish()

    assert 10 == len(found)
    assert min(f.calls for f in found) == 120
    assert "20 weak findings" in judge.notes[0]
