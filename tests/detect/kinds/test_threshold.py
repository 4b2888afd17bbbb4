from __future__ import annotations

from dataclasses import replace

import pytest
from tests.detect.court import judged, level, pattern, profiles, row

from vedette.model.pattern import Condition

PEERED = replace(
    level(calls=100),
    conditions=(
        Condition("calls", "at_least", 100),
        Condition("calls", "at_least", 10, "vs_peers"),
    ),
)


def peered(**changes: object):
    return pattern(peers="optional", levels=(PEERED,), **changes)


def test_ten_times_the_peers_fires_and_shows_them():
    found, _ = judged(peered(), profiles(row(calls=400, **{"calls.peers": 40.0})))

    assert [("calls", 400, 40.0), ("calls.vs_peers", 10.0, 40.0)] == [
        (e.measure, e.value, e.peers) for e in found[0].evidence
    ]
    assert (0.7, True) == (found[0].confidence, found[0].peers_known)


def test_less_than_that_is_held_back_with_the_numbers():
    found, held = judged(peered(), profiles(row(calls=399, **{"calls.peers": 40.0})))

    assert () == found
    assert [("peers", "399.0 calls, its peers' reference is 40.0: less than 10 times as many")] == [
        (h.guard, h.why) for h in held
    ]


def test_unknown_peers_cap_the_confidence():
    found, _ = judged(peered(), profiles(row(active=30, **{"calls.peers": None})))

    assert [(0.6, False)] == [(f.confidence, f.peers_known) for f in found]


def test_unknown_peers_hold_back_where_they_are_required():
    strict = replace(peered(), peers="required")
    found, held = judged(strict, profiles(row(peers=12, active=13, **{"calls.peers": None})))

    assert () == found
    assert ["only 12 clients to compare with; calls is judged from 30"] == [h.why for h in held]


def test_unknown_peers_among_many_clients_mean_that_many_do_the_same():
    found, held = judged(peered(), profiles(row(peers=3, active=40, **{"calls.peers": None})))

    assert () == found
    assert ["40 clients are active, but only 3 of them behave otherwise"] == [h.why for h in held]


def test_a_grain_may_require_peers_though_the_pattern_does_not():
    strict = peered(needs={"required": ["ip+proxy"]})
    unknown = {"active": 30, "calls.peers": None}
    found, _ = judged(strict, profiles(row(**unknown)), profiles(row(**unknown), grain="ip"))

    assert ["ip"] == [f.grain for f in found]


@pytest.mark.parametrize(("calls", "fires"), [(499, False), (500, True)])
def test_idle_peers_count_as_the_patterns_floor(calls: int, fires: bool):
    floored = peered(needs={"floor": {"calls": 50}})
    found, _ = judged(floored, profiles(row(calls=calls, **{"calls.peers": 1.0})))

    assert fires == bool(found)


def test_its_own_past_is_unknown_while_learning():
    own = replace(
        PEERED,
        conditions=(
            Condition("calls", "at_least", 100),
            Condition("calls", "at_least", 3, "vs_own"),
        ),
    )
    found, held = judged(pattern(levels=(own,)), profiles(row()))

    assert ((), ["G7"]) == (found, [h.guard for h in held])


def test_its_own_past_counts_once_it_is_known():
    own = replace(
        PEERED,
        conditions=(
            Condition("calls", "at_least", 100),
            Condition("calls", "at_least", 3, "vs_own"),
        ),
    )
    found, _ = judged(pattern(levels=(own,)), profiles(row(calls=150, **{"calls.own": 50.0})))

    assert [("calls", 50.0), ("calls.vs_own", 50.0)] == [
        (e.measure, e.baseline) for e in found[0].evidence
    ]


def test_a_bound_on_a_number_that_is_not_there_is_not_met():
    most = replace(level(calls=100), conditions=(Condition("calls_per_token", "at_most", 3),))
    found, held = judged(pattern(levels=(most,)), profiles(row(calls_per_token=None)))

    assert ((), ()) == (found, held)
