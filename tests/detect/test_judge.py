from __future__ import annotations

from dataclasses import replace

from tests.detect.court import judged, level, pattern, profiles, row
from tests.detect.measured import MEASURES

from vedette.detect.judge import Judge
from vedette.detect.traffic import calls_of
from vedette.model.client import Client
from vedette.model.pattern import Condition
from vedette.model.profile import Profiles
from vedette.model.settings import Exclusion


def test_the_client_is_named_with_its_proxy():
    found, _ = judged(pattern(), profiles(row()))

    assert (Client.of(ip="203.0.113.9"),) == found[0].clients
    assert ("shop", None) == (found[0].proxy, found[0].operation)


def test_rows_of_an_unknown_pattern_are_ignored():
    found, held = judged(pattern(), profiles(row(pattern="someone-elses")))

    assert ((), ()) == (found, held)


def test_bounds_are_checked_again():
    found, _ = judged(pattern(), profiles(row(calls=99)))

    assert () == found


def test_a_proxy_may_have_its_own_threshold():
    own = {"noisy": {"shop": {"calls": 200}}}
    rows = (row(), row(ip="203.0.113.10", proxy="blog"), row(ip="203.0.113.11", calls=210))
    found, _ = judged(pattern(), profiles(*rows), thresholds=own)

    assert ["203.0.113.10", "203.0.113.11"] == [f.clients[0].who[0][1] for f in found]
    assert [100, 200] == [f.evidence[0].threshold for f in found]


def test_a_grain_without_proxies_has_the_mildest_threshold_of_all():
    own = {"noisy": {"shop": {"calls": 200}, "blog": {"calls": 50}}}
    bare = profiles(row(), row(ip="203.0.113.10", calls=250), grain="ip")
    bare.frame.drop_in_place("proxy")
    found, _ = judged(pattern(), bare, thresholds=own)

    assert [Client.of(ip="203.0.113.10")] == [f.clients[0] for f in found]


def test_an_address_that_touched_one_proxy_is_told_once_at_the_finer_grain():
    bare = row()
    del bare["proxy"]
    found, _ = judged(pattern(), profiles(row()), profiles(bare, grain="ip"))

    assert ["ip+proxy"] == [f.grain for f in found]


def test_an_address_that_touched_two_proxies_is_told_at_both_grains():
    bare = row(calls=300)
    del bare["proxy"]
    found, _ = judged(pattern(), profiles(row()), profiles(bare, grain="ip"))

    assert {"ip", "ip+proxy"} == {f.grain for f in found}


def test_a_network_with_one_address_is_told_once():
    network = {**row(), "subnet": "203.0.113.0/24"}
    found, _ = judged(pattern(), profiles(row()), profiles(network, grain="subnet"))

    assert ["ip+proxy"] == [f.grain for f in found]


def test_a_network_with_more_addresses_is_told_too():
    network = {**row(calls=900), "subnet": "203.0.113.0/24"}
    found, _ = judged(pattern(), profiles(row()), profiles(network, grain="subnet"))

    assert {"subnet", "ip+proxy"} == {f.grain for f in found}


def test_what_is_shown_stands_behind_the_bounds():
    shown = pattern(shows=("paths", "calls"))
    found, _ = judged(shown, profiles(row(paths=7)))

    assert [("calls", 100), ("paths", None)] == [
        (e.measure, e.threshold) for e in found[0].evidence
    ]


def test_a_finding_that_came_through_is_not_also_held_back():
    peers = Condition("calls", "at_least", 10, "vs_peers")
    strict = replace(level(calls=100), conditions=(*level(calls=100).conditions, peers))
    two = pattern(peers="required", levels=(level("low", calls=100), strict))
    few = {"calls.peers": None, "active": 9}
    rows = profiles(row(**few), row(level=1, **few))
    found, held = judged(two, rows)

    assert (1, 0) == (len(found), len(held))


def test_it_may_be_asked_before_the_end_and_goes_on():
    judge = Judge([pattern()], measures=MEASURES)
    judge.take(profiles(row()))
    early, _ = judge.finish()
    judge.take(profiles(row(20)))
    late, _ = judge.finish()

    assert (10, 20) == (early[0].end // 1_000_000, late[0].end // 1_000_000)
    assert early[0].id == late[0].id


def test_no_rows_make_no_findings():
    assert ((), ()) == judged(pattern(), Profiles("ip", 1, profiles(row()).frame.clear()))


def test_an_excluded_clients_key_is_not_measured_at_the_grain_of_keys():
    exclusion = Exclusion.model_validate(
        {"name": "n", "who": {"ip": ("203.0.113.9",)}, "reason": "r"}
    )
    calls = calls_of([{"times": 1, "key": "partner"}])
    judge = Judge([pattern()], measures=MEASURES, exclusions=[exclusion])

    assert ["presented"] == judge.sees(calls)["key_auth"].to_list()
