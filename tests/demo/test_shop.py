from vedette.demo.sheet import DAY, MIDNIGHT, SHEET
from vedette.demo.shop import a_day
from vedette.demo.truth import Day


def test_a_day_has_at_least_300_000_calls_in_order_of_time(day: Day):
    assert len(day.calls) >= 300_000
    assert SHEET == day.calls.schema
    assert day.calls["time"].is_sorted()


def test_every_call_begins_and_ends_on_the_day(day: Day):
    assert int(day.calls["time"].min()) >= MIDNIGHT
    assert int((day.calls["time"] + day.calls["duration"]).max()) < MIDNIGHT + DAY


def test_the_same_seed_gives_the_same_day(day: Day):
    assert day.calls.equals(a_day().calls)


def test_another_seed_gives_another_day(day: Day):
    assert not day.calls.equals(a_day(8).calls)


def test_attacks_are_a_small_part_of_the_day(day: Day):
    names = [one.name for one in day.planted]

    assert day.calls["story"].is_in(names).sum() < 0.12 * len(day.calls)
