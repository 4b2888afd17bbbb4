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
    """Request header that holds the key; null: none."""
    query: str | None = None
    """Query parameter that holds the key; null: none."""


class TokenSource(_Strict):
    """Where a proxy's callers put their access token."""

    header: str | None = "authorization"
    """Request header that holds the token; null: none."""
    cookie: str | None = None
    """Cookie that holds the token; null: none."""
    query: str | None = None
    """Query parameter that holds the token; null: none."""


class Login(_Strict):
    """Which field of a login's body names the user."""

    user: str
    """Field of the body that names the user, such as `json.username`."""


class Proxy(_Strict):
    """One API behind the gateway. Only its name is required."""

    name: str
    """What the API is called, here and in findings and rules."""
    hosts: tuple[str, ...] = ()
    """Hosts under which it is called; empty: any."""
    base: str = ""
    """Path under which it is called, such as `/v1`."""
    upstream: str | None = None
    """Address of the backend behind it."""
    spec: str | None = None
    """OpenAPI document that names its operations."""
    labels: dict[str, str] = Field(default_factory=dict)
    """What operations are for, such as `"POST /v1/login": login`."""
    keys: KeySource = KeySource()
    """Where callers put their API key."""
    tokens: TokenSource = TokenSource()
    """Where callers put their access token."""
    ids: Literal["clear", "keyed"] = "clear"
    """Whether ids in paths are kept as they are or only as keyed hashes."""
    fail: Literal["open", "closed"] | None = None
    """What the gateway does if Vedette fails: `open` lets calls pass; unset: as `gateway.fail`."""
    login: Login | None = None
    """How the user of a login is found in its body."""


class Fingerprints(_Strict):
    """The installation's HMAC key."""

    key_file: str | None = None
    """File with the HMAC key, made at first start; unset: `hmac.key` in `data`."""


class Gateway(_Strict):
    """The gateway Vedette stands at."""

    kind: Literal["envoy", "none"] = "none"
    """The gateway Vedette configures; `none`: it only reads logs."""
    listen: str = "127.0.0.1:8080"
    """Host and port where the gateway listens."""
    trusted_hops: tuple[str, ...] = ()
    """Networks of own proxies, whose X-Forwarded-For is believed."""
    fail: Literal["open", "closed"] = "open"
    """What the gateway does if Vedette fails: `open` lets calls pass, `closed` refuses them."""
    follow: str | None = None
    """Log file of another gateway to follow."""


class Protected(_Strict):
    """Clients that no automatic rule touches."""

    ips: tuple[str, ...] = ()
    """Addresses and networks."""
    keys: tuple[str, ...] = ()
    """Fingerprints of API keys."""
    tokens: tuple[str, ...] = ()
    """Fingerprints of access tokens."""
    users: tuple[str, ...] = ()
    """Fingerprints of users."""
    apps: tuple[str, ...] = ()
    """Names of apps."""


class Exclusion(_Strict):
    """Clients whose calls make no finding for a while, with the reason."""

    name: str
    """What the exclusion is called."""
    who: dict[str, tuple[str, ...]]
    """Identity kinds and their values, all of which must hold; a list means any of it."""
    reason: str
    """Why these clients make no finding."""
    start: Annotated[datetime | None, Field(alias="from")] = None
    """When it begins; unset: always was."""
    until: datetime | None = None
    """When it ends; unset: never."""


class PolicyWhen(_Strict):
    """Which incidents a policy acts on."""

    pattern: str | None = None
    """Only incidents of this pattern; unset: of any."""
    severity_at_least: Literal["low", "medium", "high", "critical"] = "medium"
    """Only incidents at least this severe."""
    confidence_at_least: float = 0.8
    """Only incidents at least this sure, 0 to 1."""
    proxy: str | None = None
    """Only incidents at this API; unset: at any."""


class PolicyStep(_Strict):
    """One rung of a policy."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)
    action: Literal["block", "throttle", "flag"]
    """What is done."""
    rate: str | None = None
    """A throttle's rate, such as `5/min`."""
    duration: Annotated[str, Field(alias="for")] = "1h"
    """How long, such as `30m`."""
    after: str | None = None
    """How long the incident must have lasted before this rung; unset: at once."""


class Policy(_Strict):
    """What Vedette does by itself."""

    name: str
    """What the policy is called."""
    when: PolicyWhen
    """The incidents it acts on."""
    do: tuple[PolicyStep, ...]
    """Its rungs, mildest first."""
    state: Literal["observe", "enforce", "paused"] = "observe"
    """`observe` only logs what would have been done."""
    max_rules_per_hour: int = 20
    """Rules it may make in an hour."""
    max_good_share: float = 0.001
    """Share of the good clients its rules may touch, 0 to 1."""


class Lists(_Strict):
    """Files the user supplies. Each may be relative to the settings file.

    `asn` and `country` are an mmdb or a CSV (start,end,value...); the others hold one
    address or network per line.
    """

    asn: str | None = None
    """Autonomous systems by network."""
    country: str | None = None
    """Countries by network."""
    tor: str | None = None
    """Tor exits."""
    hosting: str | None = None
    """Networks of hosting providers."""
    crawlers: str | None = None
    """Networks of crawlers that are what they claim to be."""
    bad_paths: str | None = None
    """Paths that only scanners ask for, one per line."""


class Layout(_Strict):
    """A log layout of the user's own, in the gateway's own syntax."""

    name: str
    """What the format is called, for `--format`."""
    nginx: str | None = None
    """An nginx `log_format`."""
    apache: str | None = None
    """An Apache `LogFormat`."""
    envoy: str | None = None
    """An Envoy format string."""
    json_map: Annotated[dict[str, str] | None, Field(alias="json")] = None
    """Columns of a call and where JSON holds them."""
    timezone: str | None = None
    """Zone of times without an offset, such as `Europe/Paris`."""


class Console(_Strict):
    """Where the console listens."""

    listen: str = "127.0.0.1:8600"
    """Host and port where the console listens."""


class Settings(_Strict):
    """All of `vedette.yaml`; every key is optional."""

    organisation: str = "default"
    """The organisation the traffic belongs to."""
    environment: str = "prod"
    """The environment the traffic belongs to."""
    data: str = "./vedette-data"
    """Folder for all that Vedette keeps."""
    fingerprints: Fingerprints = Fingerprints()
    """How secrets become fingerprints."""
    gateway: Gateway = Gateway()
    """The gateway."""
    proxies: tuple[Proxy, ...] = ()
    """The APIs behind the gateway; none: the hosts that are met."""
    thresholds: dict[str, dict[str, dict[str, float]]] = Field(default_factory=dict)
    """Other thresholds: per pattern, per API, the measure and its value."""
    protected: Protected = Protected()
    """Clients that no automatic rule touches."""
    exclusions: tuple[Exclusion, ...] = ()
    """Clients whose calls make no finding for a while."""
    policies: tuple[Policy, ...] = ()
    """What Vedette does by itself."""
    registry: str | None = None
    """File that maps keys to app, developer, product and class."""
    lists: Lists = Lists()
    """Files you supply."""
    formats: tuple[Layout, ...] = ()
    """Log layouts of your own."""
    ledger: str = "sqlite"
    """Where decisions are kept: `sqlite` or a `postgresql://` address."""
    console: Console = Console()
    """The console."""
