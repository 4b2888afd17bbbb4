"""Who: fingerprints of key, token, user and session, and what became of each.

Comes in: raw values of the wire and the query. Goes out: fingerprints and auth outcomes.
Secrets die here: no raw key, token, password or user name leaves this file.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from vedette.model.call import AUTH
from vedette.watch.enrich import credential
from vedette.watch.enrich.distinct import Memo
from vedette.watch.enrich.fingerprint import PATTERN, Fingerprints

SCHEMA: Final = {
    "key": pl.String,
    "key_auth": AUTH,
    "token": pl.String,
    "token_auth": AUTH,
    "user": pl.String,
    "user_auth": AUTH,
    "session": pl.String,
    "jwt_issuer": pl.String,
    "jwt_client": pl.String,
}

_CREDENTIAL: Final = {
    "token": pl.String,
    "user": pl.String,
    "claimed": pl.Boolean,
    "jwt_issuer": pl.String,
    "jwt_client": pl.String,
}
_WHOLE: Final = f"^{PATTERN}$"


def outcome(status: pl.Expr) -> pl.Expr:
    """What the answer says of a shown credential: 401 refused it, 2xx and 3xx took it.

    A 403 is a permission, not a refusal of the credential.
    """
    return (
        pl.when(status == 401)
        .then(pl.lit("rejected"))
        .when(status.is_between(200, 399))
        .then(pl.lit("verified"))
        .otherwise(pl.lit("presented"))
    )


class Identities:
    """Fingerprints of what callers show, each distinct value taken apart once."""

    def __init__(self, fingerprints: Fingerprints) -> None:
        self._fingerprints = fingerprints
        self._credentials = Memo(("raw",), _CREDENTIAL, self._derive)

    def of(self, wire: pl.DataFrame, query: pl.DataFrame, status: pl.Series) -> pl.DataFrame:
        """`SCHEMA` for each call.

        Args:
            wire: a complete wire frame.
            query: `query_key` and `query_token`, row for row.
            status: the HTTP status, or what the gRPC status amounts to.
        """
        raw = pl.DataFrame(
            [
                _either(wire["key"], query["query_key"]),
                _either(wire["token"], query["query_token"]),
            ]
        ).select(_present("key"), _present("token"))
        shown = self._credentials.of(raw.select(pl.col("token").alias("raw")))
        found = pl.DataFrame(
            {
                "key": self._given(wire["key_fingerprint"], raw["key"]),
                "token": _checked(wire["token_fingerprint"], shown["token"]),
                "named": self._given(wire["user_fingerprint"], _text(wire["user"])),
                "shown": shown["user"],
                "claimed": shown["claimed"],
                "session": self._fingerprints.column(_text(wire["session"])),
                "jwt_issuer": shown["jwt_issuer"],
                "jwt_client": shown["jwt_client"],
                "said_key": wire["key_auth"],
                "said_token": wire["token_auth"],
                "said_user": wire["user_auth"],
                "status": status,
            }
        )
        return _judged(found)

    def _given(self, fingerprint: pl.Series, raw: pl.Series) -> pl.Series:
        """The gateway's own fingerprint, else ours of the raw value."""
        return _checked(fingerprint, self._fingerprints.column(raw))

    def _derive(self, frame: pl.DataFrame) -> pl.DataFrame:
        of = self._fingerprints.of
        rows = [
            (None, None, None, None, None)
            if value is None
            else (
                of(found.token) if found.token else None,
                of(found.user) if found.user else None,
                found.claimed,
                found.issuer,
                found.client,
            )
            for value in frame["raw"].to_list()
            for found in (credential.NOTHING if value is None else credential.read(value),)
        ]
        return pl.DataFrame(rows, schema=_CREDENTIAL, orient="row")


def _judged(found: pl.DataFrame) -> pl.DataFrame:
    answer = outcome(pl.col("status"))

    def auth(name: str, said: str, otherwise: pl.Expr) -> pl.Expr:
        known = pl.col(said).str.to_lowercase()
        known = pl.when(known.is_in(["verified", "rejected", "presented"])).then(known)
        kind = pl.when(pl.col(name).is_null()).then(pl.lit("none"))
        return kind.otherwise(pl.coalesce(known, otherwise)).cast(AUTH)

    return (
        found.with_columns(
            pl.coalesce("named", "shown").alias("user"),
            (pl.col("named").is_null() & pl.col("claimed").fill_null(value=False)).alias("claim"),
        )
        .with_columns(
            auth("key", "said_key", answer).alias("key_auth"),
            auth("token", "said_token", answer).alias("token_auth"),
        )
        .with_columns(
            auth(
                "user",
                "said_user",
                # A JWT's subject is worth what its token is worth.
                pl.when("claim").then(pl.col("token_auth").cast(pl.String)).otherwise(answer),
            ).alias("user_auth")
        )
        .select(list(SCHEMA))
    )


def _present(name: str) -> pl.Expr:
    """A raw value, null where the gateway blotted it out."""
    blotted = pl.col(name).str.contains(r"(?i)^\s*(?:|-|\*+|x+|\[?redacted\]?|\[?filtered\]?)\s*$")
    return pl.when(~blotted).then(name).alias(name)


def _either(first: pl.Series, second: pl.Series) -> pl.Series:
    if second.null_count() == second.len():
        return first
    return pl.select(pl.coalesce(first, second).alias(first.name)).to_series()


def _text(values: pl.Series) -> pl.Series:
    if values.null_count() == values.len():
        return values
    return pl.select(
        pl.when(values.is_in(["", "-"]).not_()).then(values).alias(values.name)
    ).to_series()


def _checked(fingerprint: pl.Series, otherwise: pl.Series) -> pl.Series:
    """The fingerprint column where it really holds one, else the other."""
    if fingerprint.null_count() == fingerprint.len():
        return otherwise
    good = fingerprint.str.contains(_WHOLE)
    return pl.select(
        pl.when(good).then(fingerprint).otherwise(otherwise).alias(otherwise.name)
    ).to_series()
