import ipaddress

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vedette.watch.enrich.client import Hops

TRUSTED = ("10.0.0.0/8", "2001:db8:ffff::/48")


def client(peer=None, chain=None, resolved=None, trusted=TRUSTED):
    frame = pl.DataFrame(
        {"peer": [peer], "forwarded_for": [chain], "client": [resolved]},
        schema=dict.fromkeys(("peer", "forwarded_for", "client"), pl.String),
    )
    return Hops(trusted).client(frame)[0]


def test_without_trusted_hops_nobody_is_believed():
    assert client("203.0.113.9", "198.51.100.1", trusted=()) == "203.0.113.9"


def test_a_trusted_peer_vouches_for_the_entry_to_its_left():
    assert client("10.0.0.1", "1.1.1.1, 198.51.100.1") == "198.51.100.1"


def test_the_walk_passes_every_trusted_hop_and_stops_at_the_first_other():
    assert client("10.0.0.1", "6.6.6.6, 198.51.100.1, 10.0.0.3, 10.0.0.2") == "198.51.100.1"


def test_a_chain_of_trusted_hops_only_ends_at_the_leftmost():
    assert client("10.0.0.1", "10.0.0.3, 10.0.0.2") == "10.0.0.3"


def test_garbage_in_the_chain_ends_the_walk_at_the_hop_that_wrote_it():
    assert client("10.0.0.1", "198.51.100.1, unknown, 10.0.0.2") == "10.0.0.2"


def test_a_log_without_peer_takes_what_the_gateway_wrote_last():
    assert client(None, "6.6.6.6, 198.51.100.1", trusted=()) == "198.51.100.1"
    assert client(None, "6.6.6.6, 10.0.0.9") == "6.6.6.6"
    assert client(None, None) is None


def test_the_gateways_own_answer_comes_before_the_peer():
    assert client("10.0.0.1", "6.6.6.6", resolved="198.51.100.1") == "198.51.100.1"


def test_ipv6_and_mapped_hops_are_trusted_alike():
    assert client("2001:db8:ffff::1", "198.51.100.1, ::ffff:10.1.1.1") == "198.51.100.1"


def test_a_bad_trusted_hop_is_an_error():
    with pytest.raises(ValueError, match="ten"):
        Hops(("ten",))


def test_a_chain_of_a_thousand_entries_is_walked_only_so_far():
    assert client("10.0.0.1", ", ".join(["10.0.0.2"] * 1000)) == "10.0.0.2"


hop = st.one_of(
    st.integers(0, 2**24 - 1).map(lambda n: str(ipaddress.ip_address((10 << 24) + n))),
    st.ip_addresses(v=4).map(str),
    st.ip_addresses(v=6).map(str),
)


@settings(deadline=None)
@given(peer=hop, forged=st.lists(st.text(max_size=12), max_size=5), chain=st.lists(hop, max_size=5))
def test_what_stands_left_of_an_untrusted_address_never_matters(peer, forged, chain):
    def trusted(text):
        address = ipaddress.ip_address(text)
        mapped = getattr(address, "ipv4_mapped", None)
        return any((mapped or address) in ipaddress.ip_network(n) for n in TRUSTED
                   if ipaddress.ip_network(n).version == (mapped or address).version)  # fmt: skip

    right = [*chain, peer]
    untrusted = [i for i, text in enumerate(right) if not trusted(text)]
    if not untrusted:
        return
    expected = right[untrusted[-1]]

    found = client(peer, ", ".join([*(f.replace(",", "") for f in forged), *chain]) or None)

    assert expected == found
