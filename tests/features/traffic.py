"""Random calls for the engine's tests: few clients, few values, many ties, long pauses."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl

from vedette.model.call import CALLS, HOUR, MINUTE, SECOND

START = 1_760_054_400_000_000


def frame(columns: dict[str, Any]) -> pl.DataFrame:
    """`CALLS` from some of its columns; the flags are false where not given."""
    size = len(next(iter(columns.values())))
    flags = {"attempt": [False] * size, "preflight": [False] * size, "late": [False] * size}
    given = {"source": ["s"] * size, "seq": list(range(size)), **flags, **columns}
    return pl.DataFrame(
        {
            name: pl.Series(name, given.get(name, [None] * size)).cast(dtype)
            for name, dtype in CALLS.items()
        }
    )


def times(random: np.random.Generator, size: int, pauses: bool) -> np.ndarray:
    """Rising times with ties, on and around instants, some after long pauses."""
    steps = random.choice(
        [0, 0, 1, 1000, 400_000, SECOND, 3 * SECOND, 10 * SECOND, 70 * SECOND], size
    )
    if pauses:
        long = random.choice([29 * MINUTE, 30 * MINUTE, 31 * MINUTE, 2 * HOUR, 26 * HOUR], size)
        steps = np.where(random.random(size) < 0.01, long, steps)
    made = START + np.cumsum(steps)
    snap = random.random(size) < 0.1
    return np.sort(np.where(snap, made // (10 * SECOND) * 10 * SECOND, made))


def calls(
    seed: int, size: int, clients: int = 5, values: int = 6, *, pauses: bool = True
) -> pl.DataFrame:
    """`size` calls of some clients; every column takes few values, and is null at times."""
    random = np.random.default_rng(seed)

    def some(prefix: str, most: int, null: float = 0.2) -> list[str | None]:
        picked = random.integers(0, most, size)
        gone = random.random(size) < null
        return [None if g else f"{prefix}{p}" for p, g in zip(picked, gone, strict=True)]

    def auth() -> list[str]:
        return list(random.choice(["none", "presented", "verified", "rejected"], size))

    status = random.choice([200, 204, 302, 400, 401, 403, 404, 405, 422, 429, 500, 503], size)
    walk = np.cumsum(random.choice([1, 1, 1, 1, 1, 1, -1, 0, 3, 40], size))
    number = [None if random.random() < 0.2 else int(n) for n in walk]
    return frame(
        {
            "source": list(random.choice(["a", "b"], size)),
            "time": times(random, size, pauses),
            "method": list(random.choice(["GET", "POST", "PUT", "TRACE"], size)),
            "path": some("/p/", 40 * values, 0.0),
            "proxy": some("api", 2, 0.0),
            "operation": some("GET /o", values, 0.0),
            "operation_from": list(random.choice(["spec", "guessed"], size)),
            "label": [None if r < 0.6 else "login" for r in random.random(size)],
            "object": [None if n is None else str(n) for n in number],
            "object_number": number,
            "query_names": some("q", values),
            "query_shape": some("f", values),
            "query_hash": some("h", values),
            "bad_path": list(random.random(size) < 0.2),
            "status": list(status),
            "status_class": list(status // 100),
            "bytes_in": list(random.integers(0, 100, size)),
            "bytes_out": [None if r < 1 else int(r) for r in random.integers(0, 50, size)],
            "duration": list(random.integers(0, 10_000, size)),
            "upstream_time": [None if r < 50 else int(r) for r in random.integers(0, 100, size)],
            "client": some("10.0.0.", 2 * clients),
            "ip": some("10.0.0.", clients, 0.05),
            "subnet": some("10.0.0/", 2, 0.05),
            "asn": [None if r < 1 else int(r) for r in random.integers(0, values, size)],
            "country": some("c", values),
            "tor": list(random.random(size) < 0.1),
            "key": some("k1_k", 3),
            "key_auth": auth(),
            "token": some("k1_t", clients),
            "token_auth": auth(),
            "user": some("k1_u", 3),
            "user_auth": auth(),
            "user_agent": some("ua ", values),
            "ua_family": some("fam ", values),
            "ua_os": some("os ", values),
            "ja4": some("t13d", values),
            "attempt": list(random.random(size) < 0.05),
            "preflight": list(random.random(size) < 0.05),
        }
    ).sort("time", "source", "seq")
