"""Episodes to findings and to what was held back: values with their evidence.

In: folded episodes of one grain, patterns, measures. Out: `Finding` and `HeldBack`. It
decides nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any, Final, cast

from vedette.detect.kinds.threshold import column_of
from vedette.model.client import GRAINS, Client, Grain
from vedette.model.finding import SEVERITIES, Evidence, Finding, Guard, HeldBack
from vedette.model.measure import Measure, Ratio
from vedette.model.pattern import Condition, Pattern

Row = Mapping[str, Any]

_UNITS: Final = {"of_proxy": "share", "vs_peers": "times", "vs_own": "times"}


def units_of(measures: Mapping[str, Measure]) -> dict[str, str]:
    """The unit of every column that a measure may become."""
    units: dict[str, str] = {}
    for name, measure in measures.items():
        share = isinstance(measure, Ratio)
        units[name] = "share" if share else measure.unit
        if share:
            units |= {f"{name}_low": "share", f"{name}_high": "share"}
    return units


def finding_of(row: Row, grain: str, pattern: Pattern, units: Mapping[str, str]) -> Finding:
    """The finding of one episode."""
    shape = GRAINS[grain]
    client, proxy, operation = _client(row, shape)
    return Finding(
        id=finding_id(pattern, client, (proxy, operation), row["first"]),
        pattern=pattern.id,
        version=pattern.version,
        family=pattern.family,
        grain=grain,
        window=row["window"],
        clients=(client,),
        proxy=proxy,
        operation=operation,
        start=row["start"],
        first=row["first"],
        end=row["end"],
        calls=int(row["most_calls"] or 0),
        severity=SEVERITIES[int(row["rank"])],
        confidence=round(row["confidence"], 4),
        evidence=evidence_of(row, pattern, units),
        shared=row["shared"],
        broken=row["broken"],
        peers_known=row["peers_known"],
        alone=pattern.alone,
    )


def held_of(row: Row, grain: str, pattern: Pattern, units: Mapping[str, str]) -> HeldBack:
    """What a guard held back, at its strongest instant."""
    client, proxy, _ = _client(row, GRAINS[grain])
    return HeldBack(
        pattern=pattern.id,
        clients=(client,),
        proxy=proxy,
        guard=cast("Guard", row["guard"]),
        why=row["why"] or "",
        evidence=evidence_of(row, pattern, units),
        first=row["first"],
        last=row["end"],
    )


def backend_fault_of(row: Row) -> Finding:
    """A fault of the backend that kept error patterns from firing: it accuses nobody.

    Args:
        row: a folded episode of rows held back by G3, by proxy (null: the whole gateway).
    """
    seed = f"backend_fault\x1f{row['proxy'] or ''}\x1f{row['first']}"
    failing, active = int(row["failing"]), int(row["active"])
    return Finding(
        id=_hash(seed),
        pattern="backend_fault",
        version=1,
        family="error",
        grain="proxy",
        window=row["window"],
        clients=(),
        proxy=row["proxy"],
        operation=None,
        start=row["start"],
        first=row["first"],
        end=row["end"],
        calls=0,
        severity="medium",
        confidence=0.6,
        evidence=(
            Evidence("failing", failing, "clients", 5, "at_least"),
            Evidence("failing_share", round(failing / active, 4), "share", 0.3, "at_least"),
            Evidence("active", active, "clients"),
        ),
    )


def finding_id(pattern: Pattern, client: Client, where: tuple[str | None, ...], first: int) -> str:
    """A finding's name for ever: the same findings have the same one in every run."""
    parts = [pattern.id, str(pattern.version), *(f"{k}={v}" for k, v in client.who)]
    seed = "\x1f".join([*parts, *(w or "" for w in where), str(first)])
    return _hash(seed)


def evidence_of(row: Row, pattern: Pattern, units: Mapping[str, str]) -> tuple[Evidence, ...]:
    """Every bound of the strongest level with its number, then what the pattern shows."""
    level = pattern.levels[int(row["level"])]
    bounds = [_bound(row, c, units) for c in level.conditions]
    told = {c.measure for c in level.conditions if c.companion is None}
    shown = [
        Evidence(name, value, units.get(name, ""), peers=_peers(row, name))
        for name in pattern.shows
        if name not in told and (value := row.get(name)) is not None
    ]
    return (*(e for e in bounds if e is not None), *shown)


def _bound(row: Row, condition: Condition, units: Mapping[str, str]) -> Evidence | None:
    value = row.get(column_of(condition))
    reference = _peers(row, condition.measure)
    own = row.get(f"{condition.measure}.own")
    name, unit = condition.measure, units.get(condition.measure, "")
    if condition.companion:
        name, unit = f"{name}.{condition.companion}", _UNITS[condition.companion]
    if condition.companion == "vs_peers":
        value = _times(value, reference)
    elif condition.companion == "vs_own":
        value = _times(value, own)
    if value is None:
        return None
    return Evidence(name, value, unit, condition.value, condition.bound, reference, own)


def _hash(seed: str) -> str:
    return hashlib.sha256(seed.encode()).hexdigest()[:16]


def _times(value: float | None, reference: float | None) -> float | None:
    if value is None or not reference:
        return None
    return round(value / reference, 3)


def _peers(row: Row, name: str) -> float | None:
    return row.get(f"{name}.peers")


def _client(row: Row, grain: Grain) -> tuple[Client, str | None, str | None]:
    who = Client(tuple(sorted((kind, str(row[kind])) for kind in grain.who)))
    proxy = row["proxy"] if grain.where == "proxy" else None
    operation = row["operation"] if grain.where == "operation" else None
    return who, proxy, operation
