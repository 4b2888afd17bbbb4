import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.explain import words
from vedette.model.call import DAY, HOUR, MINUTE, SECOND
from vedette.model.client import Client


@pytest.mark.parametrize(
    ("value", "shown"),
    [(0, "0 %"), (0.002, "0.2 %"), (0.0001, "under 0.1 %"), (0.9996, "99.9 %"), (1, "100 %")],
)
def test_a_share_is_never_all_for_less_nor_none_for_more(value, shown):
    assert words.share(value) == shown


@pytest.mark.parametrize(
    ("micros", "shown"),
    [
        (0, "1 second"),
        (90 * SECOND, "90 seconds"),
        (14 * MINUTE, "14 minutes"),
        (3 * HOUR, "3 hours"),
        (9 * DAY, "9 days"),
    ],
)
def test_lengths_of_time_have_the_unit_a_person_would_use(micros, shown):
    assert words.lasting(micros) == shown


def test_numbers_and_sizes():
    assert [words.number(n) for n in (1204, 3.5, 62.25, 1.25)] == ["1,204", "3.5", "62.2", "1.25"]
    assert [words.size(n) for n in (12, 5_400, 1_200_000)] == ["12 bytes", "5.4 kB", "1.2 MB"]
    assert [words.times(n) for n in (1, 2, 4)] == ["once", "twice", "4 times"]


def test_a_moment_has_its_date_only_where_days_differ():
    noon = 1_764_072_000 * SECOND

    assert words.clock(noon, day=False) == "12:00 UTC"
    assert words.clock(noon, day=True) == "12:00 UTC on 25 November 2025"


def test_a_client_is_named_by_address_first_and_fingerprints_are_cut():
    client = Client.of(key="k1_9c1f42aa0123456789", ip="203.0.113.7")

    assert words.whose(client) == "203.0.113.7 with key k1_9c1f42aa..."


def test_listings_say_how_many_more():
    assert words.listing(["a"]) == "a"
    assert words.listing(["a", "b", "c"]) == "a, b and c"
    assert words.listing(["a", "b", "c", "d", "e"]) == "a, b, c and 2 more"


@given(st.text())
def test_what_a_client_sent_becomes_one_short_printable_line(text):
    shown = words.clean(text)

    assert len(shown) <= words.LONGEST
    assert shown.isprintable()
