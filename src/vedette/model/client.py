"""A client: who a finding is about, at one grain."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Grain:
    """A way to tell clients apart: the columns of `Calls` that must all be present.

    `who` are the columns that identify the actor; `where` narrows it to a proxy or an
    operation. `verified` grains count only calls whose identity was verified, so nobody
    can frame a victim by showing its key.
    """

    name: str
    who: tuple[str, ...]
    where: str | None = None
    verified: str | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns whose values make one client of this grain."""
        return (*self.who, self.where) if self.where else self.who


_ALL: Final = (
    Grain("ip", ("ip",)),
    Grain("subnet", ("subnet",)),
    Grain("key", ("key",), verified="key_auth"),
    Grain("token", ("token",), verified="token_auth"),
    Grain("user", ("user",), verified="user_auth"),
    Grain("ip+key", ("ip", "key")),
    Grain("ip+proxy", ("ip",), where="proxy"),
    Grain("key+proxy", ("key",), where="proxy", verified="key_auth"),
    Grain("token+operation", ("token",), where="operation", verified="token_auth"),
)

GRAINS: Final[dict[str, Grain]] = {grain.name: grain for grain in _ALL}
"""Every grain by its name, coarse ones first."""


@dataclass(frozen=True, slots=True, order=True)
class Client:
    """The accused: identity kinds and their values, all of which hold.

    Kinds are columns of `Calls`: ip, subnet, key, token, user, ja4, user_agent.
    """

    who: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, **who: str) -> Client:
        """A client from keyword arguments: `Client.of(ip="203.0.113.7")`."""
        return cls(tuple(sorted(who.items())))

    def as_dict(self) -> dict[str, str]:
        """The identities as a mapping, as in the JSON output."""
        return dict(self.who)

    def __str__(self) -> str:
        return " + ".join(f"{kind} {value}" for kind, value in self.who)
