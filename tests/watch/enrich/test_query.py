import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vedette.model.settings import KeySource, Proxy
from vedette.watch.enrich.fingerprint import Fingerprints
from vedette.watch.enrich.query import Queries

PRINTS = Fingerprints(b"key")


def one(query, proxy="p", proxies=()):
    frame = pl.DataFrame(
        {"proxy": [proxy], "query": [query]}, schema_overrides={"query": pl.String}
    )
    return Queries(PRINTS, proxies).of(frame).row(0, named=True)


def test_names_are_sorted_and_shapes_follow_them():
    found = one("size=20&page=3&sort=name&empty=&when=2024-01-01T10:00")

    assert found["query_names"] == "empty&page&size&sort&when"
    assert found["query_shape"] == "-0,n1,n2,a4,t16"
    assert found["query_count"] == 5


def test_at_most_sixteen_names_are_kept_and_all_are_counted():
    found = one("&".join(f"n{chr(97 + i)}=1" for i in range(20)))

    assert (
        len(found["query_names"].split("&")),
        len(found["query_shape"].split(",")),
        found["query_count"],
    ) == (16, 16, 20)


def test_the_hash_is_the_same_for_the_same_values_in_any_order():
    assert one("a=1&b=2")["query_hash"] == one("b=2&a=1")["query_hash"]
    assert one("a=1&b=2")["query_hash"] != one("a=1&b=3")["query_hash"]


@settings(deadline=None)
@given(st.text(alphabet="abcXYZ019=&%+;/?\x00é", max_size=60))
def test_any_query_is_summed_up_without_its_values(query):
    found = one(query + "&known=" + "Zz9" * 7)

    assert "Zz9Zz9" not in str({k: v for k, v in found.items() if k != "query_key"})


@pytest.mark.parametrize(
    "query", ["AKIAIOSFODNN7EXAMPLE", "sk_live_123456789abc=1", "a b<script>=1"]
)
def test_a_name_that_is_no_plain_word_is_not_kept(query):
    assert one(query)["query_names"] == "?"


@pytest.mark.parametrize(
    ("query", "key", "token"),
    [
        ("api_key=abc", "abc", None),
        ("APIKEY=abc", "abc", None),
        ("key=short", None, None),
        ("key=AIzaSyA-1234567890", "AIzaSyA-1234567890", None),
        ("access_token=abc", None, "abc"),
        ("token=4", None, None),
        ("api_key=", None, None),
        ("api_key=first&api_key=second", "first", None),
    ],
)
def test_credentials_are_found_under_their_usual_names(query, key, token):
    found = one(query)

    assert (key, token) == (found["query_key"], found["query_token"])


def test_a_proxys_own_parameter_name_counts_for_that_proxy_only():
    proxies = [Proxy(name="p", keys=KeySource(query="licence"))]

    assert one("licence=abc", "p", proxies)["query_key"] == "abc"
    assert one("licence=abc", "q", proxies)["query_key"] is None


@pytest.mark.parametrize(
    ("query", "object_", "number"),
    [
        ("id=17", "17", 17),
        ("order_id=17&page=2", "17", 17),
        ("accountId=99", "99", 99),
        ("paid=1&grid=3", None, None),
        ("id=", None, None),
    ],
)
def test_an_id_parameter_names_the_object(query, object_, number):
    found = one(query)

    assert (object_, number) == (found["query_object"], found["query_number"])


def test_an_id_that_is_no_number_is_only_a_fingerprint():
    assert PRINTS.of("alice") == one("user_id=alice")["query_object"]


def test_a_million_parameters_cost_no_more_than_a_few():
    found = one("&".join(f"a{i}" for i in range(100_000)))

    assert found["query_count"] <= 64


def test_no_query_is_null_throughout():
    assert {None} == set(one(None).values())
