import base64

import pytest
from tests.watch.enrich.samples import jwt, part

from vedette.watch.enrich import credential


def test_bearer_and_bare_tokens_are_the_same_token():
    assert "abc" == credential.read("Bearer abc").token == credential.read("abc").token
    assert credential.read("  bEARER   abc ").token == "abc"


def test_basic_gives_the_name_and_never_the_password():
    found = credential.read("Basic " + base64.b64encode(b"alice:hunter2").decode())

    assert (found.user, found.token) == ("alice", None)
    assert "hunter2" not in repr(found)


@pytest.mark.parametrize("text", ["Basic ", "Basic !!!", "Basic =", "Basic " + "A" * 100_000])
def test_a_broken_basic_is_no_error(text):
    assert credential.read(text).user is None or len(credential.read(text).user) < 9000


def test_a_jwt_claims_subject_issuer_and_client():
    found = credential.read("Bearer " + jwt({"sub": "u1", "iss": "https://idp", "azp": "web"}))

    assert (
        found.user,
        found.claimed,
        found.issuer,
        found.client,
    ) == ("u1", True, "https://idp", "web")


@pytest.mark.parametrize("head", [{"alg": "none"}, {"alg": "None"}, {"alg": ["RS256"]}, {}, []])
def test_a_jwt_of_an_odd_algorithm_claims_nothing(head):
    token = f"{part(head)}.{part({'sub': 'admin'})}.x"

    found = credential.read(token)

    assert (token, None, None) == (found.token, found.user, found.issuer)


def test_a_jwt_beyond_the_limit_is_not_read():
    found = credential.read(jwt({"sub": "u1", "x": "y" * credential.JWT_LIMIT}))

    assert found.user is None


@pytest.mark.parametrize(
    "token",
    [
        "eyJ.eyJ.x",
        "eyJhbGciOiJSUzI1NiJ9.é.x",
        "eyJ" + "A" * 50 + "..",
        "eyJhbGciOiJSUzI1NiJ9.W10.x",
        f"{part({'alg': 'RS256'})}.{base64.b64encode(b'[' * 5000).decode()}.x",
    ],
)
def test_a_malformed_jwt_is_a_token_without_claims(token):
    assert (token, None) == (credential.read(token).token, credential.read(token).user)


def test_claims_are_shown_without_people_secrets_or_control_characters():
    found = credential.read(jwt({"sub": 7, "iss": "a\nalice@example.com " + "Zz9" * 9, "cid": {}}))

    assert found.user == "7"
    assert "alice" not in found.issuer
    assert "Zz9" not in found.issuer
    assert "\n" not in found.issuer
    assert found.client is None


@pytest.mark.parametrize("text", ["-", "", "REDACTED", "[REDACTED]", "Bearer ***", "xxxxxxxx"])
def test_what_the_gateway_blotted_out_is_nobody(text):
    assert credential.read(text) == credential.NOTHING


@pytest.mark.parametrize(
    "text", ['Digest username="a", nonce="1"', "AWS4-HMAC-SHA256 Credential=x"]
)
def test_values_that_differ_on_every_call_are_no_identity(text):
    assert credential.read(text) == credential.NOTHING
