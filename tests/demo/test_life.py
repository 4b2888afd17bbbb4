import numpy as np

from vedette.demo import clients, life
from vedette.demo.sheet import DAY, HOUR, MIDNIGHT, SHEET


def test_the_evening_is_busier_than_the_night():
    hours = (life.instants(np.random.default_rng(1), 20_000) - MIDNIGHT) // HOUR

    assert np.sum(hours == 19) > 8 * np.sum(hours == 3)


def test_visits_stay_within_the_day_and_the_sheet():
    rng = np.random.default_rng(1)
    people = clients.web(rng, 40)
    who = rng.integers(0, 40, 200)
    calls = life.visits(rng, people, life.instants(rng, 200), who, 12)

    assert SHEET == calls.schema
    assert int(calls["time"].max()) < MIDNIGHT + DAY


def test_a_login_shows_no_token_yet():
    rng = np.random.default_rng(1)
    people = clients.phones(rng, 40)
    calls = life.visits(rng, people, life.instants(rng, 300), rng.integers(0, 40, 300), 12)
    logins = calls.filter(path="/v1/login")

    assert len(logins) > 50
    assert logins["token"].is_null().all()


def test_good_people_meet_some_errors_but_not_many():
    rng = np.random.default_rng(1)
    people = clients.web(rng, 200)
    calls = life.visits(rng, people, life.instants(rng, 2_000), rng.integers(0, 200, 2_000), 12)
    share = (calls["status"].is_between(400, 499)).mean()

    assert 0.01 < share < 0.06


def test_whoever_meets_a_fault_asks_again():
    rng = np.random.default_rng(1)
    people = clients.web(rng, 200)
    calls = life.visits(rng, people, life.instants(rng, 3_000), rng.integers(0, 200, 3_000), 12)
    troubled = life.troubled(rng, calls)
    failed = troubled.filter(status=503)

    assert len(failed) > 5
    assert len(calls) + len(failed) == len(troubled)


def test_own_orders_are_four_and_tell_nothing_of_their_owner():
    orders = life.own_orders(np.random.default_rng(1), np.repeat(np.arange(50), 40))
    each = [set(orders[i * 40 : i * 40 + 40].tolist()) for i in range(50)]

    assert all(len(own) <= 4 for own in each)
    assert min(abs(a - b) for own in each for a in own for b in own if a != b) > 100
