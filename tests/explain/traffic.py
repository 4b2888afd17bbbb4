"""Small hand-made histories: a few lines of traffic become a History of full `Calls`."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import duckdb
import polars as pl

from vedette.model.call import CALLS, SECOND

NOON = 1_764_072_000 * SECOND  # 2025-11-25T12:00:00Z

Call = dict[str, Any]


@dataclass(frozen=True)
class Frame:
    """A History over one frame in memory."""

    calls: pl.DataFrame

    @property
    def first(self) -> int | None:
        return self.calls["time"].min()

    @property
    def last(self) -> int | None:
        return self.calls["time"].max()

    def scan(self) -> pl.LazyFrame:
        return self.calls.lazy()

    def sql(self, query: str) -> pl.DataFrame:
        with duckdb.connect() as connection:
            connection.register("calls", self.calls)
            return connection.sql(query).pl()


def subnet(ip: str) -> str:
    network = ipaddress.ip_network(ip)
    return str(network.supernet(new_prefix=24 if network.version == 4 else 48))


def call(
    at: float, ip: str, operation: str = "GET /orders", status: int = 200, **more: Any
) -> Call:
    """One call `at` seconds after noon; identities shown are verified unless told otherwise."""
    method, path = operation.split(" ", 1)
    found: Call = {
        "time": NOON + round(at * SECOND),
        "source": "shop.log",
        "proxy": "shop",
        "operation": operation,
        "method": method,
        "path": path,
        "status": status,
        "status_class": status // 100,
        "ip": ip,
        "client": ip if "/" not in ip else ip.split("/", maxsplit=1)[0] + "1",
        "subnet": subnet(ip),
        "user_agent": "ShopApp/5.1",
        "label": "login" if "login" in operation else None,
        "label_guessed": True if "login" in operation else None,
        "operation_from": "learned",
        "bytes_out": 500,
        "attempt": False,
        "preflight": False,
        "late": False,
        **more,
    }
    for kind in ("key", "token", "user"):
        found.setdefault(f"{kind}_auth", "verified" if found.get(kind) else "none")
    return found


def many(count: int, start: float, gap: float, ip: str, operation: str, **more: Any) -> list[Call]:
    """`count` calls, one every `gap` seconds; an operation may hold {} for the number."""
    return [
        call(start + i * gap, ip, operation.replace("{}", str(i)), **more) for i in range(count)
    ]


def history(*calls: Call | Iterable[Call]) -> Frame:
    """The History of these calls, in order of time."""
    flat: list[Call] = []
    for each in calls:
        flat.extend([each] if isinstance(each, dict) else each)
    flat.sort(key=lambda c: c["time"])
    for number, each in enumerate(flat):
        each.setdefault("seq", number)
    return Frame(pl.DataFrame(flat, schema=dict(CALLS), orient="row", strict=False))


def shoppers(count: int = 40, calls: int = 25, start: float = 0, span: float = 1500) -> list[Call]:
    """Good clients with their own address and token, no two alike in step."""
    found: list[Call] = []
    for i in range(count):
        ip = f"198.51.{i // 200}.{i % 200 + 1}"
        for j in range(calls):
            operation = "POST /v1/login" if j == 0 else f"GET /orders/{i}{j}"
            at = start + j * span / calls + i * 0.37
            route = "GET /orders/{id}" if j else "POST /v1/login"
            made = call(at, ip, operation, token=f"k1_good{i:04d}" if j else None)
            found.append(made | {"operation": route})
    return found
