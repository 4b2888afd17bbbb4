"""Tuning: how many incidents each threshold would raise if it were lower or higher.

Comes in: the calls of an analysis, once more. Goes out: one `Tuning` per pattern and
threshold. All variants are judged in one pass; nothing of it changes the findings.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

import polars as pl

from vedette.detect.thresholds import FACTORS, bounds_of, variants
from vedette.features.measures.catalog import MEASURES
from vedette.flow.detection import Detection
from vedette.model.analysis import Tuning
from vedette.model.pattern import Pattern
from vedette.model.settings import Settings


class Tuner:
    """Judges every pattern as it is, and with each threshold scaled."""

    def __init__(
        self, patterns: Sequence[Pattern], settings: Settings, crawlers: Iterable[str] = ()
    ) -> None:
        self._patterns = patterns
        judged = [*patterns, *variants(patterns, MEASURES)]
        self._detection = Detection(judged, settings, crawlers=crawlers)

    def feed(self, calls: pl.DataFrame) -> None:
        """Take the next calls, none earlier than those before."""
        self._detection.feed(calls)

    def finish(self) -> tuple[Tuning, ...]:
        """Accused clients per pattern, threshold and factor: each is about one incident."""
        accused: defaultdict[str, set[object]] = defaultdict(set)
        for finding in self._detection.finish()[0]:
            accused[finding.pattern].add((finding.clients, finding.proxy))
        return tuple(
            Tuning(
                pattern=pattern.id,
                measure=name,
                threshold=value,
                incidents={
                    "1": len(accused[pattern.id]),
                    **{f"{x:g}": len(accused[f"{pattern.id}@{name}*{x:g}"]) for x in FACTORS},
                },
            )
            for pattern in self._patterns
            for name, value in bounds_of(pattern).items()
        )
