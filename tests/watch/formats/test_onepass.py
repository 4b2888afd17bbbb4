"""Only patterns in which every byte allows one step become automata."""

from __future__ import annotations

import pytest

from vedette.watch.formats.onepass import automaton


@pytest.mark.parametrize(
    "pattern",
    [r"^([a-z]*)([a-z]*)$", r"^(a|ab)$", r"^(?:(a))*$", r"^(.*)x$", r"^(a?)a$", r"^(?:a?)*$"],
)
def test_a_choice_is_left_to_the_regex_engine(pattern: str):
    assert automaton(pattern) is None


@pytest.mark.parametrize(
    "pattern",
    [r"^([0-9]{2,4})-(x)?$", r'^"((?:[^"\\]|\\.)*)"$', r"^([A-Z]+|-) ([^ ]*)$", r"^()$"],
)
def test_one_way_for_each_byte_is_an_automaton(pattern: str):
    assert automaton(pattern) is not None


def test_bytes_that_nothing_tells_apart_share_a_class():
    made = automaton(r"^([0-9]+)x$")
    assert made is not None

    assert 3 == made.steps.shape[1]
    assert made.classes[ord("3")] == made.classes[ord("7")] != made.classes[ord("x")]
