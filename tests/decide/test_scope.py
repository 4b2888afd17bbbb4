"""Whom a proposed rule stops, and whom it would hit."""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.decide.cases import decided, incident
from tests.explain.traffic import NOON, call, history, many, shoppers

from vedette.decide import match, rules
from vedette.decide.good import good_clients
from vedette.model.call import HOUR, SECOND
from vedette.model.client import Client
from vedette.model.good import Good
from vedette.model.incident import Hit
from vedette.model.rule import Scope
from vedette.model.settings import Protected

LONE = Client.of(ip="203.0.113.7")
LOGIN = Scope("shop", "POST /v1/login")


def stuffing(ip="203.0.113.7", start=60, count=300, **more):
    return many(count, start, 2, ip, "POST /v1/login", status=401, **more)


def neighbour():
    return many(40, 0, 30, "203.0.113.9", "GET /orders", token="k1_neighbour")


def test_a_lone_attacker_is_stopped_at_one_operation():
    (one,) = decided(history(shoppers(), neighbour(), stuffing()), incident(LONE, 60, 700))

    rule = one.proposal.rule
    assert (rule.when, rule.scope) == ({"ip": ("203.0.113.7",)}, LOGIN)
    assert (rule.action, rule.rate, rule.duration, rule.state) == (
        "throttle",
        "5/min",
        HOUR,
        "observe",
    )
    assert (one.proposal.covers, one.proposal.good, one.proposal.unknown) == (
        1.0,
        Hit(0, 0),
        Hit(0, 0),
    )


def test_the_reason_says_what_a_wider_rule_would_cost():
    (one,) = decided(history(shoppers(), neighbour(), stuffing()), incident(LONE, 60, 700))

    assert one.proposal.why == (
        "ip 203.0.113.7 on POST /v1/login of shop: covers 100 % of the attack, hits 0 good clients "
        "and 0 unknown clients; network 203.0.113.0/24 on all of shop would hit 1 good client"
    )
    assert one.proposal.rule.reason == f"incident 4f1d: {one.proposal.why}"


def test_a_proposed_rule_is_read_back_as_the_same_rule():
    (one,) = decided(history(shoppers(), stuffing()), incident(LONE, 60, 700))

    assert rules.parse(rules.text([one.proposal.rule])) == (one.proposal.rule,)


def test_calls_of_the_accused_at_other_times_are_unknown_and_said_to_be_its_own():
    earlier = many(30, -900, 20, "203.0.113.7", "POST /v1/login", status=200)

    (one,) = decided(history(shoppers(), earlier, stuffing()), incident(LONE, 60, 700))

    assert one.proposal.unknown == Hit(1, 30)
    assert one.proposal.good == Hit(0, 0)
    assert "(the accused at other times)" in one.proposal.why


def test_inside_an_office_only_the_key_is_touched():
    staff = [
        call(i * 30 + j, "192.0.2.1", "POST /v1/login", key=f"k1_staff{j:03}")
        for j in range(12)
        for i in range(25)
    ]
    calls = history(shoppers(), staff, stuffing("192.0.2.1", 200, 200, key="k1_mole"))
    accused = Client.of(ip="192.0.2.1", key="k1_mole")

    (one,) = decided(calls, incident(accused, 200, 600))

    assert one.proposal.rule.when == {"ip": ("192.0.2.1",), "key": ("k1_mole",)}
    assert one.proposal.good == Hit(0, 0)
    assert "ip 192.0.2.1 on POST /v1/login of shop would hit 12 good clients" in one.proposal.why


def test_an_apps_key_is_never_proposed():
    phones = [
        call(i * 9 + j / 10, f"198.18.{j}.1", "GET /items", key="k1_app", token=f"k1_t{j:03}")
        for j in range(40)
        for i in range(21)
    ]
    thief = many(300, 300, 1, "198.18.7.1", "GET /orders", key="k1_app", token="k1_t007")
    found = incident(Client.of(token="k1_t007"), 300, 700, patterns=("bola",))

    (one,) = decided(history(phones, thief), found)

    assert one.proposal.rule.when == {"token": ("k1_t007",)}
    assert not any("key" in each.when for each in one.proposal.candidates)


def test_a_fleet_is_stopped_by_what_it_has_in_common_or_by_its_addresses():
    ips = [f"203.{i}.113.7" for i in range(25)]
    alike = history(shoppers(), *(stuffing(ip, count=30, user_agent="bot/1") for ip in ips))
    fleet = incident([Client.of(ip=ip) for ip in ips], 60, 700, verdict="fleet")

    (one,) = decided(alike, fleet)

    assert set(one.proposal.rule.when["ip"]) == set(ips)
    weighed = {each.when: each for each in one.proposal.candidates}
    assert weighed["user agent bot/1"].covers == 1.0


def test_a_fleet_larger_than_a_rule_is_stopped_by_its_fingerprint():
    ips = [f"203.{i // 250}.{i % 250}.7" for i in range(1_100)]
    calls = history(shoppers(), [call(60 + i, ip, "POST /v1/login", 401, ja4="t13d_rare")
                                 for i, ip in enumerate(ips)])  # fmt: skip
    fleet = incident([Client.of(ip=ip) for ip in ips], 60, 1_200, verdict="fleet")

    (one,) = decided(calls, fleet)

    assert one.proposal.rule.when == {"ja4": ("t13d_rare",)}
    assert one.proposal.covers == 1.0


def test_against_a_scanner_the_whole_gateway_is_the_right_place():
    scan = many(200, 60, 1, "203.0.113.7", "GET /p{}", status=404)
    found = incident(LONE, 60, 259, patterns=("scan", "guessor"))

    (one,) = decided(history(shoppers(), scan), found)

    assert one.proposal.rule.scope == Scope()
    assert one.proposal.rule.action == "block"


def test_an_ipv6_client_is_stopped_by_its_64():
    ip = "2001:db8:0:7::/64"

    (one,) = decided(history(shoppers(), stuffing(ip)), incident(Client.of(ip=ip), 60, 700))

    assert one.proposal.rule.when == {"ip": (ip,)}
    assert one.proposal.covers == 1.0


def test_whoever_is_accused_is_not_good_for_a_day_around():
    busy = many(60, -900, 10, "203.0.113.7", "GET /orders")
    calls = history(shoppers(), busy, stuffing(count=40))

    (one,) = decided(calls, incident(LONE, 60, 140))

    assert "203.0.113.7" in set(good_clients(calls).clients["client"])
    assert all(each.good.clients == 0 for each in one.proposal.candidates)


@pytest.mark.parametrize("verdict", ["backend fault", "flash crowd", "shared address"])
def test_what_is_no_attack_gets_no_rule_and_a_note_why(verdict):
    (one,) = decided(history(shoppers(), stuffing()), incident(LONE, 60, 700, verdict=verdict))

    assert one.proposal is None
    assert one.notes[-1].startswith("no rule proposed: ")


def test_a_broken_client_is_flagged_and_its_owner_told():
    (one,) = decided(
        history(shoppers(), stuffing()),
        incident(LONE, 60, 700, verdict="broken client", patterns=("scan", "guessor")),
    )

    assert one.proposal.rule.action == "flag"
    assert one.proposal.rule.headers["X-Vedette-Incident"] == "4f1d"
    assert any("tell the owner" in note for note in one.notes)


def test_a_protected_client_is_never_proposed_and_it_is_said():
    calls = history(shoppers(), stuffing(), neighbour())

    (one,) = decided(calls, incident(LONE, 60, 700), protected=Protected(ips=("203.0.113.0/28",)))
    (two,) = decided(calls, incident(LONE, 60, 700), protected=Protected(tokens=("k1_neighbour",)))

    assert one.proposal is None
    assert one.notes == ("no rule proposed: this client is protected by your settings",)
    assert two.proposal.rule.when == {"ip": ("203.0.113.7",)}
    assert not any("network" in each.when for each in two.proposal.candidates)


def test_of_a_fleet_the_protected_members_are_left_out():
    ips = [f"203.{i}.113.7" for i in range(5)]
    calls = history(shoppers(), *(stuffing(ip, count=40) for ip in ips))
    fleet = incident([Client.of(ip=ip) for ip in ips], 60, 700, verdict="fleet")

    (one,) = decided(calls, fleet, protected=Protected(ips=(ips[0],)))

    assert one.proposal.rule.when == {"ip": tuple(ips[1:])}
    assert one.proposal.covers == 0.8


def test_many_incidents_are_weighed_each_by_its_own_calls():
    ips = [f"203.{i}.113.7" for i in range(4)]
    calls = history(shoppers(), *(stuffing(ip, 60 + 50 * i, 40) for i, ip in enumerate(ips)))
    found = [
        incident(Client.of(ip=ip), 60 + 50 * i, 138 + 50 * i, id=f"i{i}")
        for i, ip in enumerate(ips)
    ]

    assert [one.proposal.rule.when["ip"] for one in decided(calls, *found)] == [(ip,) for ip in ips]


# Bad, good and unknown part every call that a candidate matches, whatever the traffic.

IPS = ["203.0.113.7", "203.0.113.8", "198.51.100.1", "2001:db8:0:1::/64"]
CALLS = st.lists(
    st.tuples(
        st.integers(0, 900),
        st.sampled_from(IPS),
        st.sampled_from(["POST /v1/login", "GET /orders", "GET /me"]),
        st.sampled_from([200, 200, 401]),
        st.sampled_from([None, "k1_a", "k1_b"]),
        st.sampled_from(["shop", "other"]),
    ),
    min_size=5,
    max_size=120,
)
WHO = st.sampled_from([
    Client.of(ip=IPS[0]), Client.of(ip=IPS[3]), Client.of(key="k1_a"),
    Client.of(ip=IPS[0], key="k1_a"),
])  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(CALLS, WHO, st.integers(0, 400), st.integers(401, 900))
def test_bad_good_and_unknown_are_a_partition_of_what_a_rule_matches(made, who, start, last):
    calls = history([
        call(at, ip, operation, status, key=key, proxy=proxy,
             key_auth="verified" if key and status == 200 else "rejected" if key else "none")
        for at, ip, operation, status, key, proxy in made
    ])  # fmt: skip
    found = incident(who, start, last)
    (one,) = decided(calls, found)
    if one.proposal is None:
        return
    bad, client = _bad(found), good_clients(calls)
    accused = calls.calls.filter(bad).select(client.client().alias("c"))["c"].unique()
    good = _is(client, client.clients["client"]) & ~_is(client, accused) & ~bad
    matched = calls.calls.filter(match.expr(one.proposal.rule))
    unknown = matched.filter(~bad & ~good)

    assert one.proposal.good == _hit(matched.filter(good), client)
    assert one.proposal.unknown == _hit(unknown, client)
    everything = calls.calls.filter(bad).height
    covered = matched.filter(bad).height
    assert one.proposal.covers == int(covered / everything * 10_000) / 10_000
    parts = one.proposal.good.calls + one.proposal.unknown.calls + covered
    assert parts == matched.height


def _bad(found) -> pl.Expr:
    who = found.clients[0].as_dict()
    tests = [pl.col(kind).eq_missing(pl.lit(value)) for kind, value in who.items()]
    if "ip" not in who:
        tests.append(pl.col("key_auth") == "verified")
    window = pl.col("time").is_between(found.first_seen, found.last_seen)
    return pl.all_horizontal([*tests, window, pl.col("proxy") == "shop"])


def _is(good: Good, values: pl.Series) -> pl.Expr:
    return good.client().is_in(values.implode())


def _hit(calls: pl.DataFrame, good: Good) -> Hit:
    return Hit(calls.select(good.client().alias("c"))["c"].n_unique(), calls.height)


def test_times_are_those_of_the_incident():
    assert incident(LONE, 1, 2).first_seen == NOON + SECOND
