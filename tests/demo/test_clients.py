import ipaddress

import numpy as np

from vedette.demo import clients


def made(seed: int = 1) -> np.random.Generator:
    return np.random.default_rng(seed)


def test_every_phone_has_the_apps_key_and_a_token_of_its_own():
    phones = clients.phones(made(), 300)

    assert 1 == phones["key"].n_unique()
    assert 300 == phones["token"].n_unique()


def test_addresses_belong_to_no_one():
    kept = [ipaddress.ip_network(n) for n in ("198.18.0.0/15", "2001:db8::/32")]
    ips = [ipaddress.ip_address(ip) for ip in clients.phones(made(), 200)["client"]]

    assert all(any(ip in network for network in kept) for ip in ips)


def test_homes_are_apart_from_hideouts():
    blocks = {ip.rsplit(".", 1)[0] for ip in clients.homes(made(), 5_000)}

    assert not blocks & {clients.hideout(n).rsplit(".", 1)[0] for n in range(50)}


def test_the_office_has_sixty_people_and_one_address():
    people = clients.office(made())

    assert (60, 1) == (people["token"].n_unique(), people["client"].n_unique())


def test_a_carrier_puts_a_thousand_phones_behind_four_addresses():
    people = clients.carrier(made())

    assert (1_000, 4) == (people["token"].n_unique(), people["client"].n_unique())


def test_a_jwt_has_three_parts_and_names_a_user():
    first, second = clients.jwts(made(), 2)

    assert first != second
    assert 3 == len(first.removeprefix("Bearer ").split("."))
