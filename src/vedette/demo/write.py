"""The day as its gateways would have logged it, and the settings that fit.

Comes in: a day and a folder. Goes out: files in that folder. Two Envoys write JSON (one of
them rotated and compressed), a picture server writes nginx's combined format; all three
stand behind a load balancer or see the client themselves, as in life.
"""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Final

import polars as pl
import zstandard

from vedette.demo.sheet import ACCOUNTS, CATALOGUE, MEDIA, MIDNIGHT, ORDERS, SECOND, join
from vedette.demo.truth import Day
from vedette.watch.enrich.fingerprint import Fingerprints

HMAC_KEY: Final = "the demo's own key; a real one is made at first start"
_TIME: Final = "%Y-%m-%dT%H:%M:%S%.3fZ"
_STATUS_FLAGS: Final = {503: "UF,URX"}
_SETTINGS: Final = """\
# What the shop's operator told Vedette.
environment: demo
fingerprints: {key_file: hmac.key}
gateway: {kind: none, trusted_hops: ["10.0.0.0/8"]}
proxies:
  - {name: accounts, hosts: [accounts.shop.example], labels: {"POST /v1/login": login}}
  - {name: catalogue, hosts: [catalogue.shop.example]}
  - {name: orders, hosts: [orders.shop.example]}
lists: {tor: lists/tor-exits.txt, crawlers: lists/crawlers.txt}
exclusions:
"""


def write(day: Day, folder: Path) -> list[Path]:
    """Write the day's logs, lists and settings below `folder`; the logs' paths come back."""
    logs = folder / "logs"
    for below in (logs / "gateway-1", logs / "gateway-2", logs / "media", folder / "lists"):
        below.mkdir(parents=True, exist_ok=True)
    paths = [
        logs / "gateway-1" / "access.json.log",
        logs / "gateway-2" / "access.json.log.1.zst",
        logs / "gateway-2" / "access.json.log",
        logs / "media" / "access.log.gz",
    ]
    by_host = pl.col("host")
    first = day.calls.filter(by_host.is_in([ACCOUNTS, ORDERS]))
    second = day.calls.filter(by_host == CATALOGUE)
    noon = pl.col("time") < MIDNIGHT + 12 * 3_600 * SECOND
    paths[0].write_bytes(_envoy(first))
    paths[1].write_bytes(zstandard.compress(_envoy(second.filter(noon)), 1))
    paths[2].write_bytes(_envoy(second.filter(~noon)))
    paths[3].write_bytes(gzip.compress(_nginx(day.calls.filter(by_host == MEDIA)), 1, mtime=0))
    _settings(day, folder)
    return paths


def _settings(day: Day, folder: Path) -> None:
    (folder / "lists" / "tor-exits.txt").write_text("\n".join(day.tor) + "\n")
    (folder / "lists" / "crawlers.txt").write_text(
        "".join(f"Googlebot {network}\n" for network in day.crawlers)
    )
    (folder / "hmac.key").write_text(HMAC_KEY + "\n")
    (folder / "hmac.key").chmod(0o600)
    known = Fingerprints(HMAC_KEY.encode())
    who = [*(f"ip: [{ip}]" for ip in day.declared.ips)]
    who += [f"key: [{known.of(key)}]" for key in day.declared.keys]
    declared = "".join(
        f"  - {{name: {day.declared.name} {number}, who: {{{one}}}, reason: by contract}}\n"
        for number, one in enumerate(who, 1)
    )
    (folder / "vedette.yaml").write_text(_SETTINGS + declared)


def _envoy(calls: pl.DataFrame) -> bytes:
    """The calls as an Envoy with a `json_format` of the usual names writes them, at the end."""
    status, spent = pl.col("status"), pl.col("duration") // 1_000
    row = pl.int_range(pl.len())
    started = pl.from_epoch("time", time_unit="us").dt.strftime(_TIME)
    written = calls.sort(pl.col("time") + pl.col("duration"), maintain_order=True).select(
        start_time=started,
        method="method",
        path="path",
        protocol=pl.lit("HTTP/1.1"),
        response_code=status,
        response_flags=status.replace_strict(_STATUS_FLAGS, default="-"),
        bytes_received=(pl.col("method") == "POST") * (180 + pl.col("time") % 90),
        bytes_sent="bytes_out",
        duration=spent,
        upstream_service_time=(spent - 1).clip(0).cast(pl.String),
        x_forwarded_for="client",
        user_agent="user_agent",
        request_id=pl.format("{}-{}", pl.col("time").cast(pl.String), row),
        authority="host",
        upstream_host=pl.format("10.1.0.{}:8080", 10 + row % 4),
        downstream_direct_remote_address=pl.format("10.0.0.{}:{}", 5 + row % 2, 20_000 + row % 999),
        x_api_key="key",
        authorization="token",
    )  # fmt: skip
    return written.write_ndjson().encode()


def _nginx(calls: pl.DataFrame) -> bytes:
    """The calls in nginx's combined format, in the order in which they ended."""
    ended = pl.col("time") + pl.col("duration")
    sheet = calls.sort(ended, maintain_order=True)
    stamp = sheet.select(pl.from_epoch(ended, time_unit="us")).to_series()
    lines = join(
        sheet["client"], " - - [", stamp.dt.strftime("%d/%b/%Y:%H:%M:%S"), ' +0000] "',
        sheet["method"], " ", sheet["path"], ' HTTP/1.1" ', sheet["status"], " ",
        sheet["bytes_out"], ' "-" "', sheet["user_agent"], '"\n',
    )  # fmt: skip
    return "".join(lines.to_list()).encode()
