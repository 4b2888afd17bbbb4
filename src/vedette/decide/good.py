"""Who is good: clients whose traffic a rule should not touch.

Comes in: the history, and who is excluded. Goes out: `Good`, from one pass over the
history. It never looks at findings: whoever is accused loses their standing where the
question is asked, since that depends on when.

Good is a finest identity (token > user > key unless shared > ip) with at least 5 calls on
at least 2 days, or at least 20 calls where the history is shorter than 2 days, of which
at least half succeeded.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import polars as pl

from vedette.decide.conditions.catalog import BY_KEY
from vedette.model.call import DAY
from vedette.model.good import Good, counted, finest, verified
from vedette.model.history import History
from vedette.model.settings import Exclusion

CALLS_ON_DAYS: Final = 5
DAYS: Final = 2
CALLS_AT_ONCE: Final = 20
SUCCESS: Final = 0.5
SHARED_BY: Final = 20
"""Users, tokens or networks from which on a key is an app's, not a client's."""


def good_clients(history: History, *, exclusions: Sequence[Exclusion] = ()) -> Good:
    """The good clients of the whole history."""
    seen = _identities(history, exclusions)
    shared = _shared_keys(seen)
    clients = (
        seen.lazy()
        .with_columns(client=_coalesced(shared), kind=_kind(shared))
        .group_by("client")
        .agg(
            pl.col("kind").first(),
            pl.col("calls").sum(),
            pl.col("ok").sum(),
            pl.col("day").n_unique().alias("days"),
            pl.col("excluded").any(),
        )
        .filter(_lasting(history) & (pl.col("ok") >= SUCCESS * pl.col("calls")))
        .filter(~pl.col("excluded"))
        .drop("excluded")
        .sort("client")
        .collect()
    )
    return Good(clients, shared)


def _identities(history: History, exclusions: Sequence[Exclusion]) -> pl.DataFrame:
    """Calls and successes per combination of verified identities, ip and day."""
    calls = history.scan().filter(counted())
    return (
        calls.select(
            verified("token").alias("token"),
            verified("user").alias("user"),
            verified("key").alias("key"),
            "ip",
            "subnet",
            "key_class",
            (pl.col("time") // DAY).cast(pl.Int32).alias("day"),
            pl.col("status_class").is_in([2, 3]).fill_null(value=False).alias("ok"),
            _excluded(exclusions).alias("excluded"),
        )
        .group_by("token", "user", "key", "ip", "day")
        .agg(
            pl.len().alias("calls"),
            pl.col("ok").sum(),
            pl.col("excluded").any(),
            pl.col("subnet", "key_class").first(),
        )
        .collect(engine="streaming")
    )


def _shared_keys(seen: pl.DataFrame) -> frozenset[str]:
    """Keys of class app, and keys that many users, tokens or networks show."""
    keys = (
        seen.lazy()
        .filter(pl.col("key").is_not_null())
        .group_by("key")
        .agg(
            pl.col("key_class").eq("app").any().alias("app"),
            *(
                pl.col(kind).drop_nulls().n_unique().alias(kind)
                for kind in ("token", "user", "subnet")
            ),
        )
        .filter(pl.col("app") | (pl.max_horizontal("token", "user", "subnet") >= SHARED_BY))
        .collect()
    )
    return frozenset(keys["key"].to_list())


def _coalesced(shared: frozenset[str]) -> pl.Expr:
    """`finest`, on identities that are verified already."""
    key = pl.when(~pl.col("key").is_in(sorted(shared))).then("key")
    return pl.coalesce("token", "user", key, "ip")


def _kind(shared: frozenset[str]) -> pl.Expr:
    key = pl.col("key").is_not_null() & ~pl.col("key").is_in(sorted(shared))
    return (
        pl.when(pl.col("token").is_not_null())
        .then(pl.lit("token"))
        .when(pl.col("user").is_not_null())
        .then(pl.lit("user"))
        .when(key)
        .then(pl.lit("key"))
        .otherwise(pl.lit("ip"))
    )


def _lasting(history: History) -> pl.Expr:
    span = (history.last or 0) - (history.first or 0)
    if span < DAYS * DAY:
        return pl.col("calls") >= CALLS_AT_ONCE
    return (pl.col("calls") >= CALLS_ON_DAYS) & (pl.col("days") >= DAYS)


def _excluded(exclusions: Sequence[Exclusion]) -> pl.Expr:
    """Calls that an exclusion covers, within its time."""
    tests = [pl.lit(value=False)]
    for each in exclusions:
        who = [BY_KEY[key].expr(values) for key, values in each.who.items() if key in BY_KEY]
        if not who:
            continue
        test = pl.all_horizontal(who)
        if each.start is not None:
            test &= pl.col("time") >= round(each.start.timestamp() * 1e6)
        if each.until is not None:
            test &= pl.col("time") < round(each.until.timestamp() * 1e6)
        tests.append(test)
    return pl.any_horizontal(tests)


def standing(good: Good) -> pl.Expr:
    """Whether a call is made by a good client, before anyone is accused."""
    return finest(good.shared_keys).is_in(good.clients["client"].implode())
