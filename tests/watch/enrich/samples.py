"""Samples that several tests of this room share."""

from __future__ import annotations

import base64
import json

KEY = b"the installation's key"


def part(value):
    """One part of a JWT."""
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def jwt(claims, head=None):
    """A JWT with a signature nobody checks."""
    return f"{part(head or {'alg': 'RS256'})}.{part(claims)}.c2ln"
