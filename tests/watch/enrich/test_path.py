import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vedette.watch.enrich import path
from vedette.watch.enrich.fingerprint import Fingerprints

PRINTS = Fingerprints(b"key")
FP = "k1_"


def stored(text):
    return path.stored(pl.Series([text], dtype=pl.String), PRINTS)[0]


def normal(text):
    return path.normal(pl.Series([text], dtype=pl.String))[0]


def shape(text):
    return path.shape(path.normal(pl.Series([text], dtype=pl.String)))[0]


@pytest.mark.parametrize(
    "text",
    [
        "/v1/orders/123",
        "/o/550e8400-e29b-41d4-a716-446655440000",
        "/how-to-write-a-good-blog-post-in-2024",
        "/static/js/app.3f2a9b1c.js",
        "/v1/accounts/00012345678901234567",
        "/a//b/./c/../d/",
        "/files/logstash-1.3.2-monolithic.jar",
        "/",
    ],
)
def test_ordinary_paths_are_kept_as_they_are(text):
    assert text == stored(text)


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("/users/alice@example.com/x", "alice@example.com"),
        ("/users/alice%40example.com", "alice@example.com"),
        ("/iban/DE89370400440532013000", "DE89370400440532013000"),
        ("/t/eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc"),
        ("/k/AbCdEfGh12345678IjKl", "AbCdEfGh12345678IjKl"),
        ("/k/0123456789abcdef0123456789abcdef", "0123456789abcdef0123456789abcdef"),
        ("/reset/abc123de", "abc123de"),
        ("/k/%41bCdEfGh12345678IjKl", "AbCdEfGh12345678IjKl"),
    ],
)
def test_secret_like_segments_become_fingerprints(text, secret):
    found = stored(text)

    assert PRINTS.of(secret) in found.split("/")
    assert secret not in found


@pytest.mark.parametrize(
    "text",
    [
        "/a?token=SECRET",
        "/a#SECRET",
        "/a;jsessionid=SECRET",
        "/apikey=SECRET1",
        "/a;SECRET=SECRET",
        "http://user:SECRET@host/a",
        "/%74oken=SECRET99",
    ],
)
def test_no_value_hides_behind_a_question_mark_semicolon_or_host(text):
    assert "SECRET" not in (stored(text) or "").replace(";SECRET=*", "")


def test_a_long_path_is_cut_with_a_hash_that_tells_it_from_others():
    one, two = stored("/x/" + "a b/" * 900), stored("/x/" + "a b/" * 900 + "c")

    assert max(len(one), len(two)) <= path.LIMIT
    assert "…" in one
    assert one != two


@settings(deadline=None)
@given(st.text(max_size=300))
def test_any_path_is_kept_printable_and_bounded(text):
    found = stored(text)

    assert len(found) <= path.LIMIT + 30
    assert not any(c < " " or c == "\x7f" for c in found)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/a//b/./c/../d/", "/a/b/d"),
        ("/%61dmin", "/admin"),
        ("/%2e%2e/%2e%2e/etc", "/etc"),
        ("/a%2Fb", "/a%2Fb"),
        ("/a%00b", "/a%00b"),
        ("/a;x=1/b", "/a/b"),
        ("", "/"),
        ("/../..", "/"),
        ("/%C3%A9", "/é"),
    ],
)
def test_one_path_has_one_normal_form(text, expected):
    assert expected == normal(text)


@settings(deadline=None)
@given(st.text(alphabet="/.%2eEfF5c;ab\\", max_size=40))
def test_a_normal_path_holds_no_dot_segments_and_no_empty_ones(text):
    parts = normal("/" + text).split("/")[1:]

    assert ".." not in parts
    assert "." not in parts
    assert "" not in parts or parts == [""]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/v1/orders/123", "/v1/orders/{id}"),
        ("/v1/orders/1/items/2", "/v1/orders/{id}/items/{id}"),
        ("/1/2/3", "/{id}/{id}/{id}"),
        ("/o/550e8400-e29b-41d4-a716-446655440000/x", "/o/{id}/x"),
        ("/o/01ARZ3NDEKTSV4RRFFQ69G5FAV", "/o/{id}"),
        ("/d/2024-01-31", "/d/{id}"),
        ("/h/deadbeefdeadbeef", "/h/{id}"),
        ("/u/a@b.co", "/u/{id}"),
        ("/c/cus_1a2b3c4d", "/c/{id}"),
        ("/i/item-7", "/i/{id}"),
        ("/k/" + "k1_" + "a" * 32, "/k/{id}"),
        ("/v1/oauth2/token", "/v1/oauth2/token"),
        ("/api/v2/users/me", "/api/v2/users/me"),
        ("/", "/"),
        ("/a/b/c/d/e/f/g/h/i/j", "/a/b/c/d/e/f/g/h/*"),
    ],
)
def test_ids_leave_the_shape_and_words_stay(text, expected):
    assert expected == shape(text)


def test_null_stays_null():
    assert [stored(None), normal(None), shape(None)] == [None] * 3
