"""What all calls together say of a credential.

Comes in: the calls of the first pass. Goes out: which shown keys, tokens and users are
real (accepted somewhere in the input), and which keys are an app's. Holds hashes only, and
a bounded number of them.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from vedette.model.call import AUTH
from vedette.watch.enrich.spread import Spread

MANY: Final = 20
"""Users, tokens or networks that make a key an app's rather than one caller's."""

_KINDS: Final = ("key", "token", "user")
_REMEMBERED: Final = 2_000_000


class Reputation:
    """Credentials seen to be accepted, and how widely each key is carried."""

    def __init__(self) -> None:
        self._real = {kind: pl.Series(kind, [], dtype=pl.UInt64) for kind in _KINDS}
        self._carried = Spread(MANY)
        self._apps: pl.Series | None = None

    def see(self, calls: pl.DataFrame) -> None:
        """Take one batch of the first pass."""
        for kind in _KINDS:
            if calls[kind].null_count() == calls.height:
                continue
            fresh = (
                calls.filter(pl.col(f"{kind}_auth") == "verified")
                .select(pl.col(kind).hash(7))
                .to_series()
                .unique()
            )
            known = self._real[kind]
            if fresh.len() and known.len() < _REMEMBERED:
                self._real[kind] = pl.concat([known, fresh]).unique()
        if calls["key"].null_count() < calls.height:
            self._carry(calls.filter(pl.col("key_auth") == "verified"))

    def _carry(self, calls: pl.DataFrame) -> None:
        self._apps = None
        for place, member in enumerate(("user", "token", "subnet")):
            if calls[member].null_count() < calls.height:
                self._carried.add(
                    calls.filter(pl.col(member).is_not_null()).select(
                        _group(place), pl.col(member).hash(8).alias("member")
                    )
                )

    def upgrades(self, calls: pl.DataFrame) -> list[pl.Series]:
        """The auth columns with shown credentials that are real set to verified.

        A 404 or 500 says nothing about a key; that the key was accepted elsewhere does.
        """
        return [
            self._upgraded(calls, kind)
            for kind in _KINDS
            if calls[kind].null_count() < calls.height and self._real[kind].len()
        ]

    def _upgraded(self, calls: pl.DataFrame, kind: str) -> pl.Series:
        name = f"{kind}_auth"
        shown = calls.select((pl.col(name) == "presented").fill_null(value=False)).to_series()
        if not shown.any():
            return calls[name]
        at = shown.arg_true()
        hashes = calls[kind].gather(at).hash(7)
        real = hashes.is_in(self._real[kind].implode())
        old = calls[name].cast(pl.String).clone()
        changed = at.filter(real.fill_null(value=False))
        return (
            old.scatter(changed, "verified").cast(AUTH).alias(name)
            if changed.len()
            else calls[name]
        )

    def apps(self, keys: pl.Series) -> pl.Series:
        """For each key: does it serve so many callers that it must be an app's?"""
        if self._apps is None:
            self._apps = self._carried.settled()
        frame = keys.alias("key").to_frame()
        many = [
            frame.select(_group(place)).to_series().is_in(self._apps.implode())
            for place in range(3)
        ]
        return (many[0] | many[1] | many[2]) & keys.is_not_null()


def _group(place: int) -> pl.Expr:
    return pl.col("key").hash(100 + place).alias("group")
