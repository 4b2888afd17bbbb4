"""A shared network is not an actor where somebody in it has been found."""

from tests.explain.cases import explain, finding
from tests.explain.test_incidents import OFFICE, office, stuffing
from tests.explain.traffic import call, history, many, shoppers

from vedette.model.client import Client

NETWORK = Client.of(subnet="192.0.2.0/24")


def colleagues():
    """People of the office who mistype now and then: too many for one to carry the fails."""
    return [
        one
        for j in range(12)
        for one in many(
            3, 200, 40, "192.0.2.1", "POST /v1/login", status=401, key=f"k1_staff{j:03}"
        )
    ]


def test_a_network_is_told_as_the_attacker_found_inside_it():
    mole = stuffing("192.0.2.1", 200, 300, key="k1_mole")
    inside = finding("credential_stuffing", Client.of(ip="192.0.2.1", key="k1_mole"), 100, 900)
    whole = finding("credential_stuffing", NETWORK, 90, 900, shared=True)

    explained = explain(history(shoppers(), office(), colleagues(), mole), [inside, whole])

    (incident,) = explained.incidents
    assert (Client.of(ip="192.0.2.1", key="k1_mole"),) == incident.clients
    assert any("192.0.2.0/24 as a whole" in note for note in incident.notes)


def test_a_network_where_nobody_was_found_stays_a_shared_address():
    whole = finding("credential_stuffing", NETWORK, 90, 900, shared=True)
    elsewhere = finding("credential_stuffing", Client.of(ip="203.0.113.7"), 100, 900)

    calls = history(shoppers(), office(), colleagues(), stuffing())
    explained = explain(calls, [whole, elsewhere])

    assert {NETWORK, Client.of(ip="203.0.113.7")} == {
        client for incident in explained.incidents for client in incident.clients
    }
    assert OFFICE not in {c for i in explained.incidents for c in i.clients}


def farm(**more):
    """Sessions made in bulk behind an address that a carrier's people share."""
    return [
        call(100 + i, "192.0.2.1", "GET /me", token=f"k1_bulk{i:03}", key="k1_app", **more)
        for i in range(300)
    ]


def carrier():
    return [
        call(i * 30 + j, "192.0.2.1", "GET /orders", token=f"k1_sub{j:02}", key="k1_app",
             user_agent=f"Phone/{j}")
        for j in range(10)
        for i in range(2)
    ]  # fmt: skip


def test_many_tokens_excuse_nobody_where_they_are_the_deed():
    found = finding("oauth_harvester", OFFICE, 90, 700, shared=True)

    calls = history(shoppers(), carrier(), farm(user_agent="okhttp/4"))
    (incident,) = explain(calls, [found]).incidents

    assert incident.clients == (Client.of(ip="192.0.2.1", user_agent="okhttp/4"),)


def test_an_apps_key_never_makes_a_shared_address_anyones_own():
    """The app's key carries every call from there, and names nobody."""
    found = finding("flooder", OFFICE, 0, 700, shared=True)

    calls = history(shoppers(), carrier(), farm(user_agent="Phone/1"))
    (incident,) = explain(calls, [found]).incidents

    assert incident.verdict == "shared address"
    assert incident.clients == (OFFICE,)
