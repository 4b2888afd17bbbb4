"""What a rule would do: flag, throttle or block (guard G9: mild first).

Comes in: an incident, its patterns, the chosen candidate, and how fast good clients go in
that place. Goes out: an action and, for a throttle, a rate. It never proposes a block on
the word of one unproven pattern, nor one that would hit a good client.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import polars as pl

from vedette.decide.precedence import per_minute
from vedette.decide.weigh import Weighed
from vedette.model.call import MINUTE
from vedette.model.good import Good, counted
from vedette.model.history import History
from vedette.model.incident import Incident
from vedette.model.pattern import Pattern
from vedette.model.rule import RATES, Action, Scope

SURE: Final = 0.95
FAMILIES: Final = 2
LOGIN_RATE: Final = "5/min"
OTHER_RATE: Final = "1/s"
PEERS: Final = 30
"""Good clients in a place from which on their pace is known."""

SAMPLED: Final = 5_000
"""Good clients whose pace is looked at, evenly picked."""

_LADDER: Final[tuple[Action, ...]] = ("flag", "throttle", "block")
_MILD: Final = ("broken client", "load test")


def action(incident: Incident, patterns: Mapping[str, Pattern], chosen: Weighed) -> Action:
    """The action: what the patterns suggest, as far as the evidence carries it."""
    known = [patterns[name] for name in incident.patterns if name in patterns]
    alone = [pattern for pattern in known if pattern.alone]
    if incident.verdict in _MILD or incident.severity == "low" or not alone:
        return "flag"
    wished = max(_LADDER.index(pattern.suggests) for pattern in alone)
    families = {pattern.family for pattern in alone}
    sure = len(families) >= FAMILIES or incident.confidence >= SURE
    ceiling: Action = "block" if sure and not chosen.good.clients else "throttle"
    return _LADDER[min(wished, _LADDER.index(ceiling))]


def paces(
    scopes: Sequence[Scope], span: tuple[int, int], good: Good, history: History
) -> dict[Scope, float]:
    """The 99th percentile of a good client's calls per minute in each scope, where known.

    Args:
        scopes: the places asked for.
        span: the first and last moment looked at, µs UTC.
        good: the good clients; of more than 5,000 an even sample is looked at.
        history: the stored calls.
    """
    if not scopes or not good.clients.height:
        return {}
    step = -(-good.clients.height // SAMPLED)
    some = good.clients["client"].gather_every(step)
    minutes = (
        history.scan()
        .filter(counted() & pl.col("time").is_between(*span))
        .filter(pl.col("proxy").is_in(_proxies(scopes)) if _proxies(scopes) else True)
        .select(
            "proxy",
            "operation",
            good.client().alias("client"),
            (pl.col("time") // MINUTE).alias("minute"),
        )
        .filter(pl.col("client").is_in(some.implode()))
        .group_by("proxy", "operation", "client", "minute")
        .len()
        .collect(engine="streaming")
    )
    found = {scope: _pace(scope, minutes) for scope in dict.fromkeys(scopes)}
    return {scope: pace for scope, pace in found.items() if pace is not None}


def _proxies(scopes: Sequence[Scope]) -> list[str]:
    named = [scope.proxy for scope in scopes]
    return [] if None in named else sorted({str(proxy) for proxy in named})


def _pace(scope: Scope, minutes: pl.DataFrame) -> float | None:
    here = minutes.lazy()
    if scope.proxy:
        here = here.filter(pl.col("proxy") == scope.proxy)
    if scope.operation:
        here = here.filter(pl.col("operation") == scope.operation)
    each = here.group_by("client", "minute").agg(pl.col("len").sum())
    clients, pace = (
        each.select(
            pl.col("client").n_unique(), pl.col("len").quantile(0.99, "higher").alias("pace")
        )
        .collect()
        .row(0)
    )
    return float(pace) if clients >= PEERS else None


def rate(incident: Incident, patterns: Mapping[str, Pattern], pace: float | None) -> str:
    """The smallest rate above the pace of good clients, else the pattern's own, else a mild one.

    Logins get at most five a minute: where they are anonymous, the "clients" that set the
    pace are whole offices.
    """
    rates = [f"{number}/{unit}" for unit in ("min", "s") for number in RATES]
    known = [patterns[name] for name in incident.patterns if name in patterns]
    login = any(_login(pattern) for pattern in known)
    if login:
        rates = [each for each in rates if per_minute(each) <= per_minute(LOGIN_RATE)]
    if pace is not None:
        above = [each for each in rates if per_minute(each) > pace]
        return min(above or [max(rates, key=per_minute)], key=per_minute)
    if login:
        return LOGIN_RATE
    return next((pattern.rate for pattern in known if pattern.rate), OTHER_RATE)


def _login(pattern: Pattern) -> bool:
    asked = [c for level in pattern.levels for c in level.conditions if c.bound == "at_least"]
    return any(condition.measure.startswith("login") for condition in asked)
