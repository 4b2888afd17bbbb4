import ipaddress

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vedette.watch.enrich import address


def one(text: str | None) -> dict[str, object]:
    return address.describe(pl.Series([text], dtype=pl.String)).row(0, named=True)


@pytest.mark.parametrize(
    ("text", "canonical", "ip", "subnet"),
    [
        ("203.0.113.7", "203.0.113.7", "203.0.113.7", "203.0.113.0/24"),
        ("203.0.113.7:8080", "203.0.113.7", "203.0.113.7", "203.0.113.0/24"),
        ("::ffff:203.0.113.7", "203.0.113.7", "203.0.113.7", "203.0.113.0/24"),
        ("2001:DB8:1:2:3::9", "2001:db8:1:2:3::9", "2001:db8:1:2::/64", "2001:db8:1::/48"),
        ("[2001:db8::1%eth0]:443", "2001:db8::1", "2001:db8::/64", "2001:db8::/48"),
        ("fe80::1%eth0", "fe80::1", "fe80::/64", "fe80::/48"),
    ],
)
def test_an_address_has_one_spelling_and_its_grains(text, canonical, ip, subnet):
    found = one(text)

    assert (canonical, ip, subnet) == (found["address"], found["ip"], found["subnet"])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-",
        "unknown",
        "010.1.2.3",
        "1.2.3",
        "1.2.3.256",
        "1.2.3.4.5",
        "::g",
        "x" * 5000,
        None,
        "unix:",
        "1.2.3.4\n",
        "127.1",
        "0x7f.1.1.1",
        "%31.2.3.4",
    ],
)
def test_garbage_is_no_address_and_no_error(text):
    found = one(text)

    assert found["address"] in {None, "1.2.3.4"}
    assert (found["address"] is None) == (text != "1.2.3.4\n")


@settings(deadline=None)
@given(st.lists(st.one_of(st.ip_addresses(), st.text(max_size=40)), min_size=1, max_size=20))
def test_the_table_agrees_with_the_standard_library(values):
    found = address.describe(pl.Series([str(v) for v in values], dtype=pl.String))

    for value, row in zip(values, found.iter_rows(named=True), strict=True):
        if isinstance(value, ipaddress.IPv4Address):
            assert (str(value), int(value)) == (row["address"], row["number"])
        elif isinstance(value, ipaddress.IPv6Address):
            mapped = value.ipv4_mapped
            written = ipaddress.ip_address(row["address"])
            assert written == (mapped or value)
            if mapped is None:
                assert value in ipaddress.ip_network(row["ip"])
                assert value in ipaddress.ip_network(row["subnet"])
