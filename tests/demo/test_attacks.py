import polars as pl
import pytest

from vedette.demo import clients
from vedette.demo.truth import Day, Planted


def planted(day: Day, name: str) -> Planted:
    return next(one for one in day.planted if one.name == name)


def test_there_are_at_least_ten_kinds(day: Day):
    assert len({one.name for one in day.planted}) >= 10


def test_what_an_attacker_carries_nobody_else_does(day: Day):
    for one in day.planted:
        for column, values in (("client", one.ips), ("key", one.keys), ("token", one.tokens)):
            others = day.calls.filter(pl.col(column).is_in(values), pl.col("story") != one.name)
            nameless = day.calls.filter(pl.col(column).is_in(values), pl.col("story").is_null())

            assert others.is_empty(), one.name
            assert nameless.is_empty(), one.name


def test_the_office_is_not_the_attackers_own(day: Day):
    inside = planted(day, "stuffing from the office")

    assert {clients.OFFICE_IP} == set(inside.calls["client"])
    assert () == inside.ips


def test_slow_guessing_is_slow(day: Day):
    times = planted(day, "slow voucher guessing").calls["time"].sort()
    busiest = times.to_frame().group_by(pl.col("time") // 300_000_000).len()["len"].max()

    assert busiest <= 14


@pytest.mark.parametrize(("name", "least"), [("sequential id walk", 0.99), ("BOLA enumeration", 0)])
def test_only_the_walk_goes_step_by_step(day: Day, name: str, least: float):
    orders = planted(day, name).calls.filter(pl.col("path").str.contains("/orders/"))
    ids = orders["path"].str.extract(r"(\d+)$").cast(pl.Int64)
    near = (ids.diff().drop_nulls().abs() <= 10).mean()

    assert near >= least
    assert near < 0.01 or least > 0


def test_session_rotation_shows_a_new_token_every_second_call(day: Day):
    one = planted(day, "session rotation")

    assert 2 * len(one.tokens) == len(one.calls)
    assert 1 == one.calls["user_agent"].n_unique()
