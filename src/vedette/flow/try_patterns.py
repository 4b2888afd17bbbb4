"""`vedette test`: every pattern against its own examples, by the real engine and judge.

In: pattern files. Out: what each example brought. It is the only place where the examples
meet the engine; rooms do not know each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from vedette.detect import examples
from vedette.detect.examples import Tried
from vedette.detect.load import load_patterns
from vedette.features.engine import Engine
from vedette.features.measures.catalog import MEASURES
from vedette.features.plan import plan
from vedette.flow.detection import Detection, shipped_patterns
from vedette.model.finding import Finding, HeldBack
from vedette.model.pattern import Pattern
from vedette.model.profile import Profiles
from vedette.model.settings import Settings


@dataclass(frozen=True, slots=True)
class RealCourt:
    """The engine and the judge as an analysis wires them; see `detect.examples.Court`."""

    def judge(
        self, patterns: Sequence[Pattern], calls: pl.DataFrame
    ) -> tuple[Sequence[Finding], Sequence[HeldBack]]:
        """What these patterns find in these calls, and what was held back."""
        detection = Detection(patterns, Settings(), threads=1)
        detection.feed(calls)
        return detection.finish()

    def measure(self, patterns: Sequence[Pattern], calls: pl.DataFrame) -> Sequence[Profiles]:
        """The profiles of the clients that meet the absolute bounds of these patterns."""
        engine = Engine(plan(patterns), threads=1)
        return [*engine.feed(calls), *engine.finish()]


def try_patterns(files: Sequence[Path] = ()) -> tuple[Tried, ...]:
    """The examples of all patterns in these files and folders; of the shipped ones if none.

    An example may name others to be judged `with` it: of these files, or shipped ones.

    Raises:
        PatternError: if a file has a fault; all of them are in it.
    """
    read = [pattern for file in files for pattern in load_patterns(file, MEASURES)]
    shipped = shipped_patterns()
    return tuple(examples.try_patterns(read or shipped, RealCourt(), beside=shipped))
