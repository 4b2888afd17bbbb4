"""The count of what was read and what was not.

Comes in: rejected lines by reason. Goes out: counts, and a few masked samples of each.
Never keeps a line unmasked.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from vedette.model.analysis import Rejected
from vedette.watch.mask import mask

PER_REASON: Final = 5
"""Samples kept of each reason and file."""


@dataclass(slots=True)
class Tally:
    """How the lines of one file fared."""

    file: str
    calls: int = 0
    rejected: Counter[str] = field(default_factory=Counter[str])
    samples: list[Rejected] = field(default_factory=list[Rejected])

    @property
    def lines(self) -> int:
        """Calls and rejected lines; headers and blank lines are neither."""
        return self.calls + self.rejected.total()

    def wants(self, reason: str) -> int:
        """How many more samples of a reason are kept."""
        return max(0, PER_REASON - self.rejected[reason])

    def reject(self, reason: str, count: int, shown: list[tuple[int, str]]) -> None:
        """Counts lines and keeps samples: (line number, raw text) of the first few."""
        room = self.wants(reason)
        self.samples += [
            Rejected(self.file, number, reason, mask(text)) for number, text in shown[:room]
        ]
        self.rejected[reason] += count
