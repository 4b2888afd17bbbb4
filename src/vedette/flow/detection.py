"""Engine and judge as one: calls go in, findings come out.

Comes in: calls in the order of time. Goes out: findings and what was held back. The same
pair serves a log, a pattern's examples, tuning and the live stream.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Final

import polars as pl

from vedette.detect.judge import Judge
from vedette.detect.load import SHIPPED, load_patterns
from vedette.features.engine import Engine
from vedette.features.measures.catalog import MEASURES
from vedette.features.plan import plan
from vedette.flow.progress import Progress, Silent
from vedette.model.finding import Finding, HeldBack
from vedette.model.pattern import Pattern
from vedette.model.settings import Settings

SILENT: Final = Silent()


@cache
def shipped_patterns() -> tuple[Pattern, ...]:
    """The patterns that come with Vedette."""
    return load_patterns(SHIPPED, MEASURES)


class Detection:
    """Measures calls and weighs what was measured against patterns."""

    def __init__(
        self,
        patterns: Sequence[Pattern],
        settings: Settings,
        *,
        crawlers: Iterable[str] = (),
        carried: pl.DataFrame | None = None,
        progress: Progress = SILENT,
        threads: int | None = None,
    ) -> None:
        del progress
        seed = secrets.randbits(63)
        self._engine = Engine(plan(patterns, settings.thresholds), seed=seed, threads=threads)
        self._judge = Judge(
            patterns,
            measures=MEASURES,
            exclusions=settings.exclusions,
            crawlers=crawlers,
            thresholds=settings.thresholds,
            carried=carried,
        )

    def feed(self, calls: pl.DataFrame) -> None:
        """Take the next calls, none earlier than those before."""
        for profiles in self._engine.feed(self._judge.sees(calls)):
            self._judge.take(profiles)

    def finish(self) -> tuple[tuple[Finding, ...], tuple[HeldBack, ...]]:
        """Judge the last instants; all findings, and what was held back."""
        for profiles in self._engine.finish():
            self._judge.take(profiles)
        return self._judge.finish()

    @property
    def notes(self) -> tuple[str, ...]:
        """What the reader must know of limits that were met."""
        return (*self._engine.notes(), *self._judge.notes)
