"""What every kind of pattern answers. The judge asks these questions and knows no kind."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import polars as pl

from vedette.model.finding import Finding
from vedette.model.pattern import Pattern, When


class Kind(Protocol):
    """How the rows of one level become firings, and firings findings."""

    @property
    def name(self) -> str:
        """The word that stands as `kind` in a pattern file."""
        ...

    @property
    def needs(self) -> frozenset[str]:
        """The keys of a pattern's `needs` that this kind reads."""
        ...

    def faults(self, pattern: Pattern) -> Sequence[tuple[str, str]]:
        """What is wrong with a pattern of this kind, as (found, expected)."""
        ...

    def weigh(self, rows: pl.DataFrame, pattern: Pattern, level: When, grain: str) -> pl.DataFrame:
        """The rows of one level that fire or nearly fire.

        Args:
            rows: profile rows of this pattern and level (see `model.profile.Profiles`).
            pattern: the pattern, thresholds of the rows' proxy already in it.
            level: the level.
            grain: the name of the rows' grain.

        Returns:
            Rows out of `rows` with four columns more: `confidence` (0-1), `peers_known`,
            and `guard` and `why`: null for a row that fires, else what holds it back.
        """
        ...

    def settle(
        self, finding: Finding, pattern: Pattern, others: Sequence[Finding]
    ) -> Finding | None:
        """The finding in the light of the others of the same client, or nothing.

        Args:
            finding: a finding of this pattern.
            pattern: the pattern.
            others: findings of other patterns that stand alone and accuse the same client.
        """
        ...
