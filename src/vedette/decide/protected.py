"""Clients that no automatic rule touches.

Comes in: `protected` of the settings. Goes out: a test of a call, and of an accused
client. It never protects by a part of a name.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from vedette.decide.conditions.catalog import BY_KEY
from vedette.model.client import Client
from vedette.model.settings import Protected

_KEYS: Final = {"ips": "ip", "keys": "key", "tokens": "token", "users": "user", "apps": "app"}


def touched(protected: Protected) -> pl.Expr:
    """Whether a call is a protected client's; never null."""
    tests = [
        BY_KEY[key].expr(values)
        for name, key in _KEYS.items()
        if (values := getattr(protected, name))
    ]
    return pl.any_horizontal(tests) if tests else pl.lit(value=False)


def covers(protected: Protected, client: Client) -> bool:
    """Whether one of a client's identities is protected."""
    who = client.as_dict()
    call = {**who, "client": who.get("ip", "").removesuffix("/64")}
    return any(
        BY_KEY[key].holds(values, call)
        for name, key in _KEYS.items()
        if (values := getattr(protected, name)) and key in who
    )
