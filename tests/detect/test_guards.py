from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from tests.detect.court import judged, level, pattern, profiles, row

from vedette.detect.guards import may_block
from vedette.model.client import Client
from vedette.model.pattern import Condition, When
from vedette.model.settings import Exclusion

ALL = ("G1", "G2", "G3", "G4", "G5", "G6", "G8")
SHARE = When(
    300_000_000,
    "medium",
    0.7,
    (Condition("calls", "at_least", 100), Condition("calls", "at_least", 0.2, "of_proxy")),
)


def held(changes: dict[str, Any], **pattern_changes: Any) -> list[tuple[str, str]]:
    found, held_back = judged(pattern(guards=ALL, **pattern_changes), profiles(row(**changes)))
    assert (not found) == bool(held_back)
    return [(h.guard, h.why) for h in held_back]


def test_nothing_holds_back_an_ordinary_firing():
    assert [] == held({})


def test_g1_a_share_of_few_calls_is_no_verdict():
    few = When(300_000_000, "low", 0.6, (Condition("client_error_share", "at_least", 0.5),))

    assert [("G1", "only 6 calls; shares are judged from 10")] == held(
        {"calls": 6, "client_error_share": 1.0}, levels=(few,)
    )


@pytest.mark.parametrize("kind", ["keys", "tokens", "users"])
def test_g2_an_address_with_five_identities_is_marked_shared(kind: str):
    found, _ = judged(pattern(guards=ALL), profiles(row(**{f"{kind}_seen": 5})))

    assert [True] == [f.shared for f in found]


def test_g2_an_address_with_four_identities_is_not():
    found, _ = judged(pattern(guards=ALL), profiles(row(tokens_seen=4)))

    assert [False] == [f.shared for f in found]


def test_g2_a_key_is_shared_by_twenty_networks_not_by_its_own_count():
    few = row(key="k1", keys_seen=1, networks_seen=19)
    many = row(key="k2", networks_seen=20)
    rows = profiles(few, many, grain="key+proxy")
    found, _ = judged(pattern(guards=ALL), rows)

    assert [False, True] == [f.shared for f in found]


def test_g2_holds_back_where_sharing_explains_the_numbers():
    why = "the address carries 60 tokens: 2.5 calls for each of them"

    assert [("G2", why)] == held({"tokens_seen": 60}, needs={"shared": "hold"})


def test_g2_lets_pass_what_is_extreme_for_each_identity_too():
    assert [] == held({"tokens_seen": 5, "calls": 600}, needs={"shared": "hold"})


def test_g3_a_failing_backend_is_not_this_clients_fault():
    found, held_back = judged(
        pattern(guards=ALL), profiles(row(active=10, failing=6), row(40, active=10, failing=7))
    )

    assert ["G3"] == [h.guard for h in held_back]
    assert [("backend_fault", (), "shop")] == [(f.pattern, f.clients, f.proxy) for f in found]
    assert ("failing", 7) == (found[0].evidence[0].measure, found[0].evidence[0].value)


def test_g3_needs_five_failing_clients_and_three_in_ten():
    assert [] == held({"active": 5, "failing": 4})
    assert [] == held({"active": 40, "failing": 11})


def test_g4_calls_that_vedette_refused_make_no_finding():
    refused = pattern(guards=(), levels=(level(attempts=10),))
    found, held_back = judged(refused, profiles(row(calls=0, attempts=50)))

    assert ((), ["G4"]) == (found, [h.guard for h in held_back])


def test_g5_shares_need_five_active_clients():
    facts = {"active": 4, "calls.of_proxy": 0.9}

    assert [("G5", "only 4 active clients; shares are judged from 5")] == held(
        facts, levels=(SHARE,)
    )
    assert [] == held({**facts, "active": 5}, levels=(SHARE,))


def test_g6_a_verified_crawler_is_held_back():
    found, held_back = judged(pattern(), profiles(row()), crawlers={"203.0.113.9"})

    assert ((), ["G6"]) == (found, [h.guard for h in held_back])


def test_g6_a_network_of_crawlers_is_held_back():
    network = profiles({**row(), "subnet": "203.0.113.0/24"}, grain="subnet")
    network.frame.drop_in_place("ip")
    found, _ = judged(pattern(), network, crawlers={"203.0.113.9"})

    assert () == found


def _exclusion(**who: tuple[str, ...]) -> Exclusion:
    return Exclusion.model_validate(
        {
            "name": "pen test",
            "who": who,
            "reason": "ordered",
            "from": datetime(1970, 1, 1, 0, 5, tzinfo=UTC),
            "until": datetime(1970, 1, 1, 1, 0, tzinfo=UTC),
        }
    )


@pytest.mark.parametrize("who", ["203.0.113.9", "203.0.113.0/24"])
def test_g6_an_exclusion_holds_back_while_it_lasts(who: str):
    rows = profiles(row(299), row(301), row(4000))
    found, held_back = judged(pattern(), rows, exclusions=[_exclusion(ip=(who,))])

    assert [299, 4000] == [f.first // 1_000_000 for f in found]
    assert [("G6", "excluded by 'pen test': ordered")] == [(h.guard, h.why) for h in held_back]


def test_g6_an_exclusion_by_what_the_row_does_not_show_excludes_nobody():
    both = _exclusion(ip=("203.0.113.9",), user_agent=("scanner",))
    found, _ = judged(pattern(), profiles(row(301)), exclusions=[both])

    assert 1 == len(found)


def test_g6_one_address_excludes_its_ipv6_network():
    rows = profiles(row(301, ip="2001:db8:1:2::/64"))
    found, _ = judged(pattern(), rows, exclusions=[_exclusion(ip=("2001:db8:1:2::5",))])

    assert () == found


ERRORS = {"client_errors": 150, "error_shapes": 1, "unauthorized": 0, "gap_cv": 900}


def test_g8_the_same_request_refused_again_and_again_is_a_broken_client():
    found, _ = judged(pattern(guards=ALL), profiles(row(**ERRORS)))

    assert [(True, "low")] == [(f.broken, f.severity) for f in found]


def test_g8_many_different_refusals_are_not():
    found, _ = judged(pattern(guards=ALL), profiles(row(**{**ERRORS, "error_shapes": 40})))

    assert [(False, "medium")] == [(f.broken, f.severity) for f in found]


def test_g8_one_stale_credential_is_a_broken_client_many_are_guessing():
    stale = {**ERRORS, "unauthorized": 150, "rejected_credentials": 1}
    rows = profiles(row(**stale), row(ip="203.0.113.91", **{**stale, "rejected_credentials": 30}))
    found, _ = judged(pattern(guards=ALL), rows)

    assert [True, False] == [f.broken for f in found]


def test_g8_failing_logins_are_guessing_unless_slow_and_even():
    logins = {**ERRORS, "unauthorized": 150, "login_fails": 150, "login_calls": 150}
    slow = {**logins, "calls": 20, "gap_cv": 20}
    two = pattern(guards=ALL, levels=(level(login_fails=20),))
    rows = profiles(row(**logins), row(ip="203.0.113.91", **slow))
    found, _ = judged(two, rows)

    assert [False, True] == [f.broken for f in found]


def test_g8_a_steady_beat_is_held_back_where_the_pattern_says_so():
    why = "evenly spaced calls (gaps vary by 20 per mille)"

    assert [("G8", why)] == held({"gap_cv": 20}, needs={"steady": "hold"})


def test_g8_a_fast_beat_is_not():
    assert [] == held({"gap_cv": 20, "calls": 3000}, needs={"steady": "hold"})


def test_a_measure_that_is_missing_is_unknown_and_guards_nothing():
    found, _ = judged(
        pattern(guards=ALL), profiles({k: v for k, v in row().items() if "_" not in k})
    )

    assert [(False, False)] == [(f.shared, f.broken) for f in found]


def test_g9_two_families_or_near_certainty_may_block():
    one = judged(pattern(), profiles(row()))[0][0]
    other = judged(pattern(family="breadth"), profiles(row()))[0][0]
    sure = judged(
        pattern(levels=(When(1, "high", 0.96, level(calls=1).conditions),)), profiles(row())
    )
    shared = judged(pattern(guards=ALL), profiles(row(tokens_seen=9)))[0][0]

    assert not may_block([one, one])
    assert may_block([one, other])
    assert may_block(sure[0])
    assert not may_block([shared, other])
    assert (Client.of(ip="203.0.113.9"),) == one.clients
