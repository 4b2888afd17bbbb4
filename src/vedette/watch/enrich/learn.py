"""Learning operations from traffic, so that no scanner can teach.

Comes in: the calls of the first pass. Goes out: templates that at least 20 distinct
clients called with success, and the guessed shapes worth a name. Failed calls, calls on
known-bad paths and clients that made any teach nothing; a path segment that many clients
use is never folded into `{id}`.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from vedette.watch.enrich.path import ID
from vedette.watch.enrich.spread import Spread
from vedette.watch.enrich.template import Template

CLIENTS: Final = 20
"""Distinct clients that must have succeeded before an operation counts as learned."""

WORDS: Final = 30
"""Distinct rare words at one place before they are taken for ids."""

NAMED: Final = 2_000
"""Guessed shapes that get a name of their own; the rest are `METHOD /*`."""

_ENOUGH: Final = 64  # more than CLIENTS, so that bad clients can be subtracted
_SHAPES: Final = 20_000
_BAD_CLIENTS: Final = 200_000
_VALUES_PER_CLIENT: Final = 8
_SEEN: Final = (404, 405, 410, 501)

_TALLY: Final = pl.Schema(
    {
        "group": pl.UInt64,
        "proxy": pl.String,
        "operation": pl.String,
        "calls": pl.Int64,
        "found": pl.Int64,
    }
)


class Learner:
    """What the first pass saw of each shape; bounded whatever the traffic."""

    def __init__(self) -> None:
        self._tally = pl.DataFrame(schema=_TALLY)
        self._clients = Spread(_ENOUGH)
        self._names = Spread(_ENOUGH)  # the same by key, token or user
        self._networks = Spread(CLIENTS)  # addresses per proxy
        self._bad = pl.Series("member", [], dtype=pl.UInt64)
        self.dropped = 0

    def see(self, calls: pl.DataFrame) -> None:
        """Take one batch of `Calls` of the first pass, whose operations are shapes."""
        seen = calls.filter(~pl.col("preflight") & ~pl.col("attempt")).select(
            "proxy",
            "operation",
            "status",
            (pl.col("proxy").hash(1) ^ pl.col("operation").hash(2)).alias("group"),
            pl.col("ip").hash(3).alias("ip"),
            pl.col("proxy").hash(1).alias("place"),
            pl.coalesce("user", "token", "key").alias("who"),
            pl.col("ip").is_not_null().alias("has_ip"),
            (pl.col("status_class").is_in([2, 3]) & ~pl.col("bad_path")).alias("good"),
            "bad_path",
        )
        self._count(seen)
        good = seen.filter("good")
        self._clients.add(good.filter("has_ip").select("group", member="ip"))
        self._networks.add(good.filter("has_ip").select(group="place", member="ip"))
        named = good.filter(pl.col("who").is_not_null())
        if named.height:
            self._names.add(named.select("group", member=pl.col("who").hash(4)))
        bad = seen.filter(pl.col("bad_path") & pl.col("has_ip"))["ip"].unique()
        if bad.len():
            merged = pl.concat([self._bad, bad.alias("member")]).unique()
            self._bad = merged.sort().head(_BAD_CLIENTS)

    def _count(self, seen: pl.DataFrame) -> None:
        batch = seen.group_by("group").agg(
            pl.col("proxy").first(),
            pl.col("operation").first(),
            pl.len().cast(pl.Int64).alias("calls"),
            pl.col("status")
            .is_in(_SEEN)
            .not_()
            .fill_null(value=False)
            .sum()
            .cast(pl.Int64)
            .alias("found"),
        )
        tally = (
            pl.concat([self._tally, batch])
            .group_by("group")
            .agg(pl.col("proxy", "operation").first(), pl.col("calls", "found").sum())
        )
        if tally.height > _SHAPES:
            self.dropped += tally.height - _SHAPES // 2
            tally = tally.sort(
                "found", "calls", "operation", "proxy", descending=[True, True, False, False]
            ).head(_SHAPES // 2)
            self._clients.keep(tally["group"])
            self._names.keep(tally["group"])
        self._tally = tally

    def templates(self) -> list[Template]:
        """The learned operations, in a fixed order."""
        votes = self._votes()
        folded = _folded(votes)
        enough = (
            folded.group_by("proxy", "operation")
            .agg(pl.col("member").n_unique().alias("clients"))
            .filter(pl.col("clients") >= CLIENTS)
            .sort("proxy", "operation")
        )
        return [
            Template.of(proxy, operation, "learned")
            for proxy, operation, _ in enough.iter_rows()
            if "*" not in operation
        ]

    def guesses(self) -> pl.DataFrame:
        """The most called shapes: proxy, operation, calls, found (calls that met something)."""
        return (
            self._tally.sort(
                "found", "calls", "operation", "proxy", descending=[True, True, False, False]
            )
            .head(NAMED)
            .drop("group")
        )

    def _votes(self) -> pl.DataFrame:
        """proxy, operation, member: who succeeded where; settled shapes with stand-ins."""
        places = self._tally.select("group", "proxy", "operation").with_columns(
            pl.col("proxy").hash(1).alias("place")
        )
        wide = places.filter(pl.col("place").is_in(self._networks.settled().implode()))
        narrow = places.join(wide, on="group", how="anti")
        # Behind one balancer all calls share an address: there keys and users are counted.
        return pl.concat(
            [self._of(wide, self._clients, self._bad), self._of(narrow, self._names, None)]
        )

    @staticmethod
    def _of(places: pl.DataFrame, spread: Spread, bad: pl.Series | None) -> pl.DataFrame:
        pairs = spread.pairs()
        if bad is not None and bad.len():
            pairs = pairs.join(bad.to_frame(), on="member", how="anti")
        stand_ins = pl.DataFrame({"member": pl.Series(range(_ENOUGH), dtype=pl.UInt64)})
        done = spread.settled().to_frame("group").join(stand_ins, how="cross")
        return places.join(pl.concat([pairs, done.select("group", "member")]), on="group").select(
            "proxy", "operation", "member"
        )


def _folded(votes: pl.DataFrame) -> pl.DataFrame:
    """Votes with rare words under a common prefix folded into `{id}`, place by place.

    The first segment is never folded: that would make every path of the API known.
    """
    parts = votes.with_columns(pl.col("operation").str.split("/").alias("parts"))
    depth = int(parts["parts"].list.len().max() or 0)  # pyright: ignore[reportArgumentType]
    for place in range(2, depth):
        parts = _folded_at(parts, place)
    return parts.select("proxy", "operation", "member")


def _folded_at(parts: pl.DataFrame, place: int) -> pl.DataFrame:
    word = pl.col("parts").list.get(place, null_on_oob=True)
    here = parts.with_columns(
        word.alias("word"), pl.col("parts").list.head(place).list.join("/").alias("prefix")
    )
    words = here.filter(pl.col("word").is_not_null() & (pl.col("word") != ID))
    rare = (
        words.group_by("proxy", "prefix", "word")
        .agg(pl.col("member").n_unique().alias("clients"))
        .filter(pl.col("clients") < CLIENTS)
    )
    # One client may speak for a few words only, or a scanner that got answers would decide.
    spoken = (
        words.join(rare, on=["proxy", "prefix", "word"], how="semi")
        .select("proxy", "prefix", "word", "member")
        .unique()
        .sort("proxy", "prefix", "member", "word")
        .group_by("proxy", "prefix", "member", maintain_order=True)
        .head(_VALUES_PER_CLIENT)
    )
    many = (
        spoken.group_by("proxy", "prefix")
        .agg(pl.col("word").n_unique().alias("words"), pl.col("member").n_unique().alias("clients"))
        .filter((pl.col("words") >= WORDS) & (pl.col("clients") >= CLIENTS))
    )
    if many.height == 0:
        return parts
    fold = rare.join(many, on=["proxy", "prefix"], how="semi").select(
        "proxy", "prefix", "word", pl.lit(value=True).alias("fold")
    )
    joined = here.join(fold, on=["proxy", "prefix", "word"], how="left", nulls_equal=True)
    renamed = pl.concat_list(
        pl.col("parts").list.head(place), pl.lit(ID), pl.col("parts").list.slice(place + 1)
    )
    return (
        joined.with_columns(pl.when("fold").then(renamed).otherwise("parts").alias("parts"))
        .with_columns(pl.col("parts").list.join("/").alias("operation"))
        .select("proxy", "operation", "member", "parts")
    )
