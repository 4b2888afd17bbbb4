"""Made-up traffic for the bench: a day's log of any length, as text or JSON.

Comes in: a number of lines and a seed. Goes out: a file in nginx's combined format, or the
same calls as an Envoy's JSON lines, plain or rich with hosts, API keys and tokens.

However long the log, it is the same day: more lines mean more clients and more attackers
in proportion (one client for 80 lines), so calls per client stay as they are and the
traffic gets denser in time. About one line in 25 is an attacker's, one in 10,000 is junk
that a TLS client sent to the plain port.

    python bench/traffic.py --lines 5000000 --out FILE [--form text|json|rich]
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

sys.path.insert(0, str(Path(__file__).parent))

from traffic_wire import (
    BRUTE,
    CRAWL,
    FLOOD,
    GUESS,
    SCAN,
    WALK,
    requests,
    write_json,
    write_text,
)  # fmt: skip

CHUNK = 500_000
LINES_PER_CLIENT = 80
DAY_MS = 86_400_000
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

ATTACKS = {BRUTE: 0.012, SCAN: 0.004, CRAWL: 0.008, WALK: 0.004, FLOOD: 0.01, GUESS: 0.002}
CALLS_OF_ONE = {BRUTE: 700, SCAN: 400, CRAWL: 4_000, WALK: 500, FLOOD: 10_000, GUESS: 1_200}
MINUTES_OF_ONE = {BRUTE: 25, SCAN: 6, CRAWL: 30, WALK: 20, FLOOD: 6, GUESS: 1_300}


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


def generate(lines: int, path: Path, form: str = "text", *, seed: int = 7) -> None:
    """Write the log of that many lines; the same arguments give the same bytes."""
    traffic = bones(lines, seed)
    called = names(traffic, seed)
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(path.suffix + ".part")
    with unfinished.open("wb") as out:
        for frame in chunks(traffic, called, seed):
            if form == "text":
                write_text(frame, out)
            else:
                write_json(frame, out, rich=form == "rich")
    unfinished.replace(path)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="A made-up log for the bench")
    parser.add_argument("--lines", type=int, default=1_000_000)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--form", choices=["text", "json", "rich"], default="text")
    parser.add_argument("--seed", type=int, default=7)
    given = parser.parse_args()
    generate(given.lines, given.out, given.form, seed=given.seed)


if __name__ == "__main__":
    main()
