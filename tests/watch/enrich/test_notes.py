import pytest

from vedette.model.settings import Lists
from vedette.watch.enrich import notes
from vedette.watch.enrich.template import Template

ALL = Lists(asn="a", country="c", tor="t", hosting="h", crawlers="r")
QUIET = notes.Facts(ALL, [Template("p", "GET", "/", "spec")], {})


def test_when_nothing_is_missing_nothing_is_said():
    assert notes.written(QUIET) == ()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"lists": Lists(country="c", tor="t")}, "No ASN database"),
        ({"lists": Lists(country="c", tor="t")}, "cannot be told apart"),
        ({"lists": Lists(asn="a", tor="t")}, "No country database"),
        ({"lists": Lists(asn="a", country="c")}, "No Tor list"),
        ({"templates": []}, "No operation is known"),
        ({"templates": [Template("p", "GET", "/", "learned")]}, "1 operations were learned"),
        ({"labels": {("p", "POST /in"): "login"}}, "POST /in = login"),
        ({"graphql": ["POST /graphql"]}, "GraphQL counts as one operation (POST /graphql)"),
        ({"lost": 3}, "3 calls carry no readable client address"),
        ({"unparsed": 3}, "3 user agents"),
        ({"folded": 3}, "3 path shapes"),
        ({"forgotten": 3}, "3 rarely called"),
        ({"hosts": 3}, "3 further hosts"),
    ],
)
def test_each_gap_has_its_sentence(change, said):
    facts = {name: getattr(QUIET, name) for name in QUIET.__slots__} | change

    assert any(said in note for note in notes.written(notes.Facts(**facts)))


def test_a_long_list_is_cut():
    labels = {("p", f"POST /login{i}"): "login" for i in range(100)}

    (note,) = notes.written(notes.Facts(ALL, QUIET.templates, labels))

    assert "and 94 more" in note
