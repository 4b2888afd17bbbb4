"""The query string, summed up: names, count, shapes, a keyed hash; never values.

Comes in: (proxy, query) pairs. Goes out: the summary, the key and token found in it, an
object it names, and whether it carries an attack. Raw values stay within this file,
`identity` and `bad_path`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from vedette.watch.enrich import bad_path
from vedette.watch.enrich.distinct import Memo

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vedette.model.settings import Proxy
    from vedette.watch.enrich.fingerprint import Fingerprints

SCHEMA: Final = {
    "query_names": pl.String,
    "query_count": pl.Int64,
    "query_shape": pl.String,
    "query_hash": pl.String,
    "query_key": pl.String,  # raw: for `identity` only
    "query_token": pl.String,  # raw: for `identity` only
    "query_object": pl.String,
    "query_number": pl.Int64,
    "query_bad": pl.Boolean,
}

_NAMES: Final = 16
_PARAMETERS: Final = 64
_LONGEST: Final = 8_192

_KEY_NAMES: Final = ("api_key", "apikey", "api-key", "x-api-key")
_TOKEN_NAMES: Final = ("access_token",)
_LOOSE_KEYS: Final = ("key", "subscription-key")
_LOOSE_TOKENS: Final = ("token", "auth_token")
_LOOSE_LENGTH: Final = 16
"""`key=` and `token=` name many things; only a value this long is taken for a credential."""

_PLAIN_NAME: Final = r"^[A-Za-z_$@.*\[\]-][A-Za-z0-9_$@.*:\[\]-]{0,39}$"
_FLAG: Final = r"^[a-z][a-z_-]{0,23}$"
"""What a parameter without a value must look like to pass for a name."""

_ID_NAME: Final = r"^(?i:id|uuid|guid)$|[a-z0-9]_(?:id|uuid)$|[a-z0-9]I[dD]$"
_CLASSES: Final = (
    ("n", r"^-?[0-9]+(?:\.[0-9]+)?$"),
    ("u", r"^[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}$"),
    ("a", r"^[A-Za-z]+$"),
    ("h", r"^[0-9a-fA-F]{12,}$"),
    ("w", r"^[A-Za-z0-9_.~-]+$"),
    ("e", r"^[^@ ]+(?:@|%40)[^@ ]+$"),
)
"""Value classes: number, UUID, letters, hex, word characters, e-mail; all else is text, `t`."""


class Queries:
    """Summaries of distinct queries, each made once."""

    def __init__(self, fingerprints: Fingerprints, proxies: Sequence[Proxy]) -> None:
        self._fingerprints = fingerprints
        self._keyed = sorted(proxy.name for proxy in proxies if proxy.ids == "keyed")
        rows = [(p.name, p.keys.query.lower(), "key") for p in proxies if p.keys.query]
        rows += [(p.name, p.tokens.query.lower(), "token") for p in proxies if p.tokens.query]
        self._named = pl.DataFrame(
            rows, schema={"proxy": pl.String, "lower": pl.String, "role": pl.String}, orient="row"
        )
        self._memo = Memo(("proxy", "query"), SCHEMA, self._derive)

    def of(self, frame: pl.DataFrame) -> pl.DataFrame:
        """`SCHEMA` for the columns `proxy` and `query`, row for row."""
        queries = frame["query"]
        if queries.null_count() == frame.height:
            return pl.DataFrame(schema=SCHEMA).clear(frame.height)
        return self._memo.of(frame)

    def _derive(self, frame: pl.DataFrame) -> pl.DataFrame:
        rows = frame.with_row_index("row").with_columns(
            pl.col("query").str.head(_LONGEST).str.split("&").alias("part")
        )
        parts = self._parts(rows)
        summary = self._summary(parts)
        roles = self._credentials(parts)
        objects = self._objects(parts)
        bad = bad_path.in_queries(frame["query"]).alias("query_bad")
        out = rows.select("row").with_columns(bad)
        for table in (summary, roles, objects):
            out = out.join(table, on="row", how="left", maintain_order="left")
        return out.select(list(SCHEMA))

    @staticmethod
    def _parts(rows: pl.DataFrame) -> pl.DataFrame:
        """One row per parameter: row, proxy, name, lower, value; at most 64 a query."""
        pair = pl.col("part").str.splitn("=", 2).struct
        bare = pl.col("value").is_null() & ~pl.col("name").str.contains(_FLAG)
        return (
            rows.select("row", "proxy", pl.col("part").list.head(_PARAMETERS))
            .explode("part")
            .filter(pl.col("part").str.len_bytes() > 0)
            .select(
                "row",
                "proxy",
                pair.field("field_0").alias("name"),
                pair.field("field_1").alias("value"),
            )
            .with_columns(
                # A parameter without "=" that is no plain word is a value, not a name.
                pl.when(bare).then("name").otherwise("value").fill_null("").alias("value"),
                _safe_name(pl.col("name"), bare).alias("name"),
                pl.col("name").str.to_lowercase().alias("lower"),
            )
        )

    def _summary(self, parts: pl.DataFrame) -> pl.DataFrame:
        """Names, count, shapes and hash by row, in the order of the names."""
        ordered = parts.sort("row", "name", "value")
        row, name = pl.col("row"), pl.col("name")
        first = (row != row.shift()).fill_null(value=True)
        new = first | (name != name.shift())
        place = pl.int_range(pl.len()) - pl.when(first).then(pl.int_range(pl.len())).forward_fill()
        table = (
            ordered.select(
                "row",
                pl.when(new & (place < _NAMES)).then(name).alias("query_names"),
                pl.when(place < _NAMES).then(_shape()).alias("query_shape"),
                pl.concat_str("lower", pl.lit("="), "value").alias("whole"),
            )
            .group_by("row", maintain_order=True)
            .agg(
                pl.col("query_names", "query_shape", "whole"),
                pl.len().cast(pl.Int64).alias("query_count"),
            )
            # Lists first, then text: joining within the groups costs twenty times as much.
            .with_columns(
                pl.col("query_names").list.join("&"),
                pl.col("query_shape").list.join(","),
                pl.col("whole").list.join("&"),
            )
        )
        hashes = self._fingerprints.distinct(table["whole"]).alias("query_hash")
        return table.drop("whole").with_columns(hashes)

    def _credentials(self, parts: pl.DataFrame) -> pl.DataFrame:
        """The raw key and token of each query that has one, by row."""
        lower, long = pl.col("lower"), pl.col("value").str.len_bytes() >= _LOOSE_LENGTH
        usual = (
            pl.when(lower.is_in(_KEY_NAMES) | (lower.is_in(_LOOSE_KEYS) & long))
            .then(pl.lit("key"))
            .when(lower.is_in(_TOKEN_NAMES) | (lower.is_in(_LOOSE_TOKENS) & long))
            .then(pl.lit("token"))
        )
        found = parts.filter(pl.col("value") != "")
        if self._named.height:
            found = found.join(
                self._named, on=["proxy", "lower"], how="left", maintain_order="left"
            )
        else:
            found = found.with_columns(pl.lit(None, pl.String).alias("role"))
        found = found.with_columns(pl.col("role").fill_null(usual)).filter(
            pl.col("role").is_not_null()
        )
        return found.group_by("row").agg(
            pl.col("value").filter(pl.col("role") == "key").first().alias("query_key"),
            pl.col("value").filter(pl.col("role") == "token").first().alias("query_token"),
        )

    def _objects(self, parts: pl.DataFrame) -> pl.DataFrame:
        """The object that an id-like parameter names, by row: a number, else a fingerprint."""
        named = (
            parts.filter(pl.col("name").str.contains(_ID_NAME) & (pl.col("value") != ""))
            .group_by("row", maintain_order=True)
            .agg(pl.col("proxy").last(), pl.col("value").last())
            .with_columns(
                pl.col("value").str.extract(r"^([0-9]{1,15})$", 1).cast(pl.Int64).alias("number")
            )
        )
        clear = pl.col("number").is_not_null() & ~pl.col("proxy").is_in(self._keyed)
        secret = self._fingerprints.distinct(named["value"]).alias("secret")
        return named.with_columns(secret).select(
            "row",
            pl.when(clear).then("value").otherwise("secret").alias("query_object"),
            pl.col("number").alias("query_number"),
        )


def _safe_name(name: pl.Expr, bare: pl.Expr) -> pl.Expr:
    digits = name.str.count_matches("[0-9]") >= 3
    secret = (digits & (name.str.len_bytes() >= 12)) | bare
    return pl.when(name.str.contains(_PLAIN_NAME) & ~secret).then(name).otherwise(pl.lit("?"))


def _shape() -> pl.Expr:
    """Class letter and length bucket (0, 1, 2, 4, 8, ... rounded down) of `value`."""
    value = pl.col("value")
    kind = pl.when(value == "").then(pl.lit("-"))
    for letter, pattern in _CLASSES:
        kind = kind.when(value.str.contains(pattern)).then(pl.lit(letter))
    length = value.str.len_bytes()
    bucket = (
        pl.when(length == 0)
        .then(0)
        .otherwise(2 ** (length.cast(pl.Float64).log(2) + 1e-9).floor().cast(pl.Int64))
    )
    return pl.concat_str(kind.otherwise(pl.lit("t")), bucket.cast(pl.String))
