from __future__ import annotations

from datetime import UTC, datetime

import pytest

from vedette.detect.known_good import KnownGood, subnet_of
from vedette.detect.traffic import BEGIN, calls_of
from vedette.model.settings import Exclusion


def known(**times: datetime | None) -> KnownGood:
    who = {"ip": ("203.0.113.9",)}
    return KnownGood((Exclusion.model_validate({"name": "n", "who": who, "reason": "r", **times}),))


CALLS = calls_of(
    [
        {"times": 2, "key": "partner", "token": "t", "token_auth": "rejected"},
        {"times": 1, "client": "203.0.113.10", "key": "other"},
    ]
)


def test_an_excluded_clients_credentials_count_as_shown_only():
    seen = known().unverified(CALLS)

    assert ["presented"] == seen.filter(ip="203.0.113.9")["key_auth"].unique().to_list()
    assert ["rejected"] == seen.filter(ip="203.0.113.9")["token_auth"].unique().to_list()
    assert CALLS.schema == seen.schema


def test_those_of_others_stay_verified():
    seen = known().unverified(CALLS)

    assert ["verified"] == seen.filter(ip="203.0.113.10")["key_auth"].to_list()


def test_after_its_end_an_exclusion_hides_nothing():
    over = datetime.fromtimestamp(BEGIN / 1_000_000 - 1, UTC)

    assert CALLS.equals(known(until=over).unverified(CALLS))


def test_a_time_without_zone_is_utc():
    naive = datetime.fromtimestamp(BEGIN / 1_000_000 - 1, UTC).replace(tzinfo=None)

    assert CALLS.equals(known(until=naive).unverified(CALLS))


@pytest.mark.parametrize(
    ("ip", "network"),
    [
        ("203.0.113.9", "203.0.113.0/24"),
        ("2001:db8:1:2::/64", "2001:db8:1::/48"),
        ("not an address", "None"),
    ],
)
def test_the_network_of_an_address(ip: str, network: str):
    assert network == str(subnet_of(ip))
