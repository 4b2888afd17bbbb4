"""YAML becomes plain text values that remember their place."""

from __future__ import annotations

import pytest

from vedette.flow.settings_yaml import Unreadable, dotted, place, plain, read

TEXT = b"""\
a: 1
list:
  - x: no
  - "null"
empty:
last: ~
"""


def test_every_scalar_stays_text_and_only_a_bare_nothing_is_null():
    faults = []

    tree = plain(read(TEXT), faults)

    assert tree == {"a": "1", "list": [{"x": "no"}, "null"], "empty": None, "last": None}
    assert faults == []


@pytest.mark.parametrize(
    ("path", "key", "expected"),
    [
        (("a",), False, (1, 4)), (("a",), True, (1, 1)), (("list", 0, "x"), False, (3, 8)),
        (("list", 0, "x"), True, (3, 5)), (("list", 0, "absent"), False, (3, 5)),
        (("list", 9), False, (3, 3)), ((), False, (1, 1)),
    ],
)  # fmt: skip
def test_places_are_those_of_the_value_its_key_or_its_parent(path, key, expected):
    assert place(read(TEXT), path, key=key) == expected


def test_a_path_is_written_as_people_read_it():
    assert dotted(("policies", 0, "do", 1, "rate")) == "policies[0].do[1].rate"
    assert dotted(()) == ""


def test_a_byte_order_mark_is_no_part_of_the_text():
    assert plain(read(b"\xef\xbb\xbfa: 1"), []) == {"a": "1"}


def test_a_null_byte_is_no_yaml():
    with pytest.raises(Unreadable):
        read(b"a: \0")
