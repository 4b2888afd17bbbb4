"""The accused's own past: what each measure used to be for this client.

Comes in: a finding, its client's earlier calls, the measures' definitions. Goes out: the
finding with `Evidence.baseline` filled: the median over the client's earlier windows of
the same length in which it made calls. It stays null while learning (under 200 such
windows and under 7 days), for several clients at once, for measures that depend on the
order of calls, and for comparisons with others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import polars as pl

from vedette.explain.gather import Gathered, has_past
from vedette.explain.kind import Kinds, base
from vedette.model.call import DAY
from vedette.model.finding import Evidence, Finding
from vedette.model.history import History
from vedette.model.measure import Count, Distinct, Quotient, Ratio, Sum

WINDOWS: Final = 200
DAYS: Final = 7
_Z: Final = 1.959963984540054


def columns(findings: Sequence[Finding], kinds: Kinds, history: History) -> list[pl.Expr]:
    """What must be fetched of the accused's calls to know their past."""
    names = {
        base(each.measure)
        for finding in findings
        if has_past(finding, history)
        for each in finding.evidence
    }
    found: dict[str, pl.Expr] = {}
    for name in sorted(names):
        _need(name, kinds, found)
    present = {flag.meta.output_name() for flag in kinds.flags(findings)}
    return [column.alias(name) for name, column in found.items() if name not in present]


def _need(name: str, kinds: Kinds, found: dict[str, pl.Expr]) -> None:
    match kinds.measures.get(name):
        case Count():
            found[f"is:{name}"] = kinds.where(name)
        case Ratio(part=one, whole=other) | Quotient(top=one, bottom=other):
            _need(one, kinds, found)
            _need(other, kinds, found)
        case Distinct(of=of, where=where):
            parts = [pl.sql_expr(part) for part in _split(of)]
            value = parts[0] if len(parts) == 1 else pl.struct(*(
                part.alias(str(i)) for i, part in enumerate(parts)
            ))  # fmt: skip
            found[f"of:{name}"] = pl.when(kinds.where(where) & value.is_not_null()).then(
                value.hash()
            )
        case Sum(of=of, where=where):
            found[f"of:{name}"] = pl.when(kinds.where(where)).then(pl.sql_expr(of))
        case _:
            return


def _split(of: str) -> list[str]:
    """SQL expressions between commas that stand outside of any bracket."""
    parts, depth, begin = list[str](), 0, 0
    for place, sign in enumerate(of):
        depth += (sign == "(") - (sign == ")")
        if sign == "," and depth == 0:
            parts.append(of[begin:place].strip())
            begin = place + 1
    return [*parts, of[begin:].strip()]


def with_baseline(finding: Finding, calls: Gathered, history: History) -> Finding:
    """The finding, its evidence beside the client's own usual values."""
    if len(finding.clients) != 1 or not has_past(finding, history):
        return finding
    usual = _usual(finding, calls)
    evidence = tuple(
        replace(e, baseline=usual.get(e.measure, e.baseline)) for e in finding.evidence
    )
    return replace(finding, evidence=evidence)


def _usual(finding: Finding, calls: Gathered) -> dict[str, float]:
    proxies = (finding.proxy,) if finding.proxy else ()
    rows = calls.rows(finding.clients[0], 0, finding.start, proxies, finding.operation)
    values = {e.measure: value for e in finding.evidence if (value := _value(e, calls)) is not None}
    if not len(rows) or not values:
        return {}
    windows = (
        calls.take(rows)
        .group_by((finding.start - 1 - pl.col("time")) // finding.window)
        .agg(value.alias(name) for name, value in values.items())
    )
    known = finding.start - int(calls.times[rows[0]]) >= DAYS * DAY
    if windows.height < WINDOWS and not known:
        return {}
    usual = windows.select(pl.col(name).median() for name in values).row(0, named=True)
    return {name: round(value, 4) for name, value in usual.items() if value is not None}


def _value(evidence: Evidence, calls: Gathered) -> pl.Expr | None:
    """The measure over a group of calls, or None where it cannot be recomputed."""
    name = base(evidence.measure)
    rest = evidence.measure.removeprefix(name)
    if rest.startswith(".") and rest != ".raw":
        return None
    measure = calls.kinds.measures.get(name)
    if isinstance(measure, Ratio) and rest in ("_low", "_high"):
        return _wilson(measure, calls, -1 if rest == "_low" else 1)
    return _plain(name, calls)


def _plain(name: str, calls: Gathered) -> pl.Expr | None:
    match calls.kinds.measures.get(name):
        case Count() if f"is:{name}" in calls.frame.columns:
            return pl.col(f"is:{name}").sum().cast(pl.Float64)
        case Distinct() if f"of:{name}" in calls.frame.columns:
            return pl.col(f"of:{name}").drop_nulls().n_unique().cast(pl.Float64)
        case Sum() if f"of:{name}" in calls.frame.columns:
            return pl.col(f"of:{name}").sum().cast(pl.Float64)
        case Ratio(part=one, whole=other) | Quotient(top=one, bottom=other):
            top, bottom = _plain(one, calls), _plain(other, calls)
            if top is None or bottom is None:
                return None
            return pl.when(bottom > 0).then(top / bottom)
        case _:
            return None


def _wilson(measure: Ratio, calls: Gathered, side: int) -> pl.Expr | None:
    part, whole = _plain(measure.part, calls), _plain(measure.whole, calls)
    if part is None or whole is None:
        return None
    rate, z2 = part / whole, _Z * _Z
    middle = rate + z2 / (2 * whole)
    spread = _Z * (rate * (1 - rate) / whole + z2 / (4 * whole * whole)).sqrt()
    return pl.when(whole > 0).then((middle + side * spread) / (1 + z2 / whole))
