"""The stories of this room: who is named, what is said of them, and what is not."""

from dataclasses import replace

import pytest
from tests.explain.cases import PATTERNS, explain, finding
from tests.explain.traffic import NOON, call, history, many, shoppers

from vedette.explain.incidents import confidence
from vedette.model.call import MINUTE, SECOND
from vedette.model.client import Client
from vedette.model.finding import Evidence, HeldBack

LONE = Client.of(ip="203.0.113.7")
OFFICE = Client.of(ip="192.0.2.1")


def stuffing(ip="203.0.113.7", start=60, count=300, **more):
    return many(count, start, 2, ip, "POST /v1/login", status=401, **more)


def office(staff=12, calls=25):
    """People of one office, each with a key, all with the same browser."""
    return [
        call(i * 30 + j, "192.0.2.1", "GET /orders", key=f"k1_staff{j:03}", user_agent="Firefox")
        for j in range(staff)
        for i in range(calls)
    ]


def test_a_lone_attacker_is_told_in_one_sentence_with_numbers():
    won = many(3, 61, 100, "203.0.113.7", "POST /v1/login", status=200)
    neighbour = many(4, 80, 9, "198.51.0.1", "POST /v1/login", status=401)
    calls = history(shoppers(), stuffing(), won, neighbour)

    (incident,) = explain(calls, [finding("credential_stuffing", LONE, 0, 900)]).incidents

    assert incident.story == (
        "203.0.113.7 tried 303 logins on POST /v1/login of shop in 10 minutes from 12:01 UTC; "
        "3 succeeded (1 %); that is 3 times the limit of 20 tries within 10 minutes, and the "
        "next client did so 4 times."
    )
    assert incident.title == "Credential stuffing by 203.0.113.7"
    assert incident.verdict == "attacker"


def test_an_incident_holds_exactly_the_calls_of_its_clients_in_its_window_on_its_proxies():
    elsewhere = many(9, 100, 1, "203.0.113.7", "GET /x", proxy="other")
    before = many(5, -500, 1, "203.0.113.7", "GET /orders")
    refused = many(7, 100, 1, "203.0.113.7", "GET /orders", attempt=True)
    calls = history(shoppers(), stuffing(), elsewhere, before, refused)

    (incident,) = explain(calls, [finding("credential_stuffing", LONE, 0, 900)]).incidents

    assert (incident.calls, incident.proxies) == (300, ("shop",))
    assert (incident.first_seen, incident.last_seen) == (NOON + MINUTE, NOON + 658 * SECOND)
    assert sum(incident.timeline.bad) == 300
    assert len(incident.timeline.bad) <= 120


def test_in_an_office_the_key_that_did_it_is_accused_and_nobody_else():
    mole = stuffing("192.0.2.1", 200, 200, key="k1_mole", user_agent="Firefox")
    found = finding("credential_stuffing", OFFICE, 100, 700, shared=True)

    explained = explain(history(shoppers(), office(), mole), [found])

    (incident,) = explained.incidents
    assert incident.clients == (Client.of(ip="192.0.2.1", key="k1_mole"),)
    assert explained.findings[0].clients == incident.clients
    assert (incident.verdict, incident.calls) == ("attacker", 200)
    assert any("100 % of the 200 calls in question" in note for note in incident.notes)


def test_in_an_office_a_tool_is_accused_by_its_user_agent():
    tool = stuffing("192.0.2.1", 200, 200, user_agent="python-requests/2")
    found = finding("credential_stuffing", OFFICE, 100, 700, shared=True)

    (incident,) = explain(history(shoppers(), office(), tool), [found]).incidents

    assert incident.clients == (Client.of(ip="192.0.2.1", user_agent="python-requests/2"),)


def test_an_office_where_everyone_mistypes_is_a_shared_address():
    mistakes = [
        call(200 + i, "192.0.2.1", "POST /v1/login", 401, key=f"k1_staff{i % 12:03}",
             user_agent="Firefox")
        for i in range(60)
    ]  # fmt: skip
    found = finding("credential_stuffing", OFFICE, 100, 700, shared=True)

    (incident,) = explain(history(shoppers(), office(), mistakes), [found]).incidents

    assert (incident.verdict, incident.clients) == ("shared address", (OFFICE,))
    assert "12 clients share it and none of them stands out" in incident.story


def test_behind_an_apps_key_the_token_is_accused():
    phones = [
        call(i * 9 + j / 10, f"198.18.{j}.1", "GET /items", key="k1_app", token=f"k1_t{j:03}")
        for j in range(40)
        for i in range(20)
    ]
    thief = [
        call(300 + i / 2, "198.18.7.1", "GET /orders/{id}", key="k1_app", token="k1_t007",
             object=str(i), path=f"/orders/{i}")
        for i in range(200)
    ]  # fmt: skip
    found = finding(
        "bola", Client.of(key="k1_app"), 200, 700, shared=True,
        evidence=(Evidence("objects", 200, "objects", 50, "at_least", peers=9.0),),
    )  # fmt: skip

    (incident,) = explain(history(phones, thief), [found]).incidents

    assert incident.clients == (Client.of(token="k1_t007"),)
    assert incident.story.startswith("token k1_t007 read 200 different ids on GET /orders/{id}")


def test_a_network_is_resolved_to_the_addresses_that_did_it():
    fleet = [stuffing(f"203.0.113.{i}", 60 + i, 6) for i in range(1, 11)]
    bystander = many(30, 60, 9, "203.0.113.99", "GET /orders")
    found = finding("credential_stuffing", Client.of(subnet="203.0.113.0/24"), 0, 600)

    (incident,) = explain(history(shoppers(), *fleet, bystander), [found]).incidents

    assert {c.as_dict()["ip"] for c in incident.clients} == {f"203.0.113.{i}" for i in range(1, 11)}
    assert incident.verdict == "fleet"


def test_a_fleet_with_one_rare_fingerprint_is_one_incident():
    ips = [f"203.{i}.113.7" for i in range(25)]
    fleet = [stuffing(ip, 60 + i, 30, ja4="t13d_rare") for i, ip in enumerate(ips)]
    found = [finding("credential_stuffing", Client.of(ip=ip), 0, 600) for ip in ips]

    (incident,) = explain(history(shoppers(), *fleet), found).incidents

    assert (incident.verdict, len(incident.clients)) == ("fleet", 25)
    assert incident.story.startswith(
        "25 addresses in 25 networks, all with the TLS fingerprint t13d_rare, tried 750 logins"
    )


def test_what_a_popular_app_shows_links_nobody():
    pair = ["203.0.113.7", "203.9.113.7"]
    calls = history(shoppers(), *(stuffing(ip, 60) for ip in pair))

    found = [finding("credential_stuffing", Client.of(ip=ip), 0, 600) for ip in pair]

    assert len(explain(calls, found).incidents) == 2


def test_an_address_and_the_key_it_used_are_one_actor():
    calls = history(shoppers(), stuffing(key="k1_stolen"))
    by_ip = finding("credential_stuffing", LONE, 0, 900)
    by_key = finding("guessor", Client.of(key="k1_stolen"), 0, 900, confidence=0.5)

    (incident,) = explain(calls, [by_ip, by_key]).incidents

    assert incident.clients == (Client.of(key="k1_stolen"),)
    assert incident.finding_ids == tuple(sorted((by_ip.id, by_key.id)))


def test_two_attacks_days_apart_are_two_incidents():
    later = 3 * 86_400
    calls = history(shoppers(), stuffing(), stuffing(start=later + 60))
    found = [finding("credential_stuffing", LONE, at, at + 900) for at in (0, later)]

    assert len(explain(calls, found).incidents) == 2


def test_a_client_that_repeats_one_failing_call_is_broken():
    broken = many(400, 60, 2, "203.0.113.7", "GET /v0/feed", status=404, key="k1_tv")
    found = finding("guessor", Client.of(key="k1_tv"), 0, 900, broken=True)

    (incident,) = explain(history(shoppers(), broken), [found]).incidents

    assert incident.verdict == "broken client"
    assert incident.story == (
        "key k1_tv repeated the same failing call on GET /v0/feed of shop: 400 calls in 13 "
        "minutes from 12:01 UTC, 100 % of them answered with an error; it looks broken rather "
        "than hostile, and its owner should know."
    )


def test_who_tries_logins_is_never_merely_broken():
    calls = history(shoppers(), stuffing())
    found = [
        finding("guessor", LONE, 0, 900, broken=True, calls=300),
        finding("credential_stuffing", LONE, 0, 900, calls=200),
    ]

    assert explain(calls, found).incidents[0].verdict == "attacker"


def test_a_backend_fault_accuses_nobody():
    found = finding(
        "backend_fault", (), 300, 900, evidence=(Evidence("failing_share", 0.6, "share", 0.3),)
    )
    (incident,) = explain(history(shoppers()), [found]).incidents

    assert (incident.verdict, incident.clients) == ("backend fault", ())
    assert incident.story == (
        "shop answered 60 % of its active clients with errors for 10 minutes from 12:05 UTC: the "
        "backend is at fault, so nobody is accused of it."
    )


def drop(ips, **more):
    """Everyone wants the new shoes at noon."""
    return [many(40, 60 + i, 3, ip, "GET /drop", **more) for i, ip in enumerate(ips)]


def test_many_unrelated_clients_at_once_are_a_flash_crowd():
    ips = [f"203.{i}.113.7" for i in range(25)]
    found = [finding("flooder", Client.of(ip=ip), i, 600 + i) for i, ip in enumerate(ips)]

    (incident,) = explain(history(shoppers(), *drop(ips)), found).incidents

    assert (incident.verdict, len(incident.clients), incident.calls) == ("flash crowd", 25, 1000)


@pytest.mark.parametrize("reason", ["errors", "few", "another pattern"])
def test_no_crowd_of_failing_few_or_otherwise_suspect_clients(reason):
    ips = [f"203.{i}.113.7" for i in range(10 if reason == "few" else 25)]
    calls = history(shoppers(), *drop(ips, status=500 if reason == "errors" else 200))
    found = [finding("flooder", Client.of(ip=ip), i, 600 + i) for i, ip in enumerate(ips)]
    if reason == "another pattern":
        found = [replace(each, pattern="scan", family="breadth") for each in found]

    assert {each.verdict for each in explain(calls, found).incidents} == {"attacker"}


def test_a_tool_made_for_load_with_a_key_of_ours_is_a_load_test():
    load = many(900, 60, 0.5, "203.0.113.7", "GET /orders", key="k1_qa", user_agent="k6/0.49")
    found = finding("flooder", Client.of(key="k1_qa"), 0, 600)

    (incident,) = explain(history(shoppers(), load), [found]).incidents

    assert incident.verdict == "load test"


def test_ipv6_clients_are_their_64():
    ip = "2001:db8:0:7::/64"
    calls = history(shoppers(), stuffing(ip))

    (incident,) = explain(
        calls, [finding("credential_stuffing", Client.of(ip=ip), 0, 900)]
    ).incidents

    assert incident.calls == 300
    assert incident.story.startswith("2001:db8:0:7::/64 tried 300 logins")


def test_a_modifier_raises_an_incident_but_makes_none():
    calls = history(shoppers(), stuffing())
    modifier = finding("regular_timing", LONE, 0, 900, alone=False, severity="critical")
    found = finding("credential_stuffing", LONE, 0, 900)

    assert explain(calls, [modifier]).incidents == ()
    (incident,) = explain(calls, [modifier, found]).incidents
    assert (incident.severity, incident.confidence) == ("medium", 0.84)
    assert incident.patterns == ("credential_stuffing", "regular_timing")


def test_confidence_is_the_best_of_a_family_and_adds_up_over_families():
    def of(*pairs):
        found = [finding(name, LONE, 0, 900, confidence=sure) for name, sure in pairs]
        return confidence(found, PATTERNS)

    assert of(("guessor", 0.6), ("brute_guessor", 0.5)) == 0.6
    assert of(("guessor", 0.6), ("flooder", 0.6)) == 0.84
    assert of(("guessor", 0.95), ("flooder", 0.95), ("bola", 0.95)) == 0.99


def test_what_was_nearly_found_and_what_is_unknown_is_noted():
    held = HeldBack(
        "flooder", (LONE,), "shop", "G5", "only 3 clients active", (), NOON, NOON + MINUTE
    )
    calls = history(shoppers(), stuffing())
    found = finding("credential_stuffing", LONE, 0, 900, peers_known=False)

    (incident,) = explain(calls, [found], held_back=[held]).incidents

    assert incident.notes == (
        "labels guessed: that this operation is a login is Vedette's guess",
        "peers unknown: fewer than 30 clients to compare with",
        "nearly found too: Flooder, held back by G5 (only 3 clients active)",
    )


def test_the_order_of_findings_and_of_calls_changes_nothing():
    ips = [f"203.{i}.113.7" for i in range(5)]
    fleet = [stuffing(ip, 60 + i, 30, ja4="t13d_rare") for i, ip in enumerate(ips)]
    found = [finding("credential_stuffing", Client.of(ip=ip), 0, 600) for ip in ips]
    calls = history(shoppers(), *fleet)

    assert explain(calls, found) == explain(calls, found[::-1])


def test_without_findings_there_is_no_incident():
    assert explain(history(shoppers()), []).incidents == ()


def test_hostile_text_never_reaches_the_story_raw():
    nasty = "GET /\x1b[31m" + "x" * 400
    calls = history(shoppers(), many(300, 60, 1, "203.0.113.7", nasty, status=404))
    (incident,) = explain(calls, [finding("guessor", LONE, 0, 900)]).incidents

    assert incident.story.isprintable()
    assert len(incident.story) < 400
