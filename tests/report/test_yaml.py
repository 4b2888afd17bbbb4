"""A rule's YAML is one copyable block that reads back to the same rule."""

from __future__ import annotations

import yaml
from hypothesis import given
from hypothesis import strategies as st

from vedette.model.rule import Rule, Scope
from vedette.report.yaml import rule_text


@given(st.text(min_size=1, max_size=60), st.lists(st.text(max_size=40), min_size=1, max_size=3))
def test_any_rule_reads_back(name, values):
    rule = Rule(
        name, {"user_agent": tuple(values), "country": ("NO",)}, "block", Scope(name), reason=name
    )

    text = rule_text(rule)

    assert yaml.safe_load(text) == [rule.as_dict()]
    assert text.isascii()
    assert all(char.isprintable() or char == "\n" for char in text)


def test_norway_stays_norway():
    assert "country: 'NO'" in rule_text(Rule("n", {"country": ("NO",)}, "flag", duration=1_000_000))
