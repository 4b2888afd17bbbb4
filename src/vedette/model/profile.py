"""Profiles: what was measured of the clients that could fire, at each judged instant."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl


@dataclass(frozen=True, slots=True)
class Profiles:
    """One grain, one window: a row is one client at one instant that could fire.

    It met one level's absolute conditions: all but those against peers or its own past.

    Columns of `frame`:
    - `at`: the instant T, µs UTC. The window holds at - window <= time < at.
    - `pattern`, `level`: the pattern's id and the index of the level whose absolute
      conditions hold; one row for each such level.
    - the grain's columns (ip, key, proxy, operation ...), as strings.
    - one column per measure that the grain's patterns use or show, finished and rounded;
      a ratio's bounds as `name_low`, `name_high`.
    - `name.of_proxy`: the share of the proxy's total (of the gateway's, if the grain names
      no proxy), for measures that are used so.
    - `name.peers`: the peers' reference value max(p99, median + 10 MAD), for measures that
      are compared with peers; null under 30 peers. `peers`: how many there were.
    - `active`: clients of this grain and proxy with calls in the window; `failing`: those
      of them with at least 3 calls of which at least half were answered 4xx or 5xx.
    - `keys_seen`, `tokens_seen`, `users_seen`, `networks_seen`: distinct *verified* keys,
      tokens, users, and distinct subnets, over the grain's longest window (capped).
    - `first`: time of the client's first call within the window as far as kept, or null.
    """

    grain: str
    window: int
    frame: pl.DataFrame
