"""Headers, cookies and parameters that tell something of a call."""

from __future__ import annotations

import pytest

from vedette.watch.formats.headers import KEYS, cookie, header, parameter


@pytest.mark.parametrize("name", KEYS)
def test_every_header_for_keys_is_a_key(name: str) -> None:
    """Whatever its case, and with the underscores that nginx makes of hyphens."""
    assert {"key"} == {header(one).column for one in (name, name.upper(), name.replace("-", "_"))}


def test_what_tells_nothing_is_ignored() -> None:
    assert ["", "", ""] == [
        header("accept").column,
        cookie("theme").column,
        parameter("page").column,
    ]


def test_sessions_and_keys_elsewhere_are_known() -> None:
    assert ("session", "key") == (cookie("JSESSIONID").column, parameter("api_key").column)
