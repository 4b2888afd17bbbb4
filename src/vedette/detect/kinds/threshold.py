"""Bounds on measures: absolute, of the proxy, against peers, against the client's own past.

In: profile rows whose absolute bounds the engine found met. Out: the rows that fire, and
those that one unknown or unmet comparison holds back. It never compares two clients itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Final, cast

import polars as pl

from vedette.model.finding import Finding
from vedette.model.pattern import Bound, Condition, Pattern, When

UNKNOWN_PEERS: Final = 0.6
"""The most confidence a firing can have whose peers are unknown."""

ENOUGH_PEERS: Final = 30
"""So many others there must be for a comparison with peers."""

_NOTHING: Final = pl.lit(None, pl.String)


@dataclass(frozen=True, slots=True)
class Threshold:
    """All bounds of a level hold.

    `needs.floor` names, per measure, the least reference that peers can give: ten times
    the peers is no finding while the peers hardly call at all. `needs.required` names the
    grains at which a pattern with optional peers needs them all the same.
    """

    name: str = "threshold"
    needs: frozenset[str] = frozenset({"floor", "required"})

    def faults(self, pattern: Pattern) -> Sequence[tuple[str, str]]:
        """`needs.floor` must be a table of numbers, `needs.required` grains of the pattern."""
        floor, required = pattern.needs.get("floor", {}), pattern.needs.get("required", [])
        wrong: list[tuple[str, str]] = []
        if not (isinstance(floor, dict) and _numbers(cast("dict[str, object]", floor))):
            wrong.append((f"floor = {floor!r}", "a table of measure = number"))
        if not (isinstance(required, list) and {*required} <= {*pattern.per}):
            wrong.append((f"required = {required!r}", "a list of grains among `per`"))
        return wrong

    def weigh(self, rows: pl.DataFrame, pattern: Pattern, level: When, grain: str) -> pl.DataFrame:
        """Rows whose every known bound holds; see `Kind.weigh`."""
        required = grain in cast("Sequence[str]", pattern.needs.get("required", ()))
        policy = "required" if required else pattern.peers
        floor = cast("Mapping[str, float]", pattern.needs.get("floor", {}))
        own = [c for c in level.conditions if c.companion == "vs_own"]
        peers = [c for c in level.conditions if c.companion == "vs_peers"]
        absolute = [c for c in level.conditions if c.companion in (None, "of_proxy")]
        met = rows.filter([_holds(pl.col(column_of(c)), c.bound, c.value) for c in absolute])
        met = met.with_columns(_known(met, peers).alias("peers_known"))
        verdicts = [_own(met, c) for c in own]
        verdicts += [_peers(met, c, floor.get(c.measure, 0.0), policy) for c in peers]
        held = reduce(_first, verdicts, _Held(_NOTHING, _NOTHING))
        return met.with_columns(
            held.guard.alias("guard"),
            held.why.alias("why"),
            pl.when("peers_known")
            .then(level.confidence)
            .otherwise(min(level.confidence, UNKNOWN_PEERS))
            .alias("confidence"),
        )

    def settle(
        self,
        finding: Finding,
        pattern: Pattern,  # noqa: ARG002 (the bounds have said all)
        others: Sequence[Finding],  # noqa: ARG002
    ) -> Finding | None:
        """A threshold needs nobody else."""
        return finding


def _numbers(table: Mapping[str, object]) -> bool:
    return all(isinstance(value, int | float) for value in table.values())


@dataclass(frozen=True, slots=True)
class _Held:
    guard: pl.Expr
    why: pl.Expr


def column_of(condition: Condition) -> str:
    """The column of a profile that holds the number a condition compares."""
    share = condition.companion == "of_proxy"
    return f"{condition.measure}.of_proxy" if share else condition.measure


def _holds(value: pl.Expr, bound: Bound, limit: float | pl.Expr) -> pl.Expr:
    if bound == "at_least":
        return value >= limit
    return value <= limit if bound == "at_most" else value == limit


def _first(one: _Held, other: _Held) -> _Held:
    return _Held(pl.coalesce(one.guard, other.guard), pl.coalesce(one.why, other.why))


def _reference(rows: pl.DataFrame, measure: str, companion: str) -> pl.Expr:
    column = f"{measure}.{companion}"
    return pl.col(column).cast(pl.Float64) if column in rows.columns else pl.lit(None, pl.Float64)


def _known(rows: pl.DataFrame, peers: Sequence[Condition]) -> pl.Expr:
    known = [_reference(rows, c.measure, "peers").is_not_null() for c in peers]
    return pl.all_horizontal(known) if known else pl.lit(value=True)


def _peers(rows: pl.DataFrame, condition: Condition, floor: float, policy: str) -> _Held:
    """Against the peers: not met, or unknown.

    Unknown peers hold back where the pattern requires them, and where enough clients are
    active: then too many of them do the same for it to be an offence.
    """
    reference = _reference(rows, condition.measure, "peers")
    value = pl.col(condition.measure).cast(pl.Float64)
    known = reference.is_not_null()
    least = pl.max_horizontal(reference, pl.lit(floor))
    unmet = known & ~_holds(value, condition.bound, least * condition.value)
    alike = ~known & (_count(rows, "active") > ENOUGH_PEERS)
    unknown = ~known & pl.lit(policy == "required")
    return _Held(
        pl.when(unmet | alike | unknown).then(pl.lit("peers")).otherwise(_NOTHING),
        pl.when(unmet)
        .then(
            pl.format(
                f"{{}} {condition.measure}, its peers' reference is {{}}: "
                f"less than {condition.value:g} times as many",
                value.round(3),
                least.round(3),
            )
        )
        .when(alike)
        .then(
            pl.format(
                "{} clients are active, but only {} of them behave otherwise",
                _count(rows, "active"),
                _count(rows, "peers"),
            )
        )
        .when(unknown)
        .then(
            pl.format(
                f"only {{}} clients to compare with; {condition.measure} is judged from "
                f"{ENOUGH_PEERS}",
                _count(rows, "peers"),
            )
        )
        .otherwise(_NOTHING),
    )


def _count(rows: pl.DataFrame, name: str) -> pl.Expr:
    return pl.col(name).fill_null(0).cast(pl.Int64) if name in rows.columns else pl.lit(0)


def _own(rows: pl.DataFrame, condition: Condition) -> _Held:
    """Against the client's own past: G7 while that is unknown; unmet rows are held too."""
    reference = _reference(rows, condition.measure, "own")
    value = pl.col(condition.measure).cast(pl.Float64)
    limit = reference * condition.value
    unmet = ~_holds(value, condition.bound, limit).fill_null(value=False)
    why = pl.format(
        f"{{}} {condition.measure}, its own usual value is {{}} (asked: {condition.value:g} times)",
        value.round(3),
        pl.coalesce(reference.round(3).cast(pl.String), pl.lit("not known yet")),
    )
    return _Held(
        pl.when(unmet).then(pl.lit("G7")).otherwise(_NOTHING),
        pl.when(unmet).then(why).otherwise(_NOTHING),
    )
