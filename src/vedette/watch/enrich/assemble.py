"""Putting one batch of `Calls` together from its parts.

Comes in: the wire's harmless columns and what the other files derived. Goes out: a frame
of `CALLS`. No raw key, token, query or user name is among its inputs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from vedette.model.call import CALLS, OPERATION_FROM
from vedette.watch.enrich import crawler, outcome
from vedette.watch.enrich.distinct import Memo, null
from vedette.watch.enrich.operation import guessed

if TYPE_CHECKING:
    from vedette.model.settings import Settings
    from vedette.watch.enrich.fingerprint import Fingerprints

_TEXT: Final = 256
_METHOD: Final = r"^[A-Z][A-Z_-]{0,19}$"
_TEMPLATE: Final = r"^/[^\x00-\x20?#]{0,255}$"
_COUNTRY: Final = r"^[A-Z]{2}$"


class Assembly:
    """How parts become calls under these settings."""

    def __init__(
        self,
        settings: Settings,
        now: int,
        fingerprints: Fingerprints,
        registry: pl.DataFrame | None,
        *,
        crawler_list: bool,
    ) -> None:
        self._settings = settings
        self._now = now
        self._registry = registry
        verdict = crawler.verified(
            pl.col("declared_bot"), pl.col("as_org"), pl.col("crawler"), has_list=crawler_list
        ).alias("verified_bot")
        self._claims = Memo(
            ("declared_bot", "as_org", "crawler"),
            {"verified_bot": pl.Boolean},
            lambda frame: frame.select(verdict),
        )
        self._keyed = sorted(p.name for p in settings.proxies if p.ids == "keyed")
        self._offsets = Memo(
            ("proxy", "who"),
            {"offset": pl.Int64},
            lambda frame: pl.DataFrame(
                {"offset": [fingerprints.number(f"{p}\x00{w}") for p, w in frame.iter_rows()]},
                schema={"offset": pl.Int64},
            ),
        )

    def calls(self, wide: pl.DataFrame) -> pl.DataFrame:
        """A frame of `CALLS`, row for row."""
        method = pl.col("method").str.to_uppercase()
        wide = wide.with_columns(
            pl.when(method.str.contains(_METHOD)).then(method).when(method.is_not_null())
            .then(pl.lit("INVALID")).alias("method"),
            pl.coalesce("path_object", "query_object").alias("object"),
            pl.when(pl.col("path_object").is_not_null()).then("path_number")
            .otherwise("query_number").alias("object_number"),
        )  # fmt: skip
        if self._registry is not None:
            wide = self._registered(wide)
        if self._keyed:
            wide = self._blinded(wide)
        wide = wide.with_columns(self._verified(wide))
        return wide.select(
            *self._facts(), *self._asked(), *self._answered(), *self._came_from(), *_done()
        ).select(CALLS.names())

    def _verified(self, wide: pl.DataFrame) -> pl.Series:
        """Whether declared bots are what they claim; looked at once per distinct claim."""
        declared = pl.col("declared_bot").is_not_null()
        claims = wide.select(
            "declared_bot",
            pl.when(declared).then("as_org").alias("as_org"),
            pl.when(declared).then("crawler").alias("crawler"),
        )
        return self._claims.of(claims).to_series()

    def _registered(self, wide: pl.DataFrame) -> pl.DataFrame:
        assert self._registry is not None
        names = ("app", "developer", "product")
        entries = self._registry.select("key", *(pl.col(n).alias(f"reg_{n}") for n in names))
        joined = wide.join(entries, on="key", how="left", maintain_order="left")
        return joined.with_columns(pl.coalesce(f"reg_{n}", n).alias(n) for n in names)

    def _blinded(self, wide: pl.DataFrame) -> pl.DataFrame:
        """Numbers of keyed proxies, shifted by a secret of proxy and identity.

        What stays readable is the step between two ids of one client: enough to see an
        enumeration, too little to name an object.
        """
        mine = pl.col("proxy").is_in(self._keyed) & pl.col("object_number").is_not_null()
        who = pl.coalesce("user", "token", "key", "ip", pl.lit("")).alias("who")
        offsets = self._offsets.of(wide.select(pl.when(mine).then("proxy").alias("proxy"), who))
        return wide.with_columns(
            pl.when(mine)
            .then(pl.col("object_number") + offsets["offset"])
            .otherwise("object_number")
            .alias("object_number")
        )

    def _facts(self) -> list[pl.Expr]:
        return [
            pl.col("organisation").fill_null(self._settings.organisation),
            pl.col("environment").fill_null(self._settings.environment),
            pl.col("source"),
            pl.col("seq"),
            pl.col("gateway"),
            pl.col("request_id").str.head(128),
            pl.col("time"),
            pl.col("started"),
            pl.lit(self._now, pl.Int64).alias("ingested"),
            null("admitted", pl.Int64),
            pl.col("resolution"),
        ]

    @staticmethod
    def _asked() -> list[pl.Expr]:
        route = pl.col("route").str.strip_chars_end("$")
        template = pl.when(route.str.contains(_TEMPLATE) & (route != "/")).then(route)
        verb = pl.col("method").fill_null("?")
        return [
            pl.col("host").str.head(_TEXT).str.to_lowercase(),
            pl.col("scheme"),
            pl.col("protocol"),
            pl.col("method"),
            pl.col("stored").alias("path"),
            pl.col("proxy"),
            pl.coalesce(
                pl.concat_str(verb, pl.lit(" "), template),
                guessed(pl.col("method"), pl.col("shape")),
            ).alias("operation"),
            pl.when(template.is_not_null()).then(pl.lit("spec")).otherwise(pl.lit("guessed"))
            .cast(OPERATION_FROM).alias("operation_from"),
            null("operation_version", pl.Int64),
            null("label", pl.String),
            null("label_guessed", pl.Boolean),
            pl.col("ids").alias("path_ids"),
            pl.col("object"),
            pl.col("object_number"),
            pl.col("query_names", "query_count", "query_shape", "query_hash"),
            (pl.col("bad").fill_null(value=False) | pl.col("query_bad").fill_null(value=False))
            .alias("bad_path"),
        ]  # fmt: skip

    @staticmethod
    def _answered() -> list[pl.Expr]:
        status = pl.col("status")
        return [
            status,
            pl.col("grpc_status"),
            outcome.status_class(pl.col("answer")).alias("status_class"),
            pl.col("details").str.head(_TEXT),
            pl.col("flags").str.head(64),
            pl.col("bytes_in", "bytes_out", "duration", "upstream_time"),
            pl.col("action"),
            pl.col("rule"),
            pl.col("generation"),
            outcome.attempt(status, pl.col("action")).alias("attempt"),
            outcome.preflight(pl.col("method"), status).alias("preflight"),
        ]

    def _came_from(self) -> list[pl.Expr]:
        country = pl.col("country").str.to_uppercase()
        return [
            pl.col("address").alias("client"),
            pl.col("peer", "ip", "subnet"),
            pl.coalesce("asn", "db_asn").alias("asn"),
            pl.col("as_org"),
            pl.coalesce(pl.when(country.str.contains(_COUNTRY)).then(country), "db_country").alias(
                "country"
            ),
            pl.col("hosting", "tor", "declared_bot"),
            pl.col("verified_bot"),
            pl.col("key", "key_auth", "token", "token_auth", "user", "user_auth"),
            pl.col("session", "jwt_issuer", "jwt_client"),
            pl.col("app", "developer", "product").str.head(_TEXT),
            null("key_class", pl.String),
            pl.col("user_agent", "ua_family", "ua_os", "ua_library"),
            pl.col("ja4").str.head(64),
        ]


def _done() -> list[pl.Expr]:
    return [pl.lit(value=False).alias("late")]
