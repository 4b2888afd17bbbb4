"""A day of the shop: normal life, traps and attacks, put together.

Comes in: a seed. Goes out: the day's calls in order of time, and the truth about them.
The same seed gives the same day, on any machine.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from vedette.demo import attacks, clients, life, traps
from vedette.demo.sheet import DAY, MIDNIGHT, SHEET
from vedette.demo.truth import Day, Planted, Trap

VISITS_A_DAY = 2.1


def a_day(seed: int = 7) -> Day:
    """The day of that seed: about 380,000 calls.

    Every part draws from a generator of its own, so a change to one leaves the others as
    they were.
    """
    people, lives, trap, attack, fault = (np.random.default_rng([seed, n]) for n in range(5))
    phones, web = clients.phones(people), clients.web(people)
    laid = traps.all_traps(trap, phones, web)
    planted = attacks.all_attacks(attack)
    normal = [_lives(lives, phones, 13), _lives(lives, web, 15)]
    good = life.troubled(fault, pl.concat([*normal, *map(_told, laid)]))
    return Day(
        calls=_whole(pl.concat([good, *map(_told, planted)])),
        planted=tuple(planted),
        traps=tuple(laid),
        tor=(attacks.TOR_IP, "198.19.241.2", "198.19.242.3"),
        crawlers=(traps.CRAWLER,),
        declared=next(one for one in laid if one.name == "declared sync"),
    )


def _lives(rng: np.random.Generator, people: pl.DataFrame, length: float) -> pl.DataFrame:
    who = rng.integers(0, len(people), round(VISITS_A_DAY * len(people)))
    return life.visits(rng, people, life.instants(rng, len(who)), who, length)


def _told(one: Trap | Planted) -> pl.DataFrame:
    return one.calls.with_columns(story=pl.lit(one.name))


def _whole(calls: pl.DataFrame) -> pl.DataFrame:
    """The calls that began and ended on this day, in order of time."""
    end = pl.col("time") + pl.col("duration")
    inside = (pl.col("time") >= MIDNIGHT) & (end < MIDNIGHT + DAY)
    return calls.filter(inside).sort("time", maintain_order=True).select(SHEET.names())
