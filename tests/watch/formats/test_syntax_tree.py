"""Patterns are read as trees over bytes, or refused with their place."""

from __future__ import annotations

import pytest

from vedette.watch.formats.syntax_tree import Group, One, Repeat, Row, parse


def test_a_group_holds_what_it_repeats():
    tree, groups = parse("^(a+)$")

    repeated = Repeat(Row((One(frozenset(b"a")),)), 1, None)
    assert (Row((Group(0, Row((repeated,))),)), 1) == (tree, groups)


def test_a_negated_class_takes_every_byte_beyond_ascii():
    tree, _ = parse('^[^ "]$')

    assert isinstance(tree, Row)
    assert tree.nodes == (One(frozenset(range(256)) - frozenset(b' "')),)


@pytest.mark.parametrize(
    ("pattern", "complaint"),
    [("a", "not anchored"), (r"^\d$", "escape"), ("^(a$", "not closed"), ("^a)$", "unexpected"),
     ("^[é]$", "beyond ASCII")],
)  # fmt: skip
def test_what_the_compiler_never_writes_is_refused(pattern: str, complaint: str):
    with pytest.raises(ValueError, match=complaint):
        parse(pattern)
