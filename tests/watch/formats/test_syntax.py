"""Layouts as gateways write them: pieces, or the place that is wrong."""

from __future__ import annotations

import pytest

from vedette.watch.formats import apache, envoy, nginx
from vedette.watch.formats.base import Field
from vedette.watch.formats.layout import Literal
from vedette.watch.formats.syntax import LayoutError, quoted_parts


def test_neighbouring_literals_are_joined() -> None:
    assert (Literal("100% "), Field("status", "status", "%>s")) == apache.pieces("100%% %>s")


def test_a_path_and_its_query_make_a_target() -> None:
    """Between them stands nothing but the question mark, which `%q` brings along."""
    assert (Field("target", "target", "%U%q"),) == apache.pieces("%U%q")


def test_values_that_cannot_be_told_apart_are_an_error() -> None:
    with pytest.raises(LayoutError, match="text between") as told:
        nginx.pieces("$http_a$http_b")

    assert 7 == told.value.position


@pytest.mark.parametrize("layout", ["$status$uri", "$host$request_uri"])
def test_values_told_apart_by_their_look_may_touch(layout: str) -> None:
    assert 2 == len(nginx.pieces(layout))


def test_a_newline_at_the_end_is_none_of_the_lines() -> None:
    assert isinstance(envoy.pieces("%RESPONSE_CODE%\\n")[-1], Field)


@pytest.mark.parametrize(
    ("statement", "layout"),
    [
        ("log_format a '$x ' '\"$y\"';", '$x "$y"'),
        ("log_format  a escape=json '$x';", "$x"),
        ("$x only", "$x only"),
    ],
)
def test_a_whole_directive_is_reduced_to_its_layout(statement: str, layout: str) -> None:
    assert layout == quoted_parts(statement, "log_format")
