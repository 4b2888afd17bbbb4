from datetime import UTC, datetime

import pytest
from tests.explain.traffic import call, history, many

from vedette.decide.good import good_clients
from vedette.model.settings import Exclusion

DAY = 86_400


def good(calls, **more):
    return set(good_clients(calls, **more).clients["client"].to_list())


def test_twenty_calls_are_needed_in_a_short_history():
    calls = history(
        many(20, 0, 60, "203.0.113.1", "GET /a"), many(19, 0, 60, "203.0.113.2", "GET /a")
    )

    assert good(calls) == {"203.0.113.1"}


def test_five_calls_on_two_days_are_enough_in_a_long_one():
    calls = history(
        many(5, 0, 20_000, "203.0.113.1", "GET /a"),
        many(90, 0, 60, "203.0.113.2", "GET /a"),
        call(3 * DAY, "203.0.113.3"),
    )

    assert good(calls) == {"203.0.113.1"}


@pytest.mark.parametrize(("failing", "is_good"), [(10, True), (11, False)])
def test_half_of_the_calls_must_succeed(failing, is_good):
    calls = history(
        many(20 - failing, 0, 60, "203.0.113.1", "GET /a"),
        many(failing, 5, 60, "203.0.113.1", "GET /a", status=404),
    )

    assert good(calls) == ({"203.0.113.1"} if is_good else set())


def test_the_finest_verified_identity_counts():
    shown = {"key": "k1_k", "user": "k1_u", "token": "k1_t"}
    rejected = dict.fromkeys(("token_auth", "user_auth"), "rejected")
    calls = history(
        many(20, 0, 60, "203.0.113.1", "GET /a", **shown),
        many(20, 1, 60, "203.0.113.2", "GET /a", **shown, token_auth="rejected"),
        many(20, 2, 60, "203.0.113.3", "GET /a", **shown, **rejected),
        many(20, 3, 60, "203.0.113.4", "GET /a", **shown, **rejected, key_auth="rejected"),
    )

    assert good(calls) == {"k1_t", "k1_u", "k1_k", "203.0.113.4"}


def test_an_apps_key_is_nobody():
    phones = [
        many(20, i, 60, f"198.18.{i}.1", "GET /a", key="k1_app", app="shop") for i in range(20)
    ]

    found = good_clients(history(*phones))

    assert found.shared_keys == {"k1_app"}
    assert set(found.clients["client"]) == {f"198.18.{i}.1" for i in range(20)}


def test_a_key_that_the_registry_calls_an_apps_is_shared_at_once():
    found = good_clients(history(many(20, 0, 1, "203.0.113.1", "GET /a", key="k", key_class="app")))

    assert found.shared_keys == {"k"}
    assert found.clients.row(0, named=True)["kind"] == "ip"


def test_refused_calls_and_preflights_do_not_count():
    calls = history(
        many(19, 0, 60, "203.0.113.1", "GET /a"),
        call(9, "203.0.113.1", attempt=True),
        call(9, "203.0.113.1", preflight=True),
    )

    assert good(calls) == set()


def test_who_is_excluded_is_not_good_while_the_exclusion_lasts():
    calls = history(
        many(20, 0, 60, "203.0.113.1", "GET /a"), many(20, 0, 60, "203.0.113.2", "GET /a")
    )
    pen_test = Exclusion(name="pen test", who={"ip": ("203.0.113.1",)}, reason="pen test")
    past = pen_test.model_copy(update={"until": datetime(2020, 1, 1, tzinfo=UTC)})

    assert good(calls, exclusions=[pen_test]) == {"203.0.113.2"}
    assert good(calls, exclusions=[past]) == {"203.0.113.1", "203.0.113.2"}
