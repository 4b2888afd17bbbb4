"""What the calls of each group add up to.

Comes in: groups with their rows, and for each the pattern that leads it. Goes out: one
`Facts` per group, counted for all groups at once. It never judges.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import polars as pl

from vedette.explain.gather import Gathered
from vedette.explain.group import Group
from vedette.model.finding import SEVERITIES, Finding

_DISTINCT: Final = {
    "ips": "ip", "subnets": "subnet", "keys": "key", "tokens": "token", "users": "user",
    "user_agents": "user_agent", "fingerprints": "ja4", "objects": "object", "paths": "path_hash",
    "identities": "client",
}  # fmt: skip


OPERATIONS: Final = 50
PROXIES: Final = 1_000
"""Values counted of one group at most; a forged host can name any number of proxies."""

_NEEDED: Final = (
    "time", "proxy", "operation", "method", "status_class", "label", "label_guessed", "bytes_out",
    *_DISTINCT.values(),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Facts:
    """Sums over the calls of a group. Times are µs UTC, `bytes_out` bytes.

    `kind` counts the calls that the leading pattern is about, `kind_ok` those of them
    answered 2xx or 3xx; `logins` and `logins_ok` are login tries. `operations` are those of
    the calls of the kind, `proxies` those of all calls, busiest first, with their calls.
    """

    calls: int = 0
    first: int = 0
    last: int = 0
    ok: int = 0
    client_errors: int = 0
    server_errors: int = 0
    kind: int = 0
    kind_ok: int = 0
    logins: int = 0
    logins_ok: int = 0
    bytes_out: int = 0
    label_guessed: bool = False
    ips: int = 0
    subnets: int = 0
    keys: int = 0
    tokens: int = 0
    users: int = 0
    user_agents: int = 0
    fingerprints: int = 0
    objects: int = 0
    paths: int = 0
    identities: int = 0
    user_agent: str | None = None
    operations: tuple[tuple[str, int], ...] = ()
    proxies: tuple[tuple[str, int], ...] = ()


def lead(group: Group) -> Finding:
    """The finding that says most: gravest, then surest, then biggest, then earliest."""
    return max(
        (each.finding for each in group.accused),
        key=lambda f: (f.alone, SEVERITIES.index(f.severity), f.confidence, f.calls, -f.first),
    )


def facts(groups: Sequence[Group], calls: Gathered) -> list[Facts]:
    """The facts of each group, in the same order."""
    if not groups:
        return []
    frame = _long(groups, calls)
    found: list[dict[str, Any]] = [{} for _ in groups]
    for row in _sums(frame).iter_rows(named=True):
        found[row.pop("group")] = row
    telling = frame.filter(pl.col("kind") | ~pl.col("kind").any().over("group"))
    for number, pairs in _busiest(telling, "operation", OPERATIONS).items():
        found[number]["operations"] = pairs
    for number, pairs in _busiest(frame, "proxy", PROXIES).items():
        found[number]["proxies"] = pairs
    for number, pairs in _busiest(telling, "user_agent", 1).items():
        found[number]["user_agent"] = pairs[0][0]
    return [Facts(**each) for each in found]


def _long(groups: Sequence[Group], calls: Gathered) -> pl.DataFrame:
    """A row per group and call; `kind` says whether its leading pattern is about it."""
    rows = np.concatenate([one.rows for one in groups])
    number = np.repeat(np.arange(len(groups)), [len(one.rows) for one in groups])
    kind = [
        np.isin(one.rows, calls.of_kind(one.rows, lead(one)), assume_unique=True) for one in groups
    ]
    return calls.take(rows, *_NEEDED).with_columns(
        pl.Series("group", number), pl.Series("kind", np.concatenate(kind))
    )


def _sums(frame: pl.DataFrame) -> pl.DataFrame:
    ok = pl.col("status_class").is_in([2, 3]).fill_null(value=False)
    login = (pl.col("label") == "login") & pl.col("method").is_in(["POST", "PUT"])
    return (
        frame.lazy()
        .group_by("group")
        .agg(
            pl.len().alias("calls"),
            pl.col("time").min().alias("first"),
            pl.col("time").max().alias("last"),
            ok.sum().alias("ok"),
            (pl.col("status_class") == 4).sum().alias("client_errors"),
            (pl.col("status_class") == 5).sum().alias("server_errors"),
            pl.col("kind").sum(),
            (pl.col("kind") & ok).sum().alias("kind_ok"),
            login.sum().alias("logins"),
            (login & ok).sum().alias("logins_ok"),
            pl.col("bytes_out").sum(),
            pl.col("label_guessed").any(ignore_nulls=True),
            *(pl.col(c).drop_nulls().n_unique().alias(n) for n, c in _DISTINCT.items()),
        )
        .collect()
    )


def _busiest(frame: pl.DataFrame, column: str, most: int) -> dict[int, tuple[tuple[str, int], ...]]:
    """The values of a column by group, busiest first."""
    top = (
        frame.lazy()
        .select("group", pl.col(column).cast(pl.String))
        .drop_nulls()
        .group_by("group", column)
        .len()
        .sort(["group", "len", column], descending=[False, True, False])
        .group_by("group", maintain_order=True)
        .agg(pl.col(column).head(most), pl.col("len").head(most))
        .collect()
    )
    return {
        number: tuple(zip(values, counts, strict=True)) for number, values, counts in top.rows()
    }
