"""The runner of examples, with a court that finds whoever calls more than a hundred times."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl
from tests.detect.court import judged, pattern, profiles, row

from vedette.detect.examples import nearest, try_patterns
from vedette.model.pattern import Example


@dataclass(frozen=True)
class _Counting:
    asked: list[tuple[str, ...]]

    def judge(self, patterns, calls: pl.DataFrame):
        self.asked.append(tuple(p.id for p in patterns))
        return judged(list(patterns), *self.measure(patterns, calls))

    def measure(self, patterns, calls: pl.DataFrame):
        return [profiles(row(calls=calls.height, pattern=p.id)) for p in patterns]


def _try(*examples: Example):
    return list(try_patterns([pattern(examples=examples), pattern("other")], _Counting([])))


def _example(times: int, *, fires: bool, **expects: object) -> Example:
    return Example("it", fires, ({"times": times},), expects)


def test_an_example_that_fires_as_it_should_passes():
    (tried,) = _try(_example(150, fires=True, severity="medium", grain="ip+proxy"))

    assert tried.passed
    assert "medium at ip+proxy, calls 150 (100)" == tried.got


def test_one_that_stays_quiet_fails_with_its_nearest_numbers():
    (tried,) = _try(_example(90, fires=True))

    assert not tried.passed
    assert "ip+proxy, 300 s, medium: calls 90 (at_least 100)" == tried.nearest
    assert {"calls": 90} == tried.numbers


def test_one_that_fires_but_should_be_quiet_fails():
    (tried,) = _try(_example(150, fires=False))

    assert (False, "quiet") == (tried.passed, tried.expected)


def test_the_wrong_severity_or_grain_fails():
    tried = _try(_example(150, fires=True, severity="high"), _example(150, fires=True, grain="key"))

    assert [False, False] == [t.passed for t in tried]


def test_the_others_an_example_names_are_judged_beside_it():
    court = _Counting([])
    list(
        try_patterns(
            [
                pattern(examples=(_example(1, fires=False, **{"with": ["other"]}),)),
                pattern("other"),
            ],
            court,
        )
    )

    assert [("noisy", "other")] == court.asked


def test_no_calls_at_all_is_said_so():
    class Nobody(_Counting):
        def measure(self, *_):
            return []

    assert "no calls were counted" == nearest(pattern(), pl.DataFrame(), Nobody([])).words
