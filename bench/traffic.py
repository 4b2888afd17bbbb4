"""Made-up traffic for the bench: a day's log of any length, as text or JSON.

Comes in: a number of lines and a seed. Goes out: a file in nginx's combined format, or the
same calls as an Envoy's JSON lines with hosts, API keys and tokens.

However long the log, it is the same day: more lines mean more clients and more attackers
in proportion (one client for 80 lines), so calls per client stay as they are and the
traffic gets denser in time. About one line in 25 is an attacker's, one in 10,000 is junk
that a TLS client sent to the plain port.

    python bench/traffic.py --lines 5000000 --out /tmp/bench/5m.log [--json]
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

import numpy as np
import polars as pl

CHUNK = 500_000
LINES_PER_CLIENT = 80
DAY_MS = 86_400_000
MIDNIGHT = datetime(2026, 11, 23, tzinfo=UTC)
HOURS = [
    20,
    14,
    10,
    8,
    8,
    12,
    24,
    42,
    56,
    62,
    64,
    66,
    70,
    68,
    64,
    62,
    66,
    74,
    84,
    92,
    88,
    74,
    54,
    34,
]

GOOD, BRUTE, SCAN, CRAWL, WALK, FLOOD, GUESS = range(7)
ATTACKS = {BRUTE: 0.012, SCAN: 0.004, CRAWL: 0.008, WALK: 0.004, FLOOD: 0.01, GUESS: 0.002}
CALLS_OF_ONE = {BRUTE: 700, SCAN: 400, CRAWL: 4_000, WALK: 500, FLOOD: 10_000, GUESS: 1_200}
MINUTES_OF_ONE = {BRUTE: 25, SCAN: 6, CRAWL: 30, WALK: 20, FLOOD: 6, GUESS: 1_300}
HOSTS = ["accounts.shop.example", "catalogue.shop.example", "orders.shop.example"]
PROBES = [
    "/.env", "/.git/config", "/wp-login.php", "/phpmyadmin/", "/admin.php", "/backup.zip",
    "/actuator/env", "/server-status", "/cgi-bin/test.cgi", "/xmlrpc.php", "/config.bak",
]  # fmt: skip


@dataclass(frozen=True)
class Traffic:
    """The bones of every call, in order of time: 13 bytes each."""

    ms: np.ndarray  # since midnight, int32
    client: np.ndarray  # int32
    kind: np.ndarray  # int8
    clients: int


def bones(lines: int, seed: int) -> Traffic:
    """Who calls when, and what for; sorted by time, exactly `lines` of them."""
    rng = np.random.default_rng(seed)
    clients = max(50, lines // LINES_PER_CLIENT)
    parts = [attackers(rng, kind, lines, clients) for kind in ATTACKS]
    bad = sum(len(part[0]) for part in parts)
    parts.append(visitors(rng, lines - bad, clients))
    ms, client, kind = (np.concatenate(column) for column in zip(*parts, strict=True))
    order = np.argsort(ms, kind="stable")
    total = clients + 7 * 100_000
    return Traffic(ms[order], client[order], kind[order], total)


def visitors(rng: np.random.Generator, calls: int, clients: int) -> tuple[np.ndarray, ...]:
    """Visits of about a dozen calls with a person's pauses; some clients come often."""
    lengths = rng.geometric(1 / 12, calls // 11 + 20).clip(1, 120)
    lengths = lengths[: int(np.searchsorted(np.cumsum(lengths), calls)) + 1]
    visit = np.repeat(np.arange(len(lengths), dtype=np.int32), lengths)[:calls]
    who = (clients * rng.random(len(lengths)) ** 1.6).astype(np.int32)
    gaps = rng.lognormal(1.2, 1.1, calls).astype(np.float32) * 1_000
    since = np.cumsum(gaps, dtype=np.float64)
    first = np.r_[0, np.cumsum(lengths)[:-1]]
    since -= since[first[visit]]
    ms = (starts(rng, len(lengths))[visit] + since).astype(np.int64) % DAY_MS
    return ms.astype(np.int32), who[visit], np.zeros(calls, dtype=np.int8)


def starts(rng: np.random.Generator, count: int) -> np.ndarray:
    """Instants of the day in ms, following the hours' usual traffic."""
    share = np.array(HOURS, dtype=float)
    hour = rng.choice(24, count, p=share / share.sum())
    return hour * 3_600_000 + rng.integers(0, 3_600_000, count)


def attackers(
    rng: np.random.Generator, kind: int, lines: int, clients: int
) -> tuple[np.ndarray, ...]:
    """Attackers of one kind, each with a stretch of its own and an even, hurried pace."""
    calls = round(ATTACKS[kind] * lines)
    each = CALLS_OF_ONE[kind]
    number = np.arange(calls) // each
    length = MINUTES_OF_ONE[kind] * 60_000
    begin = rng.integers(0, DAY_MS - length, int(number[-1]) + 1 if calls else 0)
    ms = begin[number] + (np.arange(calls) % each + rng.random(calls)) * (length / each)
    client = clients + kind * 100_000 + number
    return ms.astype(np.int32), client.astype(np.int32), np.full(calls, kind, dtype=np.int8)


@dataclass(frozen=True)
class Names:
    """What every client is called: one row each, looked up by its number."""

    ip: pl.Series
    agent: pl.Series
    key: pl.Series
    token: pl.Series


def names(traffic: Traffic, seed: int) -> Names:
    """Addresses (one in twenty an IPv6), user agents, keys and tokens of the clients."""
    rng = np.random.default_rng([seed, 1])
    count = traffic.clients
    low = pl.Series("n", rng.permutation(count) + 200_000)
    octets = pl.DataFrame({"n": low, "six": rng.random(count) < 0.05, "i": np.arange(count)})
    n, i = pl.col("n"), pl.col("i")
    four = pl.format(
        "{}.{}.{}.{}", 20 + n // 16_777_216, n // 65_536 % 256, n // 256 % 256, n % 256
    )
    six = pl.format("2001:db8:{}:{}::1", n // 65_536, n % 65_536)
    agents = user_agents()
    made = octets.select(
        ip=pl.when("six").then(six).otherwise(four),
        agent=pl.lit(pl.Series(agents)).gather(pl.Series(rng.integers(0, len(agents), count))),
        key=pl.when(i % 3 == 0)
        .then(pl.format("partner-{}", i % 400))
        .otherwise(pl.lit("app-7f3c1e")),
        token=pl.format("Bearer {}.{}", (n * 2_654_435_761).cast(pl.UInt64), n + 7),
    )
    return Names(made["ip"], made["agent"], made["key"], made["token"])


def user_agents() -> list[str]:
    """Some 160 user agents: browsers in many versions, an app, libraries, declared bots."""
    engine = "AppleWebKit/537.36 (KHTML, like Gecko)"
    systems = [
        "Windows NT 10.0; Win64; x64",
        "Macintosh; Intel Mac OS X 10_15_7",
        "X11; Linux x86_64",
    ]
    browsers = [f"Mozilla/5.0 ({s}) {engine} Chrome/{v}.0.0.0 Safari/537.36"
                for s in systems for v in range(100, 132)]  # fmt: skip
    app = [f"ShopApp/5.{m} (Android {a}) okhttp/4.12.0" for m in range(8) for a in range(9, 15)]
    tools = ["python-requests/2.32.3", "curl/8.5.0", "Go-http-client/2.0", "okhttp/4.12.0", "-"]
    bots = ["Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"] * 2
    return browsers + app + tools + bots


def requests(rng: np.random.Generator, kind: np.ndarray, ms: np.ndarray) -> pl.DataFrame:
    """Host, method, path, status, size and duration of each call of one chunk."""
    count = len(kind)
    draw, ids = rng.random(count), rng.integers(1, 40_000, count)
    frame = pl.DataFrame(
        {
            "kind": kind, "draw": draw, "fate": rng.random(count), "id": ids, "ms": ms,
            "word": rng.integers(0, 5_000, count), "probe": rng.integers(0, len(PROBES), count),
            "size": (rng.lognormal(7.6, 1.0, count)).astype(np.int64),
            "spent": (rng.lognormal(3.2, 0.7, count)).astype(np.int64) + 1,
        }
    )  # fmt: skip
    frame = frame.with_columns(what=_what())
    return frame.with_columns(
        method=pl.when(pl.col("what").is_in(["login", "cart"])).then(pl.lit("POST")).otherwise(pl.lit("GET")),
        path=_path(),
        status=_status(),
        host=_host(),
    ).drop("draw", "fate", "word", "probe")  # fmt: skip


def _what() -> pl.Expr:
    kind, draw = pl.col("kind"), pl.col("draw")
    of_kind = {BRUTE: "login", SCAN: "probe", CRAWL: "item", WALK: "order", FLOOD: "search",
               GUESS: "voucher"}  # fmt: skip
    good = (
        pl.when(draw < 0.42).then(pl.lit("item"))
        .when(draw < 0.60).then(pl.lit("search"))
        .when(draw < 0.72).then(pl.lit("me"))
        .when(draw < 0.80).then(pl.lit("order"))
        .when(draw < 0.88).then(pl.lit("cart"))
        .when(draw < 0.92).then(pl.lit("login"))
        .otherwise(pl.lit("home"))
    )  # fmt: skip
    return pl.when(kind == GOOD).then(good).otherwise(
        kind.replace_strict(of_kind, default="home", return_dtype=pl.String)
    )  # fmt: skip


def _path() -> pl.Expr:
    what, number = pl.col("what"), pl.col("id")
    probe = pl.col("probe").replace_strict(dict(enumerate(PROBES)), return_dtype=pl.String)
    walked = 1_000_000 + pl.col("ms") // 2_400
    order = pl.when(pl.col("kind") == WALK).then(walked).otherwise(number * 7_919)
    return (
        pl.when(what == "item").then(pl.format("/v1/items/{}", number))
        .when(what == "search").then(pl.format("/v1/search?q=w{}&page={}", pl.col("word"), number % 4))
        .when(what == "me").then(pl.lit("/v1/me"))
        .when(what == "order").then(pl.format("/v1/orders/{}", order))
        .when(what == "cart").then(pl.lit("/v1/cart"))
        .when(what == "login").then(pl.lit("/v1/login"))
        .when(what == "voucher").then(pl.format("/v1/vouchers/{}", number * 7_919 % 99_991))
        .when(what == "probe").then(pl.concat_str([pl.format("/d{}", number % 30), probe]))
        .otherwise(pl.lit("/v1/home"))
    )  # fmt: skip


def _status() -> pl.Expr:
    what, kind, fate = pl.col("what"), pl.col("kind"), pl.col("fate")
    login = (
        pl.when(fate < pl.when(kind == BRUTE).then(0.995).otherwise(0.12)).then(401).otherwise(200)
    )
    return (
        pl.when(what == "login").then(login)
        .when(what == "probe").then(404)
        .when(what == "voucher").then(pl.when(fate < 0.98).then(404).otherwise(200))
        .when(what == "cart").then(pl.when(fate < 0.97).then(201).otherwise(409))
        .when(fate < 0.02).then(404)
        .when(fate < 0.05).then(304)
        .when(fate < 0.051).then(503)
        .otherwise(200)
    )  # fmt: skip


def _host() -> pl.Expr:
    place = {"login": 0, "me": 0, "order": 2, "cart": 2, "voucher": 2}
    hosts = {what: HOSTS[at] for what, at in place.items()}
    return pl.col("what").replace_strict(hosts, default=HOSTS[1], return_dtype=pl.String)


def chunks(traffic: Traffic, called: Names, seed: int) -> Iterator[pl.DataFrame]:
    """The calls in order of time, half a million at once, with the clients' names."""
    for start in range(0, len(traffic.ms), CHUNK):
        part = slice(start, start + CHUNK)
        rng = np.random.default_rng([seed, 2, start // CHUNK])
        who = pl.Series(traffic.client[part])
        frame = requests(rng, traffic.kind[part], traffic.ms[part])
        yield frame.with_columns(
            ip=called.ip.gather(who),
            agent=called.agent.gather(who),
            key=called.key.gather(who),
            token=called.token.gather(who),
            junk=pl.Series(rng.random(len(frame)) < 0.0001),
        )


def write_text(frame: pl.DataFrame, out: BinaryIO) -> None:
    """The calls in nginx's combined format, as nginx escapes them."""
    stamps = _stamps("%d/%b/%Y:%H:%M:%S +0000").gather(frame["ms"] // 1_000)
    junk = pl.lit(r"\x16\x03\x01\x02\x00\x01\x00\x01\xFC\x03\x03")
    request = pl.concat_str(["method", pl.lit(" "), "path", pl.lit(" HTTP/1.1")])
    line = pl.concat_str(
        [
            pl.col("ip"), pl.lit(" - - ["), pl.col("stamp"), pl.lit('] "'),
            pl.when("junk").then(junk).otherwise(request), pl.lit('" '),
            pl.when("junk").then(400).otherwise("status"), pl.lit(" "), pl.col("size"),
            pl.lit(' "-" "'), pl.col("agent"), pl.lit('"'),
        ]
    )  # fmt: skip
    text = frame.with_columns(stamp=stamps).select(line)
    text.write_csv(out, include_header=False, quote_style="never", separator="\x01")


def write_json(frame: pl.DataFrame, out: BinaryIO) -> None:
    """The same calls as an Envoy's JSON lines, with host, key and token.

    Login attempts carry no token; one call in eight carries none either. There is no junk:
    an Envoy does not log what is not HTTP.
    """
    started = _stamps("%Y-%m-%dT%H:%M:%S").gather(frame["ms"] // 1_000)
    millis = pl.col("ms").cast(pl.String).str.slice(-3).str.zfill(3)
    bare = (pl.col("what") == "login") | (pl.col("id") % 8 == 0)
    frame.with_columns(stamp=started).select(
        start_time=pl.concat_str(["stamp", pl.lit("."), millis, pl.lit("Z")]),
        method="method",
        path="path",
        protocol=pl.lit("HTTP/1.1"),
        response_code=pl.col("status").cast(pl.Int64),
        response_flags=pl.lit("-"),
        bytes_received=pl.lit(0),
        bytes_sent="size",
        duration="spent",
        upstream_service_time=pl.col("spent").cast(pl.String),
        x_forwarded_for="ip",
        user_agent="agent",
        request_id=pl.format("{}-{}", pl.col("ms"), pl.int_range(pl.len())),
        authority="host",
        upstream_host=pl.lit("10.1.0.10:8080"),
        downstream_remote_address=pl.format("{}:443", "ip"),
        x_api_key="key",
        authorization=pl.when(bare).then(None).otherwise("token"),
    ).write_ndjson(out)


def _stamps(form: str) -> pl.Series:
    first = pl.datetime_range(
        MIDNIGHT.replace(tzinfo=None), datetime(2026, 11, 23, 23, 59, 59), "1s", eager=True
    )
    return first.dt.strftime(form)


def generate(lines: int, path: Path, *, json: bool = False, seed: int = 7) -> None:
    """Write the log of that many lines; the same arguments give the same bytes."""
    traffic = bones(lines, seed)
    called = names(traffic, seed)
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(path.suffix + ".part")
    with unfinished.open("wb") as out:
        for frame in chunks(traffic, called, seed):
            (write_json if json else write_text)(frame, out)
    unfinished.replace(path)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="A made-up log for the bench")
    parser.add_argument("--lines", type=int, default=1_000_000)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--seed", type=int, default=7)
    given = parser.parse_args()
    generate(given.lines, given.out, json=given.json, seed=given.seed)


if __name__ == "__main__":
    main()
