"""Masking: what could not be read is shown without what it may hold."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.watch.mask import LONGEST, mask

TOKENS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+/=.~"

tokens = st.text(TOKENS, min_size=12, max_size=60).filter(lambda text: re.search("[0-9]", text))


@given(st.text(max_size=40), tokens, st.text(max_size=40))
def test_no_token_survives(before: str, token: str, after: str) -> None:
    """A run of twelve token-like characters with a digit never comes out."""
    assert token not in mask(f"{before} {token} {after}")


@given(st.text(max_size=5000))
def test_what_is_shown_is_short_and_printable(text: str) -> None:
    shown = mask(text)

    assert len(shown) <= LONGEST
    assert all(character.isprintable() for character in shown)


@given(st.text())
def test_no_run_of_token_characters_with_a_digit_is_left(text: str) -> None:
    runs = re.findall(
        r"[A-Za-z0-9_\-+/=.~]{12,}", mask(text).replace("\\x", " ").replace("\\u", " ")
    )

    assert [run for run in runs if re.search("[0-9]", run)] == []


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Authorization: Basic YTpi", "Authorization: [5] [4]"),
        ("authorization: bearer abc", "authorization: [6] [3]"),
        ("password=geheim&user=anna", "password=[6]&user=anna"),
        ('"api_key": "k1"', '"api_key": "[2]"'),
        ("x-api-key=abc", "x-api-key=[3]"),
        ("PASSWD: tiger", "PASSWD: [5]"),
        ("client_secret='s3'", "client_secret='[2]'"),
        ("Cookie: sid=abc", "Cookie: [7]"),
        ("GET /v1/users/0123456789ab HTTP/1.1", "GET [22] HTTP/1.1"),
        ("a\x1b[31mb\r\n\u202e", "a\\x1b[31mb\\x0d\\x0a\\u202e"),
        ("nothing to hide here", "nothing to hide here"),
    ],
)
def test_credentials_are_masked_whatever_their_length(text: str, shown: str) -> None:
    assert shown == mask(text)


def test_a_secret_cut_by_the_end_is_masked_too() -> None:
    assert "0" not in mask("x" * (LONGEST - 6) + " " + "a0" * 3000)


def test_masking_takes_linear_time() -> None:
    """No pattern here goes back and forth over what a client sent."""
    for evil in ("auth" * 20_000, "=" * 80_000, "basic " * 20_000, "api-key-" * 10_000):
        mask(evil)
