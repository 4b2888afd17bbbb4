"""What the made-up calls ask for, and how a gateway writes them down.

Comes in: who calls when, of which kind. Goes out: requests and their answers, as lines in
nginx's combined format or as an Envoy's JSON.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import BinaryIO

import numpy as np
import polars as pl

GOOD, BRUTE, SCAN, CRAWL, WALK, FLOOD, GUESS = range(7)
MIDNIGHT = datetime(2026, 11, 23, tzinfo=UTC)
LAST = datetime(2026, 11, 23, 23, 59, 59, tzinfo=UTC)
HOSTS = ["accounts.shop.example", "catalogue.shop.example", "orders.shop.example"]
PROBES = [
    "/.env", "/.git/config", "/wp-login.php", "/phpmyadmin/", "/admin.php", "/backup.zip",
    "/actuator/env", "/server-status", "/cgi-bin/test.cgi", "/xmlrpc.php", "/config.bak",
]  # fmt: skip


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
    posts = pl.col("what").is_in(["login", "cart"])
    return frame.with_columns(
        method=pl.when(posts).then(pl.lit("POST")).otherwise(pl.lit("GET")),
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
    search = pl.format("/v1/search?q=w{}&page={}", pl.col("word"), number % 4)
    return (
        pl.when(what == "item").then(pl.format("/v1/items/{}", number))
        .when(what == "search").then(search)
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


def write_json(frame: pl.DataFrame, out: BinaryIO, *, rich: bool) -> None:
    """The same calls as an Envoy's JSON lines; there is no junk, an Envoy logs only HTTP.

    Plain lines say what the text says and no more. Rich ones also name host, API key and
    token (none at a login, and none in one other call of eight), so every grain has work.
    """
    started = _stamps("%Y-%m-%dT%H:%M:%S").gather(frame["ms"] // 1_000)
    millis = pl.col("ms").cast(pl.String).str.slice(-3).str.zfill(3)
    bare = (pl.col("what") == "login") | (pl.col("id") % 8 == 0)
    identities = {
        "authority": pl.col("host"),
        "x_api_key": pl.col("key"),
        "authorization": pl.when(bare).then(None).otherwise("token"),
    }
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
        user_agent="agent",
        request_id=pl.format("{}-{}", pl.col("ms"), pl.int_range(pl.len())),
        upstream_host=pl.lit("10.1.0.10:8080"),
        downstream_remote_address=pl.format("{}:443", "ip"),
        **(identities if rich else {}),
    ).write_ndjson(out)


def _stamps(form: str) -> pl.Series:
    """The text of each second of the day."""
    return pl.datetime_range(MIDNIGHT, LAST, "1s", eager=True).dt.strftime(form)
