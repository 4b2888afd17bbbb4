"""The keys of Vedette's own gateway log, under `vedette` in a JSON line.

Comes in: nothing. Goes out: one table, read here and written by the gateway: change it
in both or not at all. Values are fingerprints and decisions, never secrets.
"""

from __future__ import annotations

from typing import Final

from vedette.watch.formats.base import Field

OWN: Final[dict[str, tuple[str, str]]] = {
    "kfp": ("key_fingerprint", "word"),
    "tfp": ("token_fingerprint", "word"),
    "ufp": ("user_fingerprint", "word"),
    "kauth": ("key_auth", "auth"),
    "tauth": ("token_auth", "auth"),
    "uauth": ("user_auth", "auth"),
    "app": ("app", "text"),
    "dev": ("developer", "text"),
    "product": ("product", "text"),
    "proxy": ("proxy", "text"),
    "ja4": ("ja4", "word"),
    "rule": ("rule", "text"),
    "action": ("action", "word"),
    "gen": ("generation", "int"),
}
"""Key within `vedette` → wire column and kind."""


def own(key: str, shown: str) -> Field:
    """The field of one of our keys; an ignored one if there is no such key."""
    column, kind = OWN.get(key, ("", "ignored"))
    return Field(column, kind, shown)
