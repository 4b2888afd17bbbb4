"""Whatever a client sends can be looked at safely."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.model.visible import visible


@given(st.text())
def test_nothing_invisible_is_left(text):
    assert visible(text, 10_000).isprintable()


@given(st.text(alphabet=st.characters(min_codepoint=32, max_codepoint=126), max_size=100))
def test_plain_text_stays_as_it_is(text):
    assert visible(text) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("\x1b[31m", "\\x1b[31m"),
        ("\u202egnp.exe", "\\u202egnp.exe"),
        ("a\r\nb", "a\\x0d\\x0ab"),
        ("zero\u200bwidth", "zero\\u200bwidth"),
        ("\U000e0041", "\\U000e0041"),
        ("héllo 日本", "héllo 日本"),
        ("a" + "\u0301" * 5, "a\u0301\u0301" + "\\u0301" * 3),
    ],
)
def test_what_hides_stands_as_an_escape(text, expected):
    assert visible(text) == expected


def test_long_text_ends_in_an_ellipsis():
    assert visible("x" * 500, 10) == "x" * 9 + "…"
