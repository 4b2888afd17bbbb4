"""Whether an attribute that two accused share is rare enough to mean anything.

Comes in: candidate links, who is accused, and the good clients. Goes out: the links whose
attribute under 1 % of the good clients of those proxies carry in that time (counted by
whole hours). It never trusts a population that is too small: under 100 good clients
everyone who is not accused is asked instead, and under 100 of those nobody may carry it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import Final

import polars as pl

from vedette.explain.words import clean
from vedette.model.call import HOUR
from vedette.model.good import Good, counted
from vedette.model.history import History

ATTRIBUTES: Final = ("subnet", "ja4", "user_agent")
RARE: Final = 0.01
ENOUGH: Final = 100
"""Clients from which on a share of them means something."""

SOME: Final = 20
"""Clients without whom a user agent proves nothing."""

_WORDS: Final = {"subnet": "network", "ja4": "TLS fingerprint", "user_agent": "user agent"}


@dataclass(frozen=True, slots=True)
class Link:
    """Groups that carry one value of an attribute, and where and when they did."""

    kind: str
    value: str
    members: tuple[int, ...]
    proxies: tuple[str, ...]
    start: int
    end: int

    @property
    def words(self) -> str:
        """The attribute in words."""
        return f"the {_WORDS[self.kind]} {clean(self.value)}"


def rare(links: Sequence[Link], accused: pl.Series, good: Good, history: History) -> list[Link]:
    """The links that hold, in the order given."""
    if not links:
        return []
    seen = _around(links, accused, good, history)
    carriers = {
        kind: seen.filter(pl.col(kind).is_not_null()).partition_by(kind, as_dict=True)
        for kind in ATTRIBUTES
    }
    population = cache(partial(_population, seen))
    found: list[Link] = []
    for link in links:
        carrying = carriers[link.kind].get((link.value,), seen.clear())
        everyone, trusted = population(*_window(link))
        good_enough = trusted >= ENOUGH
        count = _count(carrying, *_window(link), good=good_enough)
        if _holds(link, count, trusted if good_enough else everyone):
            found.append(link)
    return found


def _around(
    links: Sequence[Link], accused: pl.Series, good: Good, history: History
) -> pl.DataFrame:
    """Everyone not accused per proxy and hour, and which of the values they carried."""
    wanted = {
        kind: sorted({link.value for link in links if link.kind == kind}) for kind in ATTRIBUTES
    }
    start, end = min(link.start for link in links), max(link.end for link in links)
    return (
        history.scan()
        .filter(counted() & pl.col("time").is_between(start, end, closed="left"))
        .select(
            "proxy",
            (pl.col("time") // HOUR).alias("hour"),
            good.client().alias("client"),
            *(
                pl.when(pl.col(kind).is_in(values)).then(pl.col(kind)).alias(kind)
                for kind, values in wanted.items()
            ),
        )
        .group_by("proxy", "hour", "client", *ATTRIBUTES)
        .agg()
        .filter(~pl.col("client").is_in(accused.implode()))
        .with_columns(good=pl.col("client").is_in(good.clients["client"].implode()))
        .collect(engine="streaming")
    )


Window = tuple[tuple[str, ...], int, int]


def _window(link: Link) -> Window:
    """Where and when a link counts: its proxies, and its first and last hour."""
    return link.proxies, link.start // HOUR, (link.end - 1) // HOUR


def _population(seen: pl.DataFrame, *window: *Window) -> tuple[int, int]:
    """Clients not accused, and good clients among them."""
    return _count(seen, *window, good=False), _count(seen, *window, good=True)


def _count(
    seen: pl.DataFrame, proxies: tuple[str, ...], first: int, last: int, *, good: bool
) -> int:
    here = pl.col("hour").is_between(first, last)
    if proxies:
        here &= pl.col("proxy").is_in(list(proxies))
    if good:
        here &= pl.col("good")
    return seen.filter(here)["client"].n_unique()


def _holds(link: Link, carriers: int, everyone: int) -> bool:
    if everyone < SOME and link.kind == "user_agent":
        return False
    return carriers < RARE * everyone if everyone >= ENOUGH else carriers == 0
