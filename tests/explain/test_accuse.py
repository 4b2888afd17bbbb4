"""A shared network is not an actor where somebody in it has been found."""

from tests.explain.cases import explain, finding
from tests.explain.test_incidents import OFFICE, office, stuffing
from tests.explain.traffic import history, many, shoppers

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
