from tests.explain.cases import explain, finding
from tests.explain.traffic import call, history, many, shoppers

from vedette.explain.links import Links
from vedette.model.client import Client


def stuffing(ip, start=60, count=60, **more):
    return many(count, start, 2, ip, "POST /v1/login", status=401, **more)


def incidents(calls, *found):
    return explain(calls, list(found)).incidents


def by_ip(ip, start=0, end=600, **more):
    return finding("credential_stuffing", Client.of(ip=ip), start, end, **more)


def test_neighbours_in_a_network_that_nobody_good_uses_belong_together():
    calls = history(shoppers(), stuffing("203.0.113.7"), stuffing("203.0.113.8"))

    (one,) = incidents(calls, by_ip("203.0.113.7"), by_ip("203.0.113.8"))

    assert len(one.clients) == 2
    assert "belongs together by the network 203.0.113.0/24" in one.notes


def test_neighbours_in_a_network_full_of_good_clients_do_not():
    people = [many(30, 5 * i, 9, f"203.0.113.{100 + i}", "GET /orders") for i in range(20)]
    calls = history(shoppers(), *people, stuffing("203.0.113.7"), stuffing("203.0.113.8"))

    assert len(incidents(calls, by_ip("203.0.113.7"), by_ip("203.0.113.8"))) == 2


def test_a_rare_fingerprint_hours_later_links_nothing():
    calls = history(
        shoppers(),
        stuffing("203.0.113.7", ja4="rare"),
        stuffing("203.9.113.8", 20_060, ja4="rare"),
    )

    assert len(incidents(calls, by_ip("203.0.113.7"), by_ip("203.9.113.8", 20_000, 20_600))) == 2


def test_a_user_agent_proves_nothing_where_there_is_nobody_to_compare_with():
    pair = ["203.0.113.7", "203.9.113.8"]
    calls = history(*(stuffing(ip, user_agent="odd") for ip in pair))

    assert len(incidents(calls, *map(by_ip, pair))) == 2


def test_a_rotated_user_agent_links_nothing():
    """An attribute must be in most of the calls of both."""
    pair = ["203.0.113.7", "203.9.113.8"]
    rotated = [
        call(60 + i, ip, "POST /v1/login", 401, user_agent=f"bot/{i % 5}")
        for ip in pair
        for i in range(60)
    ]

    assert len(incidents(history(shoppers(), rotated), *map(by_ip, pair))) == 2


def test_one_who_is_accused_inside_an_office_is_not_merged_with_the_office():
    office = [
        call(i * 9 + j, "192.0.2.1", "POST /v1/login", 401, key=f"k1_s{j}", user_agent="Firefox")
        for j in range(12)
        for i in range(20)
    ]
    mole = stuffing("192.0.2.1", key="k1_mole", user_agent="Firefox")
    shared = by_ip("192.0.2.1", shared=True)
    own = finding("guessor", Client.of(key="k1_mole"), 0, 600)

    verdicts = {each.verdict for each in incidents(history(shoppers(), office, mole), shared, own)}

    assert verdicts == {"shared address", "attacker"}


def test_the_incident_has_the_id_of_its_earliest_finding():
    calls = history(shoppers(), stuffing("203.0.113.7", count=300))
    early, late = by_ip("203.0.113.7", 0, 600), by_ip("203.0.113.7", 120, 700)

    (one,) = incidents(calls, late, early)

    assert one.id == early.id


def test_ten_thousand_members_are_named_and_no_more(monkeypatch):
    monkeypatch.setattr("vedette.explain.incidents.MAX_MEMBERS", 5)
    monkeypatch.setattr("vedette.explain.notes.MAX_MEMBERS", 5)
    ips = [f"203.0.113.{i}" for i in range(1, 10)]
    calls = history(shoppers(), *(stuffing(ip, count=10) for ip in ips))

    (one,) = incidents(calls, *map(by_ip, ips))

    assert len(one.clients) == 5
    assert "at least 5 clients, of which so many are named" in one.notes


def test_links_do_not_depend_on_order():
    one, other = Links(5), Links(5)
    for a, b in [(0, 3), (3, 4), (1, 2)]:
        one.join(a, b)
    for a, b in [(2, 1), (4, 0), (4, 3)]:
        other.join(a, b)

    assert one.groups() == other.groups() == [[0, 3, 4], [1, 2]]
