"""What the text of a field means."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.watch.formats.kinds import KINDS
from vedette.watch.formats.values import unescape


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("text", "-", None),
        ("text", "", None),
        ("address", "203.0.113.7", "203.0.113.7"),
        ("address", "203.0.113.7:8080", "203.0.113.7"),
        ("address", "2001:db8::7", "2001:db8::7"),
        ("address", "[2001:db8::7]", "2001:db8::7"),
        ("address", "[2001:db8::7]:443", "2001:db8::7"),
        ("address", "::ffff:203.0.113.7", "203.0.113.7"),
        ("address", "::FFFF:203.0.113.7", "203.0.113.7"),
        ("address", "[::ffff:203.0.113.7]:443", "203.0.113.7"),
        ("address", "host.example", "host.example"),
        ("address", "host.example:80", "host.example"),
        ("address_port", "2001:db8::7:443", "2001:db8::7"),
        ("address_port", "::ffff:203.0.113.7:443", "203.0.113.7"),
        ("address_port", "-", None),
        ("host", "API.example.com:8443", "api.example.com"),
        ("host", "[2001:db8::1]:443", "2001:db8::1"),
        ("host", "2001:db8::1", "2001:db8::1"),
        ("protocol", "HTTP/1.1", "1.1"),
        ("protocol", "HTTP/2.0", "2"),
        ("protocol", "h3", "3"),
        ("protocol", "SPDY", None),
        ("status", "404", 404),
        ("status", "000", None),
        ("status", "-1", None),
        ("int", "12", 12),
        ("int", "-", None),
        ("int", "-5", None),
        ("grpc", "16", 16),
        ("grpc", "PERMISSION_DENIED", 7),
        ("grpc", "NotFound", 5),
        ("grpc", "-", None),
        ("s", "0.123", 123_000),
        ("ms", "1.5", 1500),
        ("ms", "25", 25_000),
        ("ms", "9999999999999999", None),
        ("us", "7", 7),
        ("ns", "1999", 1),
        ("latency", "0.183s", 183_000),
        ("s", "-1", None),
        ("s", "inf", None),
        ("s", "1e300", None),
        ("s_list", "0.100, 0.020", 20_000),
        ("s_list", "0.100 : 0.030", 30_000),
        ("s_list", "-", None),
        ("secret", "REDACTED", None),
        ("secret", "(not set)", None),
        ("secret", "Bearer x", "Bearer x"),
        ("verified", "anything", "verified"),
        ("verified", "(not set)", None),
        ("auth", "rejected", "rejected"),
        ("auth", "maybe", None),
        ("plus", "a+b", "a b"),
        ("percent", "a%2520b%22", 'a b"'),
        ("route", "GET /a/{id}", "/a/{id}"),
        ("route", "$default", None),
    ],
)
def test_a_field_is_read_by_its_kind(kind: str, text: str, value: object) -> None:
    assert [value] == KINDS[kind].convert(pl.Series([text])).to_list()


def test_few_values_among_many_lines_are_read_the_same() -> None:
    """Where values repeat, each is read once."""
    lines = pl.Series(["HTTP/1.1", "HTTP/2.0", None, "junk"] * 50)

    assert ["1.1", "2", None, None] * 50 == KINDS["protocol"].convert(lines).to_list()


@given(st.lists(st.text(max_size=20) | st.none(), max_size=5))
def test_no_text_breaks_a_kind(values: list[str | None]) -> None:
    """Whatever a client sends, each kind answers for each line."""
    series = pl.Series(values, dtype=pl.String)
    for kind in KINDS.values():
        assert len(values) == len(kind.convert(series))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (r"a\x22b", 'a"b'),
        (r"\\x41", r"\x41"),
        (r"\"q\"", '"q"'),
        (r"\xC3\xA9", "é"),
        (r"\xe2\x82\xac", "€"),
        (r"\xFF\x41", "\ufffdA"),
        (r"tab\there", "tab\there"),
        (r"odd\q", r"odd\q"),
        (r"end\x4", r"end\x4"),
        ("plain", "plain"),
    ],
)
def test_escapes_are_decoded_once(text: str, value: str) -> None:
    assert [value] == unescape(pl.Series([text])).to_list()
