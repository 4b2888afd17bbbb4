"""Apache's directives, with whatever modifiers they carry."""

from __future__ import annotations

import pytest

from vedette.watch.formats.apache import pieces
from vedette.watch.formats.base import Field
from vedette.watch.formats.layout import Literal


@pytest.mark.parametrize(
    ("directive", "column", "kind"),
    [
        ("%h", "peer", "address"),
        ("%{c}a", "peer", "address"),
        ("%>s", "status", "status"),
        ("%!200,304s", "status", "status"),
        ("%<u", "user", "text"),
        ("%D", "duration", "us"),
        ("%T", "duration", "s"),
        ("%{ms}T", "duration", "ms"),
        ("%{User-Agent}i", "user_agent", "text"),
        ("%{X-API-Key}i", "key", "text"),
        ("%{authorization}i", "token", "text"),
        ("%{PHPSESSID}C", "session", "text"),
        ("%{UNIQUE_ID}e", "request_id", "word"),
        ("%{Content-Type}o", "", "ignored"),
        ("%p", "", "ignored"),
        ("%^FB", "", "ignored"),
        ("%{usec_frac}t", "", "ignored"),
    ],
)
def test_a_directive_fills_its_column(directive: str, column: str, kind: str) -> None:
    assert (Field(column, kind, directive),) == pieces(directive)


def test_a_letter_after_a_directive_is_text() -> None:
    """`%lx` is `%l` and an x."""
    assert (Field("", "ignored", "%l"), Literal("x ")) == pieces("%lx %u")[:2]


def test_the_time_stands_in_brackets() -> None:
    assert (Literal("["), Field("start", "clf", "%t"), Literal("]")) == pieces("%t")
