"""When: how regular the calls are."""

from __future__ import annotations

from typing import Final

from vedette.model.measure import Gap, Measure

MEASURES: Final[tuple[Measure, ...]] = (
    Gap("gap_cv", "how much the gaps between calls vary (0 = a metronome)", "calls"),
)
