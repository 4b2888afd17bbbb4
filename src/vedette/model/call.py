"""A call: one API request as the gateway saw it, a row of `Calls`.

`Calls` is a Polars frame with exactly the columns of `CALLS`, in order. Columns that
a source cannot fill are null. The engine, the history and every export read this one
schema; a column is added here or nowhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import polars as pl

MICROSECOND: Final = 1
SECOND: Final = 1_000_000
MINUTE: Final = 60 * SECOND
HOUR: Final = 60 * MINUTE
DAY: Final = 24 * HOUR

AUTH: Final = pl.Enum(["none", "presented", "verified", "rejected"])
"""How an identity was received: absent, shown but unproven, accepted, or refused."""

OPERATION_FROM: Final = pl.Enum(["spec", "learned", "guessed"])
"""Where an operation's template comes from; a guessed one is the path's own shape."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of `Calls`: its name, type, OpenTelemetry name and meaning."""

    name: str
    dtype: pl.DataType | type[pl.DataType]
    otel: str
    means: str


def _own(name: str) -> str:
    return f"vedette.{name}"


_S, _I, _B = pl.String, pl.Int64, pl.Boolean

COLUMNS: Final[tuple[Column, ...]] = (
    # What the call is called. `source` + `seq` name it for ever.
    Column("organisation", _S, _own("organisation"), "the organisation the traffic belongs to"),
    Column("environment", _S, "deployment.environment.name", "the environment (prod, test)"),
    Column("source", _S, _own("source"), "where it was read: a file's or gateway's identity"),
    Column("seq", _I, _own("seq"), "byte offset (or ordinal) within the source"),
    Column("gateway", _S, _own("gateway"), "the gateway that served it"),
    Column("request_id", _S, _own("request_id"), "the gateway's own request id"),
    # When. All times are microseconds since 1970-01-01 UTC.
    Column("time", _I, _own("time"), "END of the call, µs UTC"),
    Column("started", _I, _own("started"), "start of the call, µs UTC"),
    Column("ingested", _I, _own("ingested"), "when Vedette read it, µs UTC"),
    Column("admitted", _I, _own("admitted"), "the first instant that saw it, µs UTC"),
    Column("resolution", _I, _own("resolution"), "the source's time step, µs"),
    # What was asked.
    Column("host", _S, "server.address", "the host asked for"),
    Column("scheme", _S, "url.scheme", "http or https"),
    Column("protocol", _S, "network.protocol.version", "1.0, 1.1, 2, 3"),
    Column("method", _S, "http.request.method", "the request's method, upper case"),
    Column("path", _S, "url.path", "path without query; secret-like segments fingerprinted"),
    Column("proxy", _S, _own("proxy"), "the API that was called; never null"),
    Column("operation", _S, "http.route", "method + template, e.g. GET /orders/{id}; never null"),
    Column("operation_from", OPERATION_FROM, _own("operation_from"), "where the template is from"),
    Column("operation_version", _I, _own("operation_version"), "version of the template set"),
    Column("label", _S, _own("label"), "login, token, search, ...; null if none"),
    Column("label_guessed", _B, _own("label_guessed"), "the label is Vedette's guess"),
    Column("path_ids", _S, _own("path_ids"), "the ids within the path, joined by /"),
    Column("object", _S, _own("object"), "the last id of the path (or named in the query)"),
    Column("object_number", _I, _own("object_number"), "that id as a number, if it is one"),
    Column("query_names", _S, _own("query_names"), "at most 16 parameter names, sorted, &-joined"),
    Column("query_count", _I, _own("query_count"), "number of query parameters"),
    Column("query_shape", _S, _own("query_shape"), "length and class of each value, in that order"),
    Column("query_hash", _S, _own("query_hash"), "keyed hash of the sorted values"),
    Column("bad_path", _B, _own("bad_path"), "target of a well-known probe or exploit"),
    # How it went.
    Column("status", _I, "http.response.status_code", "the HTTP status answered"),
    Column("grpc_status", _I, "rpc.grpc.status_code", "the gRPC status, if any"),
    Column("status_class", _I, _own("status_class"), "1-5; from the gRPC status where present"),
    Column("details", _S, _own("details"), "the gateway's response code details"),
    Column("flags", _S, _own("flags"), "the gateway's response flags"),
    Column("bytes_in", _I, "http.request.body.size", "bytes received"),
    Column("bytes_out", _I, "http.response.body.size", "bytes sent"),
    Column("duration", _I, _own("duration"), "µs from first byte in to last byte out"),
    Column("upstream_time", _I, _own("upstream_time"), "µs the backend took"),
    # From where. `ip` is the grain: the IPv4 address, or the /64 of an IPv6 address.
    Column("client", _S, "client.address", "the client's address, by trusted hops"),
    Column("peer", _S, "network.peer.address", "the address that connected to the gateway"),
    Column("ip", _S, _own("ip"), "IPv4 address, or IPv6 /64"),
    Column("subnet", _S, _own("subnet"), "IPv4 /24, or IPv6 /48"),
    Column("asn", _I, "client.as.number", "autonomous system number"),
    Column("as_org", _S, "client.as.organization.name", "its organisation"),
    Column("country", _S, "client.geo.country_iso_code", "ISO 3166-1 alpha-2"),
    Column("hosting", _B, _own("hosting"), "the network belongs to a hosting provider"),
    Column("tor", _B, _own("tor"), "the address is a Tor exit"),
    Column("declared_bot", _S, _own("declared_bot"), "the bot that the user agent claims to be"),
    Column("verified_bot", _B, _own("verified_bot"), "that claim is borne out by its network"),
    # Who. Fingerprints only: k1_<32 hex>.
    Column("key", _S, _own("key"), "fingerprint of the API key"),
    Column("key_auth", AUTH, _own("key_auth"), "what became of the key"),
    Column("token", _S, _own("token"), "fingerprint of the access token"),
    Column("token_auth", AUTH, _own("token_auth"), "what became of the token"),
    Column("user", _S, "enduser.pseudo.id", "fingerprint of the user"),
    Column("user_auth", AUTH, _own("user_auth"), "what became of the user"),
    Column("session", _S, "session.id", "fingerprint of the session"),
    Column("jwt_issuer", _S, _own("jwt_issuer"), "the token's own claim of its issuer; untrusted"),
    Column("jwt_client", _S, _own("jwt_client"), "the token's own claim of its client; untrusted"),
    Column("app", _S, _own("app"), "the app, from the gateway or the registry"),
    Column("developer", _S, _own("developer"), "the app's developer"),
    Column("product", _S, _own("product"), "the API product"),
    Column("key_class", _S, _own("key_class"), "app, user or server"),
    Column("user_agent", _S, "user_agent.original", "the user agent, secret-like runs masked"),
    Column("ua_family", _S, "user_agent.name", "its family"),
    Column("ua_os", _S, "user_agent.os.name", "its operating-system family"),
    Column("ua_library", _B, _own("ua_library"), "it is a programming library or tool"),
    Column("ja4", _S, "tls.client.ja4", "TLS fingerprint"),
    # What Vedette itself did to it.
    Column("action", _S, _own("action"), "action applied: allow, block, throttle, flag"),
    Column("rule", _S, _own("rule"), "the rule that applied"),
    Column("generation", _I, _own("generation"), "generation of the rule table in force"),
    Column("attempt", _B, _own("attempt"), "refused by Vedette; never null"),
    Column("preflight", _B, _own("preflight"), "a CORS preflight, not counted; never null"),
    Column("late", _B, _own("late"), "arrived after its instant was judged; never null"),
)

CALLS: Final = pl.Schema({column.name: column.dtype for column in COLUMNS})
"""The schema of `Calls`, in order."""
