import base64

import pytest
from tests.watch.enrich.samples import KEY, jwt

from vedette.watch.enrich.fingerprint import Fingerprints

PRINTS = Fingerprints(KEY)


@pytest.fixture
def who(wire, enricher):
    def run(**row):
        return enricher().first(wire(row)).row(0, named=True)

    return run


@pytest.mark.parametrize(
    ("status", "auth"),
    [(200, "verified"), (302, "verified"), (401, "rejected"), (403, "presented"),
     (404, "presented"), (500, "presented"), (None, "presented")],
)  # fmt: skip
def test_the_answer_says_what_became_of_a_credential(who, status, auth):
    found = who(key="k", token="Bearer t", user="u", status=status)

    assert [auth] * 3 == [found[f"{kind}_auth"] for kind in ("key", "token", "user")]


def test_a_grpc_refusal_counts_as_one(who):
    assert who(token="t", status=200, grpc_status=16)["token_auth"] == "rejected"


def test_the_gateways_own_word_comes_first(who):
    assert who(key="k", key_auth="rejected", status=200)["key_auth"] == "rejected"
    assert who(key="k", key_auth="nonsense", status=200)["key_auth"] == "verified"


def test_nobody_shown_is_none(who):
    found = who()

    assert [found[f"{kind}_auth"] for kind in ("key", "token", "user")] == ["none"] * 3


def test_key_token_and_user_are_fingerprints_of_their_raw_values(who):
    found = who(key="raw key", token="Bearer raw token", user="alice", session="s1")

    assert [PRINTS.of(v) for v in ("raw key", "raw token", "alice", "s1")] == [
        found[n] for n in ("key", "token", "user", "session")
    ]


def test_a_logged_fingerprint_is_taken_only_if_it_is_one(who):
    good = "k1_" + "a" * 32

    assert good == who(key_fingerprint=good, key="raw")["key"]
    assert PRINTS.of("raw") == who(key_fingerprint="raw secret", key="raw")["key"]


def test_a_key_in_the_query_is_found(who):
    found = who(query="api_key=abc&page=1")

    assert (PRINTS.of("abc"), "verified") == (found["key"], found["key_auth"])


def test_basic_auth_is_a_user_without_token(who):
    found = who(token="Basic " + base64.b64encode(b"bob:pw").decode(), status=401)

    assert (PRINTS.of("bob"), "rejected", None) == (
        found["user"],
        found["user_auth"],
        found["token"],
    )


@pytest.mark.parametrize(
    ("status", "auth"), [(200, "verified"), (401, "rejected"), (404, "presented")]
)
def test_a_jwts_subject_is_worth_what_its_token_is(who, status, auth):
    found = who(token="Bearer " + jwt({"sub": "u1"}), status=status)

    assert (PRINTS.of("u1"), auth) == (found["user"], found["user_auth"])


def test_a_jwts_subject_is_only_presented_where_the_gateway_says_so(who):
    found = who(token=jwt({"sub": "victim"}), token_auth="presented", status=200)

    assert found["user_auth"] == "presented"


def test_the_logged_user_comes_before_a_claim(who):
    assert PRINTS.of("alice") == who(user="alice", token=jwt({"sub": "u1"}))["user"]


@pytest.mark.parametrize("text", ["-", "", "REDACTED", "***"])
def test_a_blotted_key_is_no_key(who, text):
    assert who(key=text)["key"] is None
