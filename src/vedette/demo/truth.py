"""What was planted: who attacks, how and when, and who must be left alone.

Comes in: values. Goes out: values. Touches nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl


@dataclass(frozen=True, slots=True)
class Planted:
    """An attack: what it is, the identities that only the attacker carries, and when.

    `ips`, `keys` and `tokens` are raw values as on the wire. `patterns` are the ids of
    the patterns of which at least one has to see it. Times are µs UTC.
    """

    name: str
    patterns: tuple[str, ...]
    calls: pl.DataFrame
    ips: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    tokens: tuple[str, ...] = ()
    ordinary: int = 0
    """So many of its calls, the first ones, are what anyone would do."""

    @property
    def start(self) -> int:
        """When the first call of the attack itself began."""
        return int(self.calls["time"].sort()[self.ordinary])


@dataclass(frozen=True, slots=True)
class Trap:
    """Good traffic that looks bad: a name, what makes it tempting, and who it is.

    A report may say what they are, with one of the verdicts in `may_be`; anything else
    said of them is an accusation.
    """

    name: str
    tempts: str
    calls: pl.DataFrame
    ips: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    tokens: tuple[str, ...] = ()
    may_be: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the shop: its calls in order of time, and the truth about them."""

    calls: pl.DataFrame
    planted: tuple[Planted, ...]
    traps: tuple[Trap, ...]
    tor: tuple[str, ...]
    crawlers: tuple[str, ...]
    declared: Trap
