"""The settings of `vedette.yaml`, as typed values. Reading and checking the file is not here."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class KeySource(_Strict):
    """Where a proxy's callers put their API key."""

    header: str | None = "x-api-key"
    query: str | None = None


class TokenSource(_Strict):
    """Where a proxy's callers put their access token."""

    header: str | None = "authorization"
    cookie: str | None = None
    query: str | None = None


class Login(_Strict):
    """Which field of a login's body names the user."""

    user: str


class Proxy(_Strict):
    """One API behind the gateway. Only its name is required."""

    name: str
    hosts: tuple[str, ...] = ()
    base: str = ""
    upstream: str | None = None
    spec: str | None = None
    labels: dict[str, str] = Field(default_factory=dict)
    keys: KeySource = KeySource()
    tokens: TokenSource = TokenSource()
    ids: Literal["clear", "keyed"] = "clear"
    fail: Literal["open", "closed"] | None = None
    login: Login | None = None


class Fingerprints(_Strict):
    """The installation's HMAC key."""

    key_file: str | None = None


class Gateway(_Strict):
    """The gateway Vedette stands at."""

    kind: Literal["envoy", "none"] = "none"
    listen: str = "127.0.0.1:8080"
    trusted_hops: tuple[str, ...] = ()
    fail: Literal["open", "closed"] = "open"
    follow: str | None = None


class Protected(_Strict):
    """Clients that no automatic rule touches."""

    ips: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    tokens: tuple[str, ...] = ()
    users: tuple[str, ...] = ()
    apps: tuple[str, ...] = ()


class Exclusion(_Strict):
    """Clients whose calls make no finding for a while, with the reason."""

    name: str
    who: dict[str, tuple[str, ...]]
    reason: str
    start: Annotated[datetime | None, Field(alias="from")] = None
    until: datetime | None = None


class PolicyWhen(_Strict):
    """Which incidents a policy acts on."""

    pattern: str | None = None
    severity_at_least: Literal["low", "medium", "high", "critical"] = "medium"
    confidence_at_least: float = 0.8
    proxy: str | None = None


class PolicyStep(_Strict):
    """One rung of a policy."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)
    action: Literal["block", "throttle", "flag"]
    rate: str | None = None
    duration: Annotated[str, Field(alias="for")] = "1h"
    after: str | None = None


class Policy(_Strict):
    """What Vedette does by itself."""

    name: str
    when: PolicyWhen
    do: tuple[PolicyStep, ...]
    state: Literal["observe", "enforce", "paused"] = "observe"
    max_rules_per_hour: int = 20
    max_good_share: float = 0.001


class Lists(_Strict):
    """Files the user supplies. Each may be relative to the settings file.

    `asn` and `country` are an mmdb or a CSV (start,end,value...); the others hold one
    address or network per line.
    """

    asn: str | None = None
    country: str | None = None
    tor: str | None = None
    hosting: str | None = None
    crawlers: str | None = None
    bad_paths: str | None = None


class Layout(_Strict):
    """A log layout of the user's own, in the gateway's own syntax."""

    name: str
    nginx: str | None = None
    apache: str | None = None
    envoy: str | None = None
    json_map: Annotated[dict[str, str] | None, Field(alias="json")] = None
    timezone: str | None = None


class Console(_Strict):
    """Where the console listens."""

    listen: str = "127.0.0.1:8600"


class Settings(_Strict):
    """All of `vedette.yaml`; every key is optional."""

    organisation: str = "default"
    environment: str = "prod"
    data: str = "./vedette-data"
    fingerprints: Fingerprints = Fingerprints()
    gateway: Gateway = Gateway()
    proxies: tuple[Proxy, ...] = ()
    thresholds: dict[str, dict[str, dict[str, float]]] = Field(default_factory=dict)
    protected: Protected = Protected()
    exclusions: tuple[Exclusion, ...] = ()
    policies: tuple[Policy, ...] = ()
    registry: str | None = None
    lists: Lists = Lists()
    formats: tuple[Layout, ...] = ()
    ledger: str = "sqlite"
    console: Console = Console()
