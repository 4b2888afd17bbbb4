"""What a candidate would cover, and whom it would hit.

Comes in: conditions and a scope, grouped traffic, the bad rows, who is good. Goes out: a
`Weighed` with exact numbers: every call that the candidate matches is bad (the incident's),
else good (a good client's), else unknown. It never counts a call in two of the three.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vedette.decide.precedence import narrowness
from vedette.decide.traffic import Mask, Rows, Traffic
from vedette.model.incident import Hit
from vedette.model.rule import Scope

When = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Weighed:
    """A candidate and its numbers. `others` are unknown clients that made no bad call."""

    when: When
    scope: Scope
    covers: float
    good: Hit
    unknown: Hit
    others: int
    shared: bool


@dataclass(frozen=True)
class Scales:
    """Stored traffic with an incident's bad rows and the good clients (by code) marked."""

    traffic: Traffic
    bad: Mask
    good: Mask
    total: int

    def weigh(self, when: When, scope: Scope, *, shared: bool) -> Weighed:
        """The numbers of one candidate in one scope."""
        rows = self._inside(self.traffic.showing(when), scope)
        calls, client = self.traffic.codes["calls"], self.traffic.codes["client"]
        bad = rows[self.bad[rows]]
        rest = rows[~self.bad[rows]]
        trusted = self.good[client[rest]]
        good, unknown = rest[trusted], rest[~trusted]
        covered = int(calls[bad].sum())
        strangers = np.setdiff1d(client[unknown], client[self.bad])
        return Weighed(
            dict(when),
            scope,
            covered / self.total if self.total else 0.0,
            _hit(good, calls, client),
            _hit(unknown, calls, client),
            int(strangers.size),
            shared,
        )

    def _inside(self, rows: Rows, scope: Scope) -> Rows:
        for column in ("proxy", "operation"):
            name = getattr(scope, column)
            if name is not None:
                rows = self.traffic.at(rows, column, [name])
        return rows

    def protected(self, when: When) -> bool:
        """Whether the conditions would touch a protected client anywhere."""
        return bool(self.traffic.codes["protected"][self.traffic.showing(when)].any())


def _hit(rows: Rows, calls: NDArray[Any], client: NDArray[Any]) -> Hit:
    return Hit(int(np.unique(client[rows]).size), int(calls[rows].sum()))


def rank(one: Weighed, *, wide: bool) -> tuple[int, int, int, int]:
    """Least good hit first, then the narrower; `wide` prefers the gateway at equal cost."""
    place = narrowness(one.scope)
    return one.good.clients, one.good.calls, -place if wide else place, -len(one.when)
