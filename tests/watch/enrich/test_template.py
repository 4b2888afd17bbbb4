import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vedette.watch.enrich.template import Automaton, Template, ids


def match(templates, *calls, proxy="p"):
    made = [Template.of(None if t[0] == "*" else t[0], t[1], "spec") for t in templates]
    methods, paths = zip(*(call.split(" ") for call in calls), strict=True)
    found = Automaton(made).match(
        pl.Series([proxy] * len(calls)), pl.Series(methods), pl.Series(paths)
    )
    return [made[i].operation if i >= 0 else None for i in found.tolist()]


USERS = [
    ("*", o) for o in ("GET /users/me", "GET /users/{id}", "GET /users/{id}/a", "GET /users/me/b")
]


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        ("GET /users/me", "GET /users/me"),
        ("GET /users/7", "GET /users/{id}"),
        ("GET /users/me/a", "GET /users/{id}/a"),  # literal first, yet not stuck there
        ("GET /users/me/b", "GET /users/me/b"),
        ("GET /users/7/b", None),
        ("GET /users", None),
        ("POST /users/me", None),
        ("GET /", None),
        ("GET /users/7/a/c", None),
    ],
)
def test_the_narrowest_template_wins(call, expected):
    assert [expected] == match(USERS, call)


def test_a_parameter_with_text_around_it_is_narrower_than_one_without():
    templates = [("*", "GET /f/{x}"), ("*", "GET /f/{x}.json"), ("*", "GET /f/{x}:cancel")]

    assert match(templates, "GET /f/a.json", "GET /f/7:cancel", "GET /f/a.xml") == [
        "GET /f/{x}.json",
        "GET /f/{x}:cancel",
        "GET /f/{x}",
    ]


def test_a_greedy_parameter_takes_the_rest():
    assert match([("*", "GET /r/{rest+}")], "GET /r/a/b/c", "GET /q/a") == ["GET /r/{rest+}", None]


def test_a_proxys_own_template_comes_before_everyones():
    templates = [("*", "GET /a/{any}"), ("p/x", "GET /a/{own}")]

    assert match(templates, "GET /a/1", proxy="p/x") == ["GET /a/{own}"]
    assert match(templates, "GET /a/1", proxy="q") == ["GET /a/{any}"]


def test_no_templates_match_nothing():
    assert match([], "GET /") == [None]


segment = st.sampled_from(["a", "b", "c", "{id}"])
template = st.lists(segment, max_size=4).map(lambda parts: "GET /" + "/".join(parts))


def fits(operation, path):
    want, have = operation.split(" ")[1].split("/"), path.split("/")
    return len(want) == len(have) and all(
        w == h or (w == "{id}" and h) for w, h in zip(want, have, strict=True)
    )


@settings(deadline=None)
@given(st.lists(template, max_size=8, unique=True), st.lists(st.sampled_from("abcd"), max_size=4))
def test_a_path_finds_a_template_exactly_when_one_fits(templates, parts):
    path = "/" + "/".join(parts)
    fitting = [t for t in templates if fits(t, path)]

    (found,) = match([("*", t) for t in templates], f"GET {path}")

    best = min(fitting, key=lambda t: [w == "{id}" for w in t.split("/")], default=None)
    assert best == found


def test_many_crossing_templates_stay_bounded():
    words = ["a", "b", "{id}"]
    templates = [
        ("*", f"GET /{a}/{b}/{c}/{d}") for a in words for b in words for c in words for d in words
    ]

    assert match(templates, "GET /a/x/b/y") == ["GET /a/{id}/b/{id}"]


def test_ids_are_the_segments_at_the_parameters():
    found = ids(
        pl.Series(["/o/7/i/9", "/o/7", "/o", "/o/7/x/y"]),
        pl.Series(["/o/{a}/i/{b}", "/o/{a}", "/o", "/o/{rest+}"]),
    )

    assert found["path_ids"].to_list() == ["7/9", "7", None, "7"]
    assert found["object"].to_list() == ["9", "7", None, "7"]
