"""Good clients: the ones whose harm counts, and how a call tells whose it is."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import polars as pl


@dataclass(frozen=True, slots=True)
class Good:
    """The good clients of a history, before anyone is accused.

    `clients` has a row per good client: `client` (its finest identity), `kind` (token,
    user, key or ip), `calls`, `ok` (answered 2xx or 3xx), `days`. `shared_keys` are the
    keys that name an app rather than a client. Whoever is accused within a day of the
    time in question is not good; the room that asks takes those out.
    """

    clients: pl.DataFrame
    shared_keys: frozenset[str]

    def client(self) -> pl.Expr:
        """The finest identity of a call: token > user > key unless shared > ip."""
        return finest(self.shared_keys)


def verified(kind: str) -> pl.Expr:
    """The key, token or user of a call if it was verified, else null."""
    return pl.when(pl.col(f"{kind}_auth") == "verified").then(pl.col(kind))


def finest(shared_keys: Collection[str]) -> pl.Expr:
    """The finest identity of a call that is verified and not shared, at worst its ip."""
    key = verified("key")
    if shared_keys:
        key = pl.when(~key.is_in(sorted(shared_keys))).then(key)
    return pl.coalesce(verified("token"), verified("user"), key, "ip")


def counted() -> pl.Expr:
    """The calls that count: neither refused by Vedette itself nor a CORS preflight."""
    return ~pl.col("attempt") & ~pl.col("preflight")
