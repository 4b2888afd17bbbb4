"""Every measure as SQL over raw calls: the second opinion on the kernel.

Comes in: measures, a grain, a window, an instant. Goes out: SQL text for a table `calls` with
the columns of `CALLS` (DuckDB; only what other engines have too: CASE, sum, count(DISTINCT),
lag, row_number, running sums). It never runs a query.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from vedette.features.frame import split
from vedette.features.measures.catalog import IDLE, LARGEST, MEASURES, counted
from vedette.model.client import GRAINS, Grain
from vedette.model.measure import Count, Distinct, Gap, Measure, Quotient, Ratio, Step, Sum

_Z: Final = 1.959963984540054
_Z2: Final = _Z * _Z

Trail = tuple[str, str | None]
"""A count whose calls are followed in order, and the number they carry (none: only gaps)."""


def condition(name: str) -> str:
    """The calls that a count holds, as SQL."""
    measure = MEASURES[name]
    assert isinstance(measure, Count)
    return f"(({measure.where}) AND {counted(name)})"


def measure_sql(measure: Measure) -> dict[str, str]:  # noqa: PLR0911 (one per shape)
    """The SQL of each column of a measure.

    Counts, sums and distinct values are aggregates over the calls of a window; steps and gaps
    over the calls of their trail (`step`, `run`, `gap`); ratios and quotients are over
    the other measures' names.
    """
    name = measure.name
    if isinstance(measure, Count):
        return {name: f"sum(CASE WHEN {condition(name)} THEN 1 ELSE 0 END)"}
    if isinstance(measure, Sum):
        return {
            name: f"sum(CASE WHEN {condition(measure.where)} THEN coalesce({measure.of}, 0) "
            "ELSE 0 END)"
        }
    if isinstance(measure, Distinct):
        value = f"CASE WHEN {condition(measure.where)} THEN {_value(measure.of)} END"
        return {name: f"least(count(DISTINCT {value}), {measure.cap})"}
    if isinstance(measure, Step):
        return {name: f"coalesce(sum(CASE WHEN {_happened(measure)} THEN 1 ELSE 0 END), 0)"}
    if isinstance(measure, Gap):
        return {name: _gap_cv()}
    if isinstance(measure, Quotient):
        return {name: _share(measure.top, measure.bottom, measure.decimals)}
    return {
        name: _share(measure.part, measure.whole, measure.decimals),
        f"{name}_low": _wilson(measure, "-"),
        f"{name}_high": _wilson(measure, "+"),
    }


def trail_of(measure: Step | Gap) -> Trail:
    """The trail that a step or gap is read from."""
    return (measure.where, measure.of if isinstance(measure, Step) else None)


def recount(grain: str, window: int, at: int, measures: Sequence[str] | None = None) -> str:
    """A query for all measures of all clients with calls in the window before `at` (µs)."""
    chosen = [MEASURES[name] for name in measures or MEASURES]
    needed = _with_parts(chosen)
    plain = [m for m in needed if isinstance(m, Count | Sum | Distinct)]
    ordered = [m for m in needed if isinstance(m, Step | Gap)]
    made = [m for m in needed if isinstance(m, Ratio | Quotient)]
    trails = list(dict.fromkeys(trail_of(m) for m in ordered))
    who = GRAINS[grain].columns
    within = f"time >= {at - window} AND time < {at}"
    steps = [_trail(i, trail, who) for i, trail in enumerate(trails)]
    aggregates = [_aggregate("seen", within, who, plain, "counts")]
    aggregates += [
        _aggregate(
            f"trail_{i}", within, who, [m for m in ordered if trail_of(m) == t], f"steps_{i}"
        )
        for i, t in enumerate(trails)
    ]
    joins = " ".join(
        f"LEFT JOIN steps_{i} USING ({', '.join(map(_quote, who))})" for i in range(len(trails))
    )
    last = [f"coalesce({m.name}, 0) AS {m.name}" for m in ordered if isinstance(m, Step)]
    replaced = f"REPLACE ({', '.join(last)})" if last else ""
    both = f"both_ AS (SELECT * {replaced} FROM counts {joins} WHERE calls > 0)"
    parts = ", ".join([_seen(GRAINS[grain], at), *steps, *aggregates, both])
    finished = [f"{sql} AS {name}" for m in made for name, sql in measure_sql(m).items()]
    return f"WITH {parts} SELECT {', '.join(['*', *finished])} FROM both_"


def _with_parts(measures: Iterable[Measure]) -> list[Measure]:
    names = {"calls"}
    for measure in measures:
        names.add(measure.name)
        if isinstance(measure, Ratio):
            names |= {measure.part, measure.whole}
        if isinstance(measure, Quotient):
            names |= {measure.top, measure.bottom}
    return [measure for measure in MEASURES.values() if measure.name in names]


def _quote(column: str) -> str:
    return f'"{column}"'


def _seen(grain: Grain, at: int) -> str:
    """The calls that have a client of the grain, up to an instant."""
    present = [f"{_quote(column)} IS NOT NULL" for column in grain.columns]
    if grain.verified:
        present.append(f"{grain.verified} = 'verified'")
    return f"seen AS (SELECT * FROM calls WHERE time < {at} AND {' AND '.join(present)})"


def _trail(number: int, trail: Trail, who: tuple[str, ...]) -> str:
    """Calls of a trail with the one before: `gap` µs, `step`, and the length of the `run`."""
    where, of = trail
    keys = ", ".join(map(_quote, who))
    order = f"(PARTITION BY {keys} ORDER BY time, source, seq)"
    wanted = condition(where)
    value = "0"
    if of is not None:
        value = of
        wanted += f" AND {of} BETWEEN {-LARGEST} AND {LARGEST}"
    return f"""
    before_{number} AS (SELECT {keys}, time, source, seq, {value} AS number,
        time - lag(time) OVER w AS gap, {value} - lag({value}) OVER w AS moved
        FROM seen WHERE {wanted} WINDOW w AS {order}),
    step_{number} AS (SELECT *, CASE WHEN gap <= {IDLE} THEN moved END AS step
        FROM before_{number}),
    turn_{number} AS (SELECT *, CASE WHEN step IN (-1, 1) AND step = lag(step) OVER w
        THEN 0 ELSE 1 END AS fresh FROM step_{number} WINDOW w AS {order}),
    island_{number} AS (SELECT *, sum(fresh) OVER (PARTITION BY {keys}
        ORDER BY time, source, seq ROWS UNBOUNDED PRECEDING) AS island FROM turn_{number}),
    trail_{number} AS (SELECT *, CASE WHEN step IN (-1, 1) THEN row_number() OVER (
        PARTITION BY {keys}, island ORDER BY time, source, seq) END AS run
        FROM island_{number})"""


def _aggregate(
    table: str, within: str, who: tuple[str, ...], measures: Sequence[Measure], name: str
) -> str:
    keys = ", ".join(map(_quote, who))
    columns = [
        f"CAST({sql} AS {'DOUBLE' if isinstance(m, Gap) else 'BIGINT'}) AS {column}"
        for m in measures
        for column, sql in measure_sql(m).items()
    ]
    return (
        f"{name} AS (SELECT {', '.join([keys, *columns])} FROM {table} "
        f"WHERE {within} GROUP BY {keys})"
    )


def _value(of: str) -> str:
    """One value of an expression, or of several together; null if any is null."""
    pieces = split(of)
    if len(pieces) == 1:
        return _quote(of) if pieces[0].isidentifier() and '"' not in of else of
    return " || chr(31) || ".join(f"CAST({_quote(piece)} AS VARCHAR)" for piece in pieces)


def _happened(measure: Step) -> str:
    if measure.kind == "near":
        return f"step <> 0 AND step BETWEEN {-measure.size} AND {measure.size}"
    if measure.kind == "change":
        return "step <> 0"
    return f"run % {measure.size} = 0"


def _gap_cv() -> str:
    """From gaps in whole ms; each step of the arithmetic as in `kernel.finish`."""
    gap = f"CASE WHEN gap <= {IDLE} THEN CAST(floor(gap / 1000) AS BIGINT) END"
    count = f"CAST(count({gap}) AS DOUBLE)"
    mean = f"(CAST(sum({gap}) AS DOUBLE) / {count})"
    squares = f"(CAST(sum({gap} * ({gap})) AS DOUBLE) / {count})"
    spread = f"sqrt(greatest({squares} - {mean} * {mean}, 0))"
    return (
        f"CASE WHEN count({gap}) >= 3 AND sum({gap}) > 0 "
        f"THEN floor({spread} / {mean} * CAST(1000 AS DOUBLE) + CAST(0.5 AS DOUBLE)) END"
    )


def _double(number: float | str) -> str:
    return f"CAST({number} AS DOUBLE)"


def _round(sql: str, decimals: int) -> str:
    scale = _double(10**decimals)
    return f"floor(({sql}) * {scale} + {_double(0.5)}) / {scale}"


def _share(part: str, whole: str, decimals: int) -> str:
    ratio = f"{_double(part)} / {_double(whole)}"
    return f"CASE WHEN {whole} > 0 THEN {_round(ratio, decimals)} END"


def _wilson(measure: Ratio, sign: str) -> str:
    n = _double(measure.whole)
    share = f"({_double(measure.part)} / {n})"
    z, z2, z4 = (_double(repr(number)) for number in (_Z, _Z2, _Z2 / 4.0))
    middle = f"{share} + {z2} / ({_double(2)} * {n})"
    spread = f"{z} * sqrt(({share} * ({_double(1)} - {share}) + {z4} / {n}) / {n})"
    bound = f"({middle} {sign} {spread}) / ({_double(1)} + {z2} / {n})"
    held = f"greatest({bound}, 0)" if sign == "-" else f"least({bound}, 1)"
    return f"CASE WHEN {measure.whole} > 0 THEN {_round(held, measure.decimals)} END"
