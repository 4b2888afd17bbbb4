"""One table of cases, and one property: a condition means the same in all three places."""

import ipaddress

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.explain.traffic import call, history

from vedette.decide import match
from vedette.decide.conditions.catalog import BY_KEY, CATALOG
from vedette.model.rule import CONDITIONS, Rule, Scope

V4, V6 = "203.0.113.7", "2001:db8:0:2::/64"

CASES = [
    ({"ip": ("203.0.113.7",)}, {"ip": V4}, True),
    ({"ip": ("203.0.113.7",)}, {"ip": "203.0.113.70"}, False),
    ({"ip": ("203.0.113.0/24",)}, {"ip": V4}, True),
    ({"ip": ("203.0.112.0/23",)}, {"ip": V4}, True),
    ({"ip": ("203.0.112.0/24",)}, {"ip": V4}, False),
    ({"ip": ("200.0.0.0/5",)}, {"ip": V4}, True),
    ({"ip": ("0.0.0.0/0",)}, {"ip": V4}, True),
    ({"ip": ("0.0.0.0/0",)}, {"ip": V6}, False),
    ({"ip": ("::/0",)}, {"ip": V6}, True),
    ({"ip": ("::/0",)}, {"ip": V4}, False),
    ({"ip": ("::ffff:203.0.113.7",)}, {"ip": V4}, True),
    ({"ip": ("2001:db8:0:2::/64",)}, {"ip": V6}, True),
    ({"ip": ("2001:db8::/48",)}, {"ip": V6}, True),
    ({"ip": ("2001:db8::/63",)}, {"ip": V6}, False),
    ({"ip": ("2001:db8:0:2::/63",)}, {"ip": "2001:db8:0:3::/64"}, True),
    ({"ip": ("2001:db9::/32",)}, {"ip": V6}, False),
    ({"ip": ("::/16",)}, {"ip": "::/64"}, True),
    ({"ip": ("2001:db8:0:2::1",)}, {"ip": V6, "client": "2001:db8:0:2::1"}, True),
    ({"ip": ("2001:db8:0:2::1/128",)}, {"ip": V6, "client": "2001:db8:0:2::2"}, False),
    ({"ip": ("198.51.100.0/24", "203.0.113.7")}, {"ip": V4}, True),
    ({"key": ("k1_a", "k1_b")}, {"ip": V4, "key": "k1_b"}, True),
    ({"key": ("k1_a",)}, {"ip": V4, "key": None}, False),
    ({"token": ("k1_t",)}, {"ip": V4, "token": "k1_T"}, False),
    ({"user": ("o'brien",)}, {"ip": V4, "user": "o'brien"}, True),
    ({"app": ("shop",)}, {"ip": V4, "app": "shop"}, True),
    ({"developer": ("ann",)}, {"ip": V4, "developer": "bob"}, False),
    ({"product": ("gold",)}, {"ip": V4, "product": "gold"}, True),
    ({"user_agent": ("curl/8",)}, {"ip": V4, "user_agent": "curl/8"}, True),
    ({"user_agent": ("curl",)}, {"ip": V4, "user_agent": "curl/8"}, False),
    ({"ua_family": ("curl",)}, {"ip": V4, "ua_family": "curl"}, True),
    ({"asn": ("AS64500",)}, {"ip": V4, "asn": 64500}, True),
    ({"asn": ("64500",)}, {"ip": V4, "asn": None}, False),
    ({"country": ("no",)}, {"ip": V4, "country": "NO"}, True),
    ({"ja4": ("t13d",)}, {"ip": V4, "ja4": "t13d"}, True),
    ({"method": ("delete",)}, {"ip": V4, "method": "DELETE"}, True),
    ({"ip": ("203.0.113.7",), "key": ("k1_a",)}, {"ip": V4, "key": "k1_b"}, False),
    ({"ip": ("203.0.113.7",), "key": ("k1_a",)}, {"ip": V4, "key": "k1_a"}, True),
]


def three_ways(rule: Rule, calls):
    plain = [match.holds(rule, made) for made in calls.calls.to_dicts()]
    by_polars = calls.calls.select(match.expr(rule).alias("m"))["m"].to_list()
    by_sql = calls.sql(f"SELECT {match.sql(rule)} AS m FROM calls")["m"].to_list()
    return plain, by_polars, by_sql


@pytest.mark.parametrize(("when", "made", "matches"), CASES)
def test_polars_sql_and_python_agree_with_the_table(when, made, matches):
    rule = Rule("r", when, "flag", duration=1)

    assert ([matches],) * 3 == three_ways(rule, history(call(0, **made)))


def test_the_scope_must_hold_too():
    rule = Rule("r", {"ip": (V4,)}, "flag", Scope("shop", "POST /v1/login"), duration=1)
    calls = history(call(0, V4, "POST /v1/login"), call(1, V4), call(2, V4, proxy="other"))

    assert three_ways(rule, calls) == ([True, False, False],) * 3


def pl_v4(number: int) -> str:
    return ".".join(str(number >> shift & 255) for shift in (24, 16, 8, 0))


def grain_of(groups: list[int]) -> str:
    whole = int.from_bytes(b"".join(group.to_bytes(2) for group in groups)) << 64
    return str(ipaddress.IPv6Network((whole, 64)))


IPS = st.one_of(
    st.integers(0, 2**32 - 1).map(lambda n: str(pl_v4(n))),
    st.lists(st.sampled_from([0, 1, 2, 0xDB8, 0x2001, 0xFFFF]), min_size=4, max_size=4).map(
        grain_of
    ),
)


@st.composite
def networks(draw, ips):
    ip = ipaddress.ip_network(draw(ips))
    return str(ip.supernet(new_prefix=draw(st.integers(0, ip.prefixlen))))


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_any_rule_means_the_same_in_all_three(data):
    ips = data.draw(st.lists(IPS, min_size=1, max_size=12))
    few = st.sampled_from(["a", "b", "o'c", None])
    calls = history(
        [call(i, ip, key=data.draw(few), app=data.draw(few)) for i, ip in enumerate(ips)]
    )
    when = {
        "ip": tuple(data.draw(st.lists(networks(st.sampled_from(ips)), min_size=1, max_size=3)))
    }
    if data.draw(st.booleans()):
        when["key"] = ("a", "o'c")
    plain, by_polars, by_sql = three_ways(Rule("r", when, "flag", duration=1), calls)

    assert plain == by_polars == by_sql


def test_every_key_of_a_rule_is_a_condition_or_names_something_else():
    assert set(CONDITIONS) - set(BY_KEY) == {"claim", "pattern", "list", "fingerprint"}


@pytest.mark.parametrize("condition", CATALOG, ids=lambda c: c.key)
def test_conditions_look_only_at_columns_of_calls(condition):
    columns = history(call(0, V4)).calls.columns

    assert set(condition.columns) <= set(columns)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("ip", "203.0.113.7/24"),
        ("ip", "2001:db8::/80"),
        ("ip", "x"),
        ("asn", "AS"),
        ("key", "\x00"),
    ],
)
def test_a_value_that_cannot_be_read_says_what_to_write(key, value):
    assert BY_KEY[key].expected(value)


def test_words_name_few_values_and_count_many():
    words = BY_KEY["ip"].words

    assert words(["1.2.3.4"]) == "ip 1.2.3.4"
    assert words(["1.2.3.4", "1.2.3.5"]) == "ip 1.2.3.4 or 1.2.3.5"
    assert words([f"1.2.3.{i}" for i in range(40)]) == "one of 40 addresses (1.2.3.0, ...)"


def test_a_rule_that_stored_calls_cannot_show_is_refused():
    with pytest.raises(ValueError, match="claim"):
        match.expr(Rule("r", {"claim": ("x",)}, "flag", duration=1))


def test_polars_is_never_null():
    frame = history(call(0, V4))
    rule = Rule("r", {"app": ("shop",)}, "flag", duration=1)

    assert frame.calls.select(match.expr(rule).alias("m"))["m"].dtype == pl.Boolean
    assert frame.calls.select(match.expr(rule).is_null().any().alias("m"))["m"].to_list() == [False]
