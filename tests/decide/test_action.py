import pytest
from tests.decide.cases import incident
from tests.explain.cases import PATTERNS
from tests.explain.traffic import NOON, history, many

from vedette.decide.action import action, paces, rate
from vedette.decide.good import good_clients
from vedette.decide.weigh import Weighed
from vedette.model.call import HOUR
from vedette.model.client import Client
from vedette.model.incident import Hit
from vedette.model.rule import Scope

ME = Client.of(ip="203.0.113.7")


def chosen(good=0):
    when = {"ip": ("203.0.113.7",)}
    return Weighed(when, Scope(), 1.0, Hit(good, good), Hit(0, 0), others=0, shared=False)


@pytest.mark.parametrize(
    ("patterns", "confidence", "does"),
    [
        (("scan",), 0.6, "throttle"),
        (("scan",), 0.95, "block"),
        (("scan", "bola"), 0.6, "throttle"),
        (("scan", "guessor"), 0.6, "block"),
        (("scan", "regular_timing"), 0.6, "throttle"),
        (("credential_stuffing", "guessor"), 0.99, "throttle"),
    ],
)
def test_a_block_needs_two_families_or_near_certainty(patterns, confidence, does):
    found = incident(ME, 0, 1, patterns=patterns, confidence=confidence)

    assert action(found, PATTERNS, chosen()) == does


def test_no_block_that_would_hit_a_good_client():
    found = incident(ME, 0, 1, patterns=("scan", "guessor"), confidence=0.99)

    assert action(found, PATTERNS, chosen(good=1)) == "throttle"


def test_what_is_mild_is_only_flagged():
    low = incident(ME, 0, 1, patterns=("scan", "guessor"), severity="low")
    load = incident(ME, 0, 1, patterns=("flooder",), verdict="load test")
    unknown = incident(ME, 0, 1, patterns=("someone_elses",))

    assert {action(each, PATTERNS, chosen()) for each in (low, load, unknown)} == {"flag"}


@pytest.mark.parametrize(
    ("pace", "found"),
    [(0.5, "1/min"), (5, "10/min"), (12, "20/min"), (59, "1/s"), (60, "100/min"), (9e9, "500/s")],
)
def test_a_throttle_is_the_smallest_rate_above_the_pace_of_good_clients(pace, found):
    assert found == rate(incident(ME, 0, 1, patterns=("flooder",)), PATTERNS, pace)


@pytest.mark.parametrize(("pace", "found"), [(1, "2/min"), (4, "5/min"), (12, "5/min")])
def test_logins_get_at_most_five_a_minute(pace, found):
    """Anonymous logins make whole offices look like one quick client."""
    assert found == rate(incident(ME, 0, 1), PATTERNS, pace)


def test_without_a_known_pace_logins_get_five_a_minute():
    assert rate(incident(ME, 0, 1), PATTERNS, None) == "5/min"
    assert rate(incident(ME, 0, 1, patterns=("flooder",)), PATTERNS, None) == "1/s"


def test_the_pace_is_the_99th_percentile_per_minute_of_good_clients_in_that_place():
    calm = [many(40, 0, 30, f"198.51.100.{i}", "GET /orders") for i in range(1, 40)]
    wild = many(400, 0, 0.2, "203.0.113.7", "GET /orders", status=404)
    calls = history(*calm, wild)
    asked = [Scope("shop", "GET /orders"), Scope("shop", "GET /other"), Scope("shop"), Scope()]

    found = paces(asked, (NOON, NOON + HOUR), good_clients(calls), calls)

    assert found == {asked[0]: 2.0, asked[2]: 2.0, asked[3]: 2.0}
