"""What an Authorization value says: which token, which user, and what a JWT claims.

Comes in: one raw value. Goes out: the secret to fingerprint, and claims nobody has proven.
A password never leaves `read`; a JWT is never verified here and never believed.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from dataclasses import dataclass
from typing import Any, Final, cast

from vedette.watch.enrich import mask

JWT_LIMIT: Final = 8_192
"""Longer tokens are fingerprinted, not read: claims must not cost memory or time."""

_CLAIM: Final = 128
_ALGORITHMS: Final = re.compile(r"^(?:[HREP]S(?:256|384|512)|ES256K|EdDSA|Ed25519|Ed448)$")
_BLOTTED: Final = re.compile(
    r"^(?:-|\*+|x+|\[?redacted\]?|\[?filtered\]?|\(?null\)?)$", re.IGNORECASE
)
_BEARER: Final = frozenset({"bearer", "token", "apikey", "api-key", "key", "oauth", "dpop"})
_EMAIL: Final = re.compile(r"[^\s@]+@[^\s@]+")


@dataclass(frozen=True, slots=True)
class Credential:
    """One Authorization value, taken apart; every part may be missing.

    `token` and `user` are raw: only `identity` reads them, to fingerprint them.
    `claimed` says that the user is a JWT's own claim rather than the caller's name.
    """

    token: str | None = None
    user: str | None = None
    claimed: bool = False
    issuer: str | None = None
    client: str | None = None


NOTHING: Final = Credential()


def is_blotted(value: str) -> bool:
    """Whether the gateway blotted the value out: it names nobody."""
    return not value or _BLOTTED.match(value) is not None


def read(value: str) -> Credential:
    """Take an Authorization value (or a bare token) apart."""
    value = value.strip()
    scheme, _, rest = value.partition(" ")
    rest = rest.strip()
    if not rest:
        return _token(value)
    kind = scheme.lower()
    if kind == "basic":
        return Credential(user=_basic(rest))
    if kind in _BEARER:
        return _token(rest)
    # Digest, Negotiate, AWS4-HMAC-SHA256 and the like differ on every call: no identity.
    return NOTHING


def _token(value: str) -> Credential:
    if is_blotted(value):
        return NOTHING
    claims = _claims(value)
    if not claims:
        return Credential(token=value)
    subject = claims.get("sub")
    client = claims.get("client_id", claims.get("azp", claims.get("cid")))
    return Credential(
        token=value,
        user=str(subject)[:1024] if isinstance(subject, str | int) and subject != "" else None,
        claimed=True,
        issuer=_shown(claims.get("iss")),
        client=_shown(client),
    )


def _basic(encoded: str) -> str | None:
    try:
        decoded = base64.b64decode(encoded[:JWT_LIMIT] + "==", validate=False)
    except (binascii.Error, ValueError):
        return None
    name = decoded.partition(b":")[0].decode("utf-8", "replace")
    return name or None


def _claims(token: str) -> dict[str, Any]:
    """The claims of a JWT; none if it is too long, malformed or of an odd algorithm."""
    if not token.startswith("eyJ") or len(token) > JWT_LIMIT or token.count(".") != 2:
        return {}
    head, body, _ = token.split(".")
    algorithm = _json(head).get("alg")
    if not isinstance(algorithm, str) or not _ALGORITHMS.match(algorithm):
        return {}
    return _json(body)


def _json(part: str) -> dict[str, Any]:
    try:
        raw = base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
        found: Any = json.loads(raw)
    except (ValueError, RecursionError):  # bad base64, UTF-8 or JSON, or nested to death
        return {}
    return cast("dict[str, Any]", found) if isinstance(found, dict) else {}


def _shown(claim: Any) -> str | None:
    """A claim fit to be stored: short, harmless, without addresses of people."""
    if not isinstance(claim, str) or not claim:
        return None
    return mask.text(_EMAIL.sub("*@*", claim), _CLAIM)
