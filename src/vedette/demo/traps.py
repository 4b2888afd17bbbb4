"""Good traffic that looks bad. None of it may be accused.

Comes in: a random generator and the shop's people. Goes out: traps with their calls.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from vedette.demo import clients, life
from vedette.demo.sheet import (
    ACCOUNTS,
    CATALOGUE,
    DAY,
    HOUR,
    MIDNIGHT,
    MINUTE,
    ORDERS,
    SECOND,
    Numbers,
    at,
    sheet,
)  # fmt: skip
from vedette.demo.truth import Trap

CRAWLER = "googlebot 192.0.2.64/27"
_CRAWLER = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"
_STOCK = "StockSync/1.4 python-requests/2.32.3"
SYNC_IP = "203.0.113.40"


def all_traps(rng: np.random.Generator, phones: pl.DataFrame, web: pl.DataFrame) -> list[Trap]:
    """Every trap of the day."""
    return [
        monitor(rng), pollers(rng), office(rng), carrier(rng), broken_client(rng),
        flash_crowd(rng, phones, web), crawler(rng), sync(rng), polite_sync(rng), single_page(rng),
        forgetful(rng), app_key(phones),
    ]  # fmt: skip


def monitor(rng: np.random.Generator) -> Trap:
    """A monitor asks for one page, every two seconds, day and night."""
    ip = "203.0.113.10"
    times = _ticks(rng, 2.0, 0, 24)
    calls = sheet(times, host=ACCOUNTS, path="/health", client=ip, bytes_out=15, duration=900,
                  user_agent="UptimeWatch/3.2 (+https://uptime.example/bot)")  # fmt: skip
    return Trap("monitor", "most of a proxy's calls, on one path", calls, ips=(ip,))


def pollers(rng: np.random.Generator) -> Trap:
    """Twelve depots ask for their open orders at a fixed pace."""
    ips = tuple(f"203.0.113.{100 + n}" for n in range(12))
    keys = tuple(clients.keys(rng, 12, "depot-"))
    parts = [
        sheet(_ticks(rng, 45.0 + 5 * n, 0, 24, 0.02), host=ORDERS, path="/v1/orders?state=open",
              client=ips[n], key=keys[n], bytes_out=640, duration=31_000,
              user_agent="Java-http-client/21.0.4")
        for n in range(12)
    ]  # fmt: skip
    return Trap("pollers", "clockwork spacing", pl.concat(parts), ips=ips, keys=keys)


def office(rng: np.random.Generator) -> Trap:
    """Sixty colleagues log in around nine, some mistype, and work all day."""
    people = clients.office(rng)
    who = np.arange(clients.OFFICE)
    nine = at(9.0) + (rng.normal(0, 6 * 60, len(who)) * SECOND).astype(np.int64)
    parts: list[pl.DataFrame] = []
    for share, status in ((0.4, 401), (0.15, 401), (1.0, 200)):
        chosen = who[rng.random(len(who)) < share]
        nine[chosen] += rng.integers(8, 30, len(chosen)) * SECOND
        parts.append(_login(rng, people[chosen], nine[chosen], status))
    again = np.repeat(who, 6)
    starts = at(9.3) + rng.integers(0, 8 * HOUR, len(again))
    parts.append(life.visits(rng, people, starts, again, 16))
    return Trap("office", "sixty logins from one address within minutes", pl.concat(parts),
                ips=(clients.OFFICE_IP,), tokens=_tokens(people),
                may_be=("shared address",))  # fmt: skip


def carrier(rng: np.random.Generator) -> Trap:
    """A thousand phones share four addresses."""
    people = clients.carrier(rng)
    who = rng.integers(0, clients.CARRIER, 2_000)
    calls = life.visits(rng, people, life.instants(rng, len(who)), who, 13)
    return Trap("carrier", "hundreds of tokens from one address", calls,
                ips=clients.CARRIER_IPS, tokens=_tokens(people),
                may_be=("shared address",))  # fmt: skip


def broken_client(rng: np.random.Generator) -> Trap:
    """A partner's job asks for a page that is gone, every five seconds, for nine hours."""
    ip, key = "203.0.113.66", clients.keys(rng, 1, "partner-")[0]
    times = _ticks(rng, 5.0, 6, 15, 0.05)
    calls = sheet(times, host=CATALOGUE, path="/v1/items/0/stock", status=404, bytes_out=99,
                  client=ip, key=key, user_agent=_STOCK)  # fmt: skip
    well = sheet(_ticks(rng, 600.0, 0, 24), host=CATALOGUE, path="/v1/categories", client=ip,
                 key=key, user_agent=_STOCK)  # fmt: skip
    return Trap("broken client", "nothing but errors for hours", pl.concat([calls, well]),
                ips=(ip,), keys=(key,), may_be=("broken client",))  # fmt: skip


def flash_crowd(rng: np.random.Generator, phones: pl.DataFrame, web: pl.DataFrame) -> Trap:
    """At noon a sale begins: 1,400 people come within ten minutes and look at one item."""
    people = pl.concat([phones, web])
    who = rng.choice(len(people), 1_400, replace=False)
    starts = at(12.0) + (rng.exponential(150, len(who)) * SECOND).astype(np.int64)
    visits = life.visits(rng, people, starts, who, 8)
    looks = np.repeat(who, 3)
    times = np.repeat(starts, 3) + rng.integers(0, 5 * MINUTE, len(looks))
    person = people[looks]
    calls = sheet(times, host=CATALOGUE, path="/v1/items/17171", client=person["client"],
                  key=person["key"], token=person["token"], user_agent=person["user_agent"],
                  bytes_out=2_400, duration=life.spent(rng, len(looks), 40))  # fmt: skip
    return Trap("flash crowd", "a sudden peak on one item", pl.concat([visits, calls]),
                ips=tuple(people[who]["client"].to_list()), may_be=("flash crowd",))  # fmt: skip


def crawler(rng: np.random.Generator) -> Trap:
    """A search engine's crawler, from the networks that the operator listed, reads items."""
    ips = tuple(f"192.0.2.{64 + n}" for n in range(6))
    times = np.concatenate([_ticks(rng, 18.0, 0, 24, 0.4), _ticks(rng, 0.7, 3, 3.7, 0.4)])
    calls = sheet(times, host=CATALOGUE, path=life.item_path(life.items(rng, len(times))),
                  client=_pick(rng, ips, len(times)), user_agent=_CRAWLER,
                  bytes_out=life.sizes(rng, np.full(len(times), 200), 2_400))  # fmt: skip
    return Trap("crawler", "reads hundreds of items", calls, ips=ips)


def sync(rng: np.random.Generator) -> Trap:
    """A partner reads the whole catalogue every night; the operator declared it."""
    key = clients.keys(rng, 1, "partner-")[0]
    ids = np.arange(10_000, 10_000 + life.ITEMS)
    times = at(2.0) + (np.arange(len(ids)) * 0.35 * SECOND).astype(np.int64)
    calls = sheet(times, host=CATALOGUE, path=life.item_path(ids), client=SYNC_IP, key=key,
                  user_agent="CatalogueSync/2.0 Go-http-client/2.0",
                  bytes_out=life.sizes(rng, np.full(len(ids), 200), 2_400))  # fmt: skip
    return Trap("declared sync", "walks through every item", calls, ips=(SYNC_IP,), keys=(key,))


def polite_sync(rng: np.random.Generator) -> Trap:
    """Another partner reads the items that changed, one each six seconds, all day."""
    ip, key = "203.0.113.41", clients.keys(rng, 1, "partner-")[0]
    times = _ticks(rng, 6.0, 0, 24, 0.5)
    calls = sheet(times, host=CATALOGUE, path=life.item_path(life.items(rng, len(times))),
                  client=ip, key=key, user_agent="PriceFeed/3.1 Java/21.0.4",
                  bytes_out=2_300)  # fmt: skip
    return Trap("polite sync", "reads items all day with one key", calls, ips=(ip,), keys=(key,))


def single_page(rng: np.random.Generator) -> Trap:
    """A single-page app loads a screen with 43 calls in ten seconds."""
    people = clients.web(rng, 30)
    loads = np.repeat(np.arange(30), 4)
    starts = life.instants(rng, len(loads))
    who, begin = np.repeat(loads, 43), np.repeat(starts, 43)
    person = people[who]
    calls = sheet(begin + rng.integers(0, 10 * SECOND, len(who)), host=CATALOGUE,
                  path=life.item_path(life.items(rng, len(who))), client=person["client"],
                  token=person["token"], user_agent=person["user_agent"],
                  bytes_out=2_300)  # fmt: skip
    return Trap("single-page app", "43 calls in ten seconds",
                calls.filter(pl.col("time") < MIDNIGHT + DAY),
                ips=tuple(people["client"].to_list()), tokens=_tokens(people))  # fmt: skip


def forgetful(rng: np.random.Generator) -> Trap:
    """Twenty people forget their password and try eight times before it comes to them."""
    people = clients.web(rng, 20)
    who = np.repeat(np.arange(20), 9)
    starts = np.repeat(life.instants(rng, 20).clip(None, at(23.5)), 9)
    times = starts + np.tile(np.arange(9), 20) * 21 * SECOND + rng.integers(0, SECOND, len(who))
    status = np.where(np.tile(np.arange(9), 20) < 8, 401, 200)
    calls = _login(rng, people[who], times, status)
    return Trap("forgotten passwords", "eight failed logins in a row", calls,
                ips=tuple(people["client"].to_list()), tokens=_tokens(people))  # fmt: skip


def app_key(phones: pl.DataFrame) -> Trap:
    """The app's key is in every phone; the phones' visits are part of normal life."""
    return Trap("app's key", f"one key in {len(phones):,} phones", sheet(np.zeros(0, np.int64),
                host=CATALOGUE, path="/", client=""), keys=(clients.APP_KEY,))  # fmt: skip


def _login(
    rng: np.random.Generator, people: pl.DataFrame, times: Numbers, status: int | Numbers
) -> pl.DataFrame:
    return sheet(times, host=ACCOUNTS, method="POST", path="/v1/login", status=status,
                 client=people["client"], key=people["key"], user_agent=people["user_agent"],
                 duration=life.spent(rng, len(times), 140),
                 bytes_out=life.sizes(rng, np.broadcast_to(status, len(times)), 480))  # fmt: skip


def _ticks(
    rng: np.random.Generator, seconds: float, start: float, end: float, jitter: float = 0.004
) -> Numbers:
    count = round((end - start) * 3_600 / seconds)
    spread = rng.normal(0, jitter, count).clip(-0.5, 0.5)
    times = at(start) + ((np.arange(count) + 0.5 + spread) * seconds * SECOND).astype(np.int64)
    return times.clip(MIDNIGHT, MIDNIGHT + DAY - 1)


def _pick(rng: np.random.Generator, of: tuple[str, ...], count: int) -> pl.Series:
    return pl.Series(of)[rng.integers(0, len(of), count)]


def _tokens(people: pl.DataFrame) -> tuple[str, ...]:
    return tuple(people["token"].drop_nulls().to_list())
