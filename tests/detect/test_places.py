from __future__ import annotations

from vedette.detect.places import line_of, lines_of

TEXT = '''\
id = "a"
means = """
title = "not a key"
"""
[[when]]
at_least = {calls = 1, "calls.of_proxy" = 2}
[[when]]
window = "5m"
[when.at_most]
paths = 3
'''


def test_keys_tables_and_inline_tables_have_lines():
    places = lines_of(TEXT)

    assert 1 == places["id",]
    assert 6 == places["when", 0, "at_least", "calls.of_proxy"]
    assert 8 == places["when", 1, "window"]
    assert 10 == places["when", 1, "at_most", "paths"]


def test_text_inside_quotes_is_no_key():
    assert ("title",) not in lines_of(TEXT)


def test_an_unknown_place_is_that_of_its_deepest_known_part():
    places = lines_of(TEXT)

    assert 5 == line_of(places, ("when", 0, "severity"))
    assert 1 == line_of(places, ("title",))
