from __future__ import annotations

from tests.detect.court import judged, level, pattern, profiles, row
from tests.detect.measured import MEASURES

from vedette.detect.findings import finding_id, units_of
from vedette.model.client import Client
from vedette.model.pattern import Condition, When


def test_units_are_those_of_the_measures_bounds_of_shares_included():
    units = units_of(MEASURES)

    assert ("bytes", "calls") == (units["bytes_out"], units["calls"])
    assert {"share"} == {units[f"client_error_share{side}"] for side in ("", "_low", "_high")}


def test_evidence_names_bound_value_unit_and_side():
    both = When(
        300_000_000,
        "low",
        0.6,
        (
            Condition("client_error_share_low", "at_least", 0.5),
            Condition("user_agents", "at_most", 2),
            Condition("calls", "at_least", 0.2, "of_proxy"),
        ),
    )
    facts = {"client_error_share_low": 0.75, "user_agents": 1, "calls.of_proxy": 0.4}
    found, _ = judged(pattern(levels=(both,), shows=()), profiles(row(**facts)))

    assert [
        ("client_error_share_low", 0.75, "share", 0.5, "at_least"),
        ("user_agents", 1, "user_agents", 2, "at_most"),
        ("calls.of_proxy", 0.4, "share", 0.2, "at_least"),
    ] == [(e.measure, e.value, e.unit, e.threshold, e.bound) for e in found[0].evidence]


def test_what_was_held_back_names_client_guard_and_numbers():
    _, held = judged(
        pattern(guards=("G3",)), profiles(row(active=10, failing=6), row(50, active=10, failing=6))
    )

    assert [("noisy", "G3", "shop", 10, 50)] == [
        (h.pattern, h.guard, h.proxy, h.first // 1_000_000, h.last // 1_000_000) for h in held
    ]
    assert (Client.of(ip="203.0.113.9"),) == held[0].clients
    assert 150 == held[0].evidence[0].value


def test_clients_at_the_same_instant_have_different_ids():
    one, other = Client.of(ip="a"), Client.of(ip="b")
    ids = {finding_id(pattern(), who, (proxy, None), 1) for who in (one, other) for proxy in "xy"}

    assert 4 == len(ids)


def test_an_operation_is_named_where_the_grain_has_one():
    token = {"token": "k1_t", "operation": "GET /orders/{id}"}
    rows = profiles(row(**token), grain="token+operation")
    found, _ = judged(pattern(levels=(level(calls=100),)), rows)

    assert (None, "GET /orders/{id}") == (found[0].proxy, found[0].operation)
