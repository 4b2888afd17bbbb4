"""Normal life: who opens the shop when, and what people do there.

Comes in: frames of clients and a random generator. Goes out: their calls. Everyone here
is good: they mistype passwords, meet expired tokens and missing pages, and try again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl

from vedette.demo.sheet import (
    ACCOUNTS,
    CATALOGUE,
    DAY,
    MEDIA,
    MIDNIGHT,
    MINUTE,
    ORDERS,
    SECOND,
    SHEET,
    Numbers,
    Strings,
    at,
    join,
    sheet,
)  # fmt: skip

ITEMS: Final = 12_000
_CURVE: Final = np.array(
    [14, 9, 6, 5, 5, 8, 18, 34, 48, 56, 60, 64, 78, 72, 62, 60, 64, 72, 86, 100, 96, 78, 52, 28],
    dtype=np.float64,
)
_WORDS: Final = np.array(
    ["lamp", "shoes", "red+dress", "kettle", "desk", "tent", "bike+light", "mug", "coat", "rug"],
    dtype=object,
)


@dataclass(frozen=True, slots=True)
class Step:
    """One thing people do: how often, where, and how it may end."""

    weight: float
    host: str
    method: str
    answers: tuple[tuple[int, float], ...]
    size: int
    millis: int


_STEPS: Final[dict[str, Step]] = {
    "item": Step(30, CATALOGUE, "GET", ((200, 0.95), (304, 0.03), (404, 0.02)), 2_400, 18),
    "search": Step(16, CATALOGUE, "GET", ((200, 0.994), (400, 0.006)), 6_800, 55),
    "reviews": Step(7, CATALOGUE, "GET", ((200, 0.99), (404, 0.01)), 3_100, 22),
    "categories": Step(6, CATALOGUE, "GET", ((200, 0.9), (304, 0.1)), 1_900, 6),
    "media": Step(14, MEDIA, "GET", ((200, 0.86), (304, 0.13), (404, 0.01)), 64_000, 9),
    "me": Step(7, ACCOUNTS, "GET", ((200, 0.97), (401, 0.03)), 620, 12),
    "order": Step(6, ORDERS, "GET", ((200, 0.985), (404, 0.015)), 1_500, 30),
    "orders": Step(4, ORDERS, "GET", ((200, 1.0),), 4_200, 41),
    "cart": Step(7, ORDERS, "POST", ((201, 0.97), (409, 0.02), (400, 0.01)), 540, 35),
    "checkout": Step(2, ORDERS, "POST", ((201, 0.93), (402, 0.05), (409, 0.02)), 820, 180),
    "voucher": Step(1, ORDERS, "GET", ((200, 0.6), (404, 0.4)), 210, 14),
    "login": Step(0, ACCOUNTS, "POST", ((200, 0.86), (401, 0.14)), 480, 140),
}


def instants(rng: np.random.Generator, count: int) -> Numbers:
    """Instants of the day, as many at each hour as the shop has visitors then."""
    minutes = np.interp(np.arange(1_440) / 60, np.arange(25), np.append(_CURVE, _CURVE[0]))
    chosen = rng.choice(1_440, count, p=minutes / minutes.sum())
    return MIDNIGHT + chosen * MINUTE + rng.integers(0, MINUTE, count)


def visits(
    rng: np.random.Generator, people: pl.DataFrame, starts: Numbers, who: Numbers, length: float
) -> pl.DataFrame:
    """The calls of visits: visit i is by `people[who[i]]`, begins at `starts[i]`.

    A visit has about `length` calls with a person's pauses between them; four in ten begin
    with a login.
    """
    lengths = rng.geometric(1 / length, len(starts)).clip(2, 90)
    visit = np.repeat(np.arange(len(starts)), lengths)
    first = np.r_[0, np.cumsum(lengths)[:-1]]
    times = starts[visit] + _since(rng.lognormal(1.7, 1.1, len(visit)), first, lengths)
    steps = _choose(rng, len(visit))
    logins = first[rng.random(len(first)) < 0.4]
    steps[logins] = list(_STEPS).index("login")
    return _calls(rng, people, who[visit], times, steps)


def _since(gaps: np.ndarray, first: Numbers, lengths: Numbers) -> Numbers:
    total = np.cumsum(gaps)
    return ((total - np.repeat(total[first], lengths)) * SECOND).astype(np.int64)


def _choose(rng: np.random.Generator, count: int) -> Numbers:
    weights = np.array([step.weight for step in _STEPS.values()])
    return rng.choice(len(weights), count, p=weights / weights.sum())


def _calls(
    rng: np.random.Generator, people: pl.DataFrame, who: Numbers, times: Numbers, steps: Numbers
) -> pl.DataFrame:
    parts: list[pl.DataFrame] = []
    for number, (name, step) in enumerate(_STEPS.items()):
        rows = np.flatnonzero(steps == number)
        person = people[who[rows]]
        status = answers(rng, len(rows), step.answers)
        known = name != "login" and step.host != MEDIA
        part = sheet(
            times[rows],
            host=step.host,
            method=step.method,
            path=_path(rng, name, who[rows]),
            status=status,
            bytes_out=sizes(rng, status, step.size),
            duration=spent(rng, len(rows), step.millis),
            client=person["client"],
            key=None if step.host == MEDIA else person["key"],
            token=person["token"] if known else None,
            user_agent=person["user_agent"],
        )
        parts.append(part.filter(pl.col("time") < MIDNIGHT + DAY))
    return pl.concat(parts)


def _path(rng: np.random.Generator, name: str, who: Numbers) -> pl.Series | str:
    count = len(who)
    if name in {"item", "reviews", "media"}:
        return item_path(items(rng, count), name)
    if name == "search":
        words = _WORDS[rng.integers(0, len(_WORDS), count)]
        return join("/v1/search?q=", words, "&page=", rng.geometric(0.6, count).clip(1, 9))
    if name == "order":
        return join("/v1/orders/", own_orders(rng, who))
    if name == "voucher":
        return join("/v1/vouchers/", vouchers(rng, count))
    return {"login": "/v1/login", "categories": "/v1/categories", "me": "/v1/me",
            "orders": "/v1/orders?page=1", "cart": "/v1/cart",
            "checkout": "/v1/checkout"}[name]  # fmt: skip


def item_path(ids: Numbers, kind: str = "item") -> pl.Series:
    """Paths of an item, its reviews or its picture."""
    if kind == "media":
        return join("/media/items/", ids, ".jpg")
    return join("/v1/items/", ids, "/reviews" if kind == "reviews" else "")


def items(rng: np.random.Generator, count: int) -> Numbers:
    """Item numbers: a few that everyone looks at, many that hardly anyone does."""
    rank = (ITEMS * rng.random(count) ** 2.2).astype(np.int64)
    return 10_000 + (rank * 7_919) % ITEMS


def own_orders(rng: np.random.Generator, who: Numbers) -> Numbers:
    """For each client one of its own four orders; the numbers tell nothing of the client."""
    return 1_000_000 + ((who * 4 + rng.integers(0, 4, len(who))) * 2_654_435_761) % 8_999_993


def vouchers(rng: np.random.Generator, count: int) -> Strings:
    """Voucher codes that people type in, of eight letters and digits."""
    letters = np.array(list("ABCDEFGHJKLMNPQRSTUVWXYZ23456789"), dtype="<U1")
    drawn = letters[rng.integers(0, len(letters), (count, 8))]
    return drawn.view("<U8").ravel().astype(object)


def answers(rng: np.random.Generator, count: int, of: tuple[tuple[int, float], ...]) -> Numbers:
    """Statuses drawn by their shares."""
    codes, shares = np.array([code for code, _ in of]), np.array([share for _, share in of])
    return codes[rng.choice(len(codes), count, p=shares / shares.sum())]


def sizes(rng: np.random.Generator, status: Numbers, size: int) -> Numbers:
    """Bytes of each answer: about `size` when it went well, little otherwise."""
    full = (size * rng.lognormal(0, 0.35, len(status))).astype(np.int64)
    return np.where(status == 304, 0, np.where(status < 400, full, 96 + status % 7))


def spent(rng: np.random.Generator, count: int, millis: int) -> Numbers:
    """Durations in µs, about `millis` ms with a long tail."""
    return (millis * 1_000 * rng.lognormal(0, 0.5, count)).astype(np.int64)


def troubled(rng: np.random.Generator, calls: pl.DataFrame) -> pl.DataFrame:
    """The day's calls with its faults: a few 5xx, ten bad minutes of `orders`, retries.

    Whoever meets a 5xx asks again two seconds later.
    """
    host, time = calls["host"].to_numpy(), calls["time"].to_numpy()
    bad = (host == ORDERS) & (time >= at(16.0)) & (time < at(16.0) + 10 * MINUTE)
    fails = rng.random(len(calls)) < np.where(bad, 0.35, 0.0008)
    failed = calls.filter(pl.Series(fails)).with_columns(
        pl.lit(503, pl.Int64).alias("status"), pl.lit(91, pl.Int64).alias("bytes_out")
    )
    again = calls.filter(pl.Series(fails)).with_columns(pl.col("time") + 2 * SECOND)
    return pl.concat([calls.filter(~pl.Series(fails)), failed, again]).select(SHEET.names())
