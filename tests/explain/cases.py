"""Patterns, measures and findings for the stories of this folder."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl
from tests.explain.traffic import NOON, Frame

from vedette.explain.incidents import Explained, incidents
from vedette.model.call import MINUTE, SECOND
from vedette.model.client import Client
from vedette.model.finding import Evidence, Finding, HeldBack
from vedette.model.good import Good
from vedette.model.measure import Count, Distinct, Measure, Ratio, Sum
from vedette.model.pattern import Condition, Pattern, When

_LOGIN = "label = 'login' AND method IN ('POST', 'PUT')"
MEASURES: dict[str, Measure] = {
    m.name: m
    for m in (
        Count("calls", "calls", "TRUE"),
        Count("login_fails", "failed logins", f"{_LOGIN} AND status IN (400, 401, 403)", "tries"),
        Count("client_errors", "calls answered 4xx", "status_class = 4"),
        Count("bad_path_calls", "known-bad paths asked for", "bad_path"),
        Count("object_calls", "calls naming an object", "object IS NOT NULL"),
        Ratio("client_error_share", "share of 4xx", "client_errors", "calls"),
        Distinct("bad_paths", "known-bad paths", "path", "bad_path_calls", "paths"),
        Count("token_calls", "calls with a token", "token_auth = 'verified'"),
        Distinct("tokens", "tokens", "token", "token_calls", "tokens"),
        Distinct("objects", "objects", "object", "object_calls", "objects"),
        Sum("bytes_out", "bytes sent", "bytes_out", "calls", "bytes"),
    )
}


def pattern(
    name: str, number: int, family: Any, measure: str, value: float, **more: Any
) -> Pattern:
    level = When(10 * MINUTE, "medium", 0.6, (Condition(measure, "at_least", value),))
    title = name.replace("_", " ").capitalize()
    return Pattern(name, number, 1, title, "", "threshold", family, ("ip",), (level,), **more)


PATTERNS = {
    p.id: p
    for p in (
        pattern("credential_stuffing", 4, "identity", "login_fails", 20, suggests="throttle"),
        pattern("brute_guessor", 2, "error", "client_error_share_low", 0.8, suggests="block"),
        pattern("guessor", 3, "error", "client_errors", 50, suggests="throttle"),
        pattern("flooder", 1, "volume", "calls", 300, suggests="throttle"),
        pattern("scan", 22, "breadth", "bad_paths", 10, suggests="block"),
        pattern("bola", 18, "breadth", "objects", 50, suggests="block"),
        pattern("oauth_harvester", 8, "identity", "tokens", 20, suggests="flag"),
        pattern("regular_timing", 30, "timing", "calls", 100, alone=False),
    )
}


def evidence_of(name: str) -> tuple[Evidence, ...]:
    """Three times what the pattern asks for; the units are those of logins throughout."""
    levels = PATTERNS[name].levels if name in PATTERNS else ()
    return tuple(
        Evidence(c.measure, 3 * c.value, "tries", c.value, "at_least")
        for level in levels
        for c in level.conditions
    )


def finding(
    name: str, client: Client | Sequence[Client], start: float, end: float, **more: Any
) -> Finding:
    """An episode over [start, end) seconds after noon."""
    given: dict[str, Any] = {
        "id": f"{name}-{client}-{start}",
        "pattern": name,
        "version": 1,
        "family": PATTERNS[name].family if name in PATTERNS else "error",
        "grain": "ip",
        "window": 10 * MINUTE,
        "clients": (client,) if isinstance(client, Client) else tuple(client),
        "proxy": "shop",
        "operation": None,
        "start": NOON + round(start * SECOND),
        "first": NOON + round(start * SECOND) + MINUTE,
        "end": NOON + round(end * SECOND),
        "calls": 100,
        "severity": "medium",
        "confidence": 0.6,
        "evidence": evidence_of(name),
        **more,
    }
    return Finding(**given)


def explain(
    calls: Frame, findings: Sequence[Finding], *, good: Good | None = None,
    held_back: Sequence[HeldBack] = (),
) -> Explained:  # fmt: skip
    return incidents(
        findings,
        held_back,
        calls,
        patterns=PATTERNS,
        good=good or everyone_good(calls),
        measures=MEASURES,
    )


def everyone_good(calls: Frame) -> Good:
    """Whoever made 20 calls, half of them with success, is good."""
    shared: frozenset[str] = frozenset({"k1_app"})
    blank = Good(pl.DataFrame(schema={"client": pl.String}), shared)
    clients = (
        calls.calls.group_by(blank.client().alias("client"))
        .agg(pl.len().alias("calls"), pl.col("status_class").is_in([2, 3]).sum().alias("ok"))
        .filter((pl.col("calls") >= 20) & (pl.col("ok") * 2 >= pl.col("calls")))
        .sort("client")
    )
    return Good(clients, shared)
