"""One log line, walked through the first rooms: what Vedette makes of it.

Comes in: a line and the settings. Goes out: `LineExplained`: the format, the fields as
they would be stored, and which measures of which pattern the call adds to. Raw secrets
never leave: the fields are those of `Calls`.
"""

from __future__ import annotations

import time
from pathlib import Path

import polars as pl

from vedette.features.measures.catalog import MEASURES
from vedette.features.plan import parts, plain
from vedette.flow import secret
from vedette.flow.detection import shipped_patterns
from vedette.flow.errors import CannotRun
from vedette.flow.options import AnalyseOptions
from vedette.model.explained import LineExplained, NearMiss
from vedette.model.measure import Count, Distinct, Sum
from vedette.model.pattern import Pattern
from vedette.model.settings import Settings
from vedette.watch.enrich.enricher import Enricher
from vedette.watch.enrich.fault import Fault
from vedette.watch.mask import mask
from vedette.watch.read import explain_line as read_line

_HIDDEN = ("seq", "source", "ingested", "admitted")


def explain_line(line: bytes, settings: Settings, options: AnalyseOptions) -> LineExplained:
    """What is read from a line, and what each pattern would count of it.

    Raises:
        CannotRun: the format is unknown, or a file that the settings name is unusable.
    """
    text = line.decode("utf-8", "replace")
    now = time.time_ns() // 1000
    try:
        read = read_line(
            text,
            format=options.format,
            layouts=settings.formats,
            timezone=options.timezone or "UTC",
            now=now,
        )
        if read.format is None:
            near = tuple(NearMiss(each.format, each.stopped) for each in read.near)
            return LineExplained(mask(text), None, near_misses=near, reason=read.reason)
        call = _call(dict(read.fields), settings, options, now)
    except (Fault, ValueError, KeyError) as fault:
        raise CannotRun(str(fault.args[0] if fault.args else fault)) from fault
    fields = call.drop(_HIDDEN).row(0, named=True)
    return LineExplained(
        text=mask(text),
        format=read.format,
        fields={name: value for name, value in fields.items() if value not in (None, False)},
        counts={
            pattern.id: names for pattern in shipped_patterns() if (names := _adds(pattern, call))
        },
    )


def _call(
    fields: dict[str, str | int], settings: Settings, options: AnalyseOptions, now: int
) -> pl.DataFrame:
    base = options.config_path.parent if options.config_path else Path.cwd()
    enricher = Enricher(
        settings,
        key=secret.for_analysis(settings, base).key,
        trusted_hops=options.trusted_hops,
        base=base,
        now=now,
        specs=(options.spec,) if options.spec else (),
    )
    calls = enricher.first(pl.DataFrame([fields]))
    enricher.learn()
    return enricher.second(calls)


def _adds(pattern: Pattern, call: pl.DataFrame) -> tuple[str, ...]:
    """The counted measures of a pattern that this call adds to, `calls` left out."""
    used = {
        part
        for level in pattern.levels
        for condition in level.conditions
        for part in parts(plain(condition.measure))
    }
    return tuple(sorted(name for name in used - {"calls"} if _counts(name, call)))


def _counts(name: str, call: pl.DataFrame) -> bool:
    """Whether a call adds to a count, a sum or a set; order-dependent ones need more calls."""
    measure = MEASURES[name]
    if isinstance(measure, Sum | Distinct):
        return _counts(measure.where, call)
    if not isinstance(measure, Count):
        return False
    return bool(call.select(pl.sql_expr(measure.where).fill_null(value=False)).item())
