import ipaddress

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from vedette.watch.enrich import address, ranges


def find(networks: list[str], addresses: list[str]) -> list[int]:
    table = ranges.of_networks((text, row) for row, text in enumerate(networks))
    texts = pl.Series(addresses, dtype=pl.String)
    return table.find(texts, address.numbers(texts)).tolist()


def brute(networks: list[str], text: str) -> set[int]:
    """The rows of the narrowest networks that hold the address."""
    value = ipaddress.ip_address(text)
    nets = [ipaddress.ip_network(n, strict=False) for n in networks]
    holding = [(n.prefixlen, i) for i, n in enumerate(nets) if value in n]
    longest = max(holding, default=(None, -1))[0]
    return {i for length, i in holding if length == longest} or {-1}


@st.composite
def network(draw: st.DrawFn) -> str:
    place, last = draw(st.integers(0, 3)), draw(st.integers(0, 255))
    if draw(st.booleans()):
        return f"10.{place}.0.{last}/{draw(st.integers(6, 32))}"
    return f"2001:db8:{place}::{last % 10}/{draw(st.integers(28, 128))}"


@st.composite
def near(draw: st.DrawFn) -> str:
    if draw(st.booleans()):
        return f"{draw(st.integers(9, 11))}.{draw(st.integers(0, 4))}.0.{draw(st.integers(0, 255))}"
    return f"2001:db8:{draw(st.integers(0, 4))}::{draw(st.integers(0, 10))}"


@settings(deadline=None)
@given(st.lists(network(), max_size=12), st.lists(near(), min_size=1, max_size=20))
def test_the_narrowest_network_is_found_as_by_trying_them_all(networks, addresses):
    for text, row in zip(addresses, find(networks, addresses), strict=True):
        assert row in brute(networks, text)


def test_an_address_before_the_first_range_is_in_none():
    assert find(["10.0.0.0/24"], ["9.255.255.255", "10.0.0.0", "10.0.0.255", "10.0.1.0"]) == [
        -1,
        0,
        0,
        -1,
    ]


def test_the_first_and_last_address_of_all_are_found():
    assert find(["0.0.0.0/8", "255.0.0.0/8"], ["0.0.0.0", "255.255.255.255"]) == [0, 1]


def test_no_range_holds_nothing():
    assert find([], ["10.0.0.1", "::1"]) == [-1, -1]
