from __future__ import annotations

from dataclasses import replace

from tests.detect.court import judged, pattern, profiles, row

from vedette.detect.telling import by_client, same_client, telling
from vedette.model.client import Client

(ONE,) = judged(pattern(), profiles(row()))[0]


def at(grain: str, **who: str):
    return replace(ONE, grain=grain, proxy=None, clients=(Client.of(**who),))


def test_an_address_with_one_key_is_told_as_address_and_key():
    pair = at("ip+key", ip="203.0.113.9", key="k1")

    assert [pair] == telling([at("ip", ip="203.0.113.9"), pair])


def test_another_pattern_does_not_make_it_needless():
    other = replace(at("ip+key", ip="203.0.113.9", key="k1"), pattern="other")

    assert 2 == len(telling([at("ip", ip="203.0.113.9"), other]))


def test_an_ipv6_network_with_one_address_range_is_told_once():
    fine = replace(ONE, clients=(Client.of(ip="2001:db8:1:2::/64"),))

    assert [fine] == telling([at("subnet", subnet="2001:db8:1::/48"), fine])


def test_a_backend_fault_that_accuses_nobody_stays():
    nobody = replace(ONE, clients=())

    assert [nobody] == telling([nobody])


def test_the_same_client_is_found_at_finer_grains_only():
    pair = at("ip+key", ip="203.0.113.9", key="k1")
    bare = at("ip", ip="203.0.113.9")
    index = by_client([pair, bare])

    assert [pair] == list(same_client(bare, index))
    assert [] == list(same_client(pair, index))
