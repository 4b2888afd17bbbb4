"""Bounds that mean something only beside another finding of the same client (the Tor list).

In: as for a threshold. Out: the finding from the instant at which both held, or nothing. It
never raises the other findings itself: that is done where confidence is put together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import polars as pl

from vedette.detect.kinds.threshold import Threshold
from vedette.model.finding import Finding
from vedette.model.pattern import Pattern, When


@dataclass(frozen=True, slots=True)
class Compound:
    """A threshold, and at least `needs.others` other patterns (1 unless said)."""

    name: str = "compound"
    needs: frozenset[str] = frozenset({"others", "floor", "required"})

    def faults(self, pattern: Pattern) -> Sequence[tuple[str, str]]:
        """`needs.others` must be a positive whole number."""
        others = pattern.needs.get("others", 1)
        if isinstance(others, int) and others >= 1:
            return Threshold().faults(pattern)
        return ((f"others = {others!r}", "a whole number of at least 1"),)

    def weigh(self, rows: pl.DataFrame, pattern: Pattern, level: When, grain: str) -> pl.DataFrame:
        """As a threshold; see `Kind.weigh`."""
        return Threshold().weigh(rows, pattern, level, grain)

    def settle(
        self, finding: Finding, pattern: Pattern, others: Sequence[Finding]
    ) -> Finding | None:
        """The finding from the instant at which enough others had fired, while it lasted."""
        needed = int(str(pattern.needs.get("others", 1)))
        firsts: dict[str, int] = {}
        for other in others:
            if other.end >= finding.start and other.first <= finding.end:
                firsts[other.pattern] = min(other.first, firsts.get(other.pattern, other.first))
        if len(firsts) < needed:
            return None
        together = sorted(firsts.values())[needed - 1]
        return replace(finding, first=max(finding.first, together))
