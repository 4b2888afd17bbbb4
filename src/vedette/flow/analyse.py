"""From the log to the analysis: the whole walk, on files that do not change.

Comes in: paths, settings and options. Goes out: an `Analysis`. Three passes: read and
spool the calls; in the order of time name their operations, keep them, measure and judge
them; then explain what was found and propose a rule for each incident. The calls lie in a
private folder meanwhile, which is removed at the end.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

import polars as pl

from vedette.decide.good import good_clients
from vedette.decide.scope import with_proposals
from vedette.explain.incidents import incidents
from vedette.features.measures.catalog import MEASURES
from vedette.flow import inventory, secret
from vedette.flow.carried import Carried
from vedette.flow.detection import Detection, shipped_patterns
from vedette.flow.errors import CannotRun
from vedette.flow.options import AnalyseOptions
from vedette.flow.progress import Progress, Silent
from vedette.flow.tune import Tuner
from vedette.model.analysis import Analysis
from vedette.model.finding import Finding, HeldBack
from vedette.model.incident import Incident
from vedette.model.pattern import Pattern
from vedette.model.settings import Settings
from vedette.store.history import ParquetHistory
from vedette.store.spool import Spool
from vedette.watch.enrich.enricher import Enricher
from vedette.watch.enrich.fault import Fault
from vedette.watch.read import UnreadableError, read
from vedette.watch.sources.ahead import ahead

SILENT: Final = Silent()


def analyse(
    paths: Sequence[str],
    settings: Settings,
    options: AnalyseOptions,
    progress: Progress = SILENT,
) -> Analysis:
    """Read logs and find who attacks which API, why, and what would stop it.

    Raises:
        CannotRun: nothing could be read, or a file that the settings name is unusable.
    """
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="vedette-") as folder:
        walk = _Walk(settings, options, progress, Path(folder))
        try:
            walk.read(paths)
        except (UnreadableError, Fault, ValueError, KeyError) as fault:
            raise CannotRun(str(fault.args[0] if fault.args else fault)) from fault
        walk.judge()
        analysis = walk.explain()
    return replace(analysis, seconds=round(time.monotonic() - begun, 3))


class _Walk:
    """One analysis under way: what each pass leaves for the next."""

    def __init__(
        self, settings: Settings, options: AnalyseOptions, progress: Progress, folder: Path
    ) -> None:
        self._settings = settings
        self._options = options
        self._progress = progress
        self._base = options.config_path.parent if options.config_path else Path.cwd()
        self._patterns = shipped_patterns()
        self._spool = Spool(folder / "spool")
        self._history = ParquetHistory(folder / "history")
        self._inventory = inventory.Inventory()
        self._crawlers: set[str] = set()
        self._carried = Carried()
        self._notes: list[str] = []
        self._now = time.time_ns() // 1000

    def read(self, paths: Sequence[str]) -> None:
        """Read every line once; keep its call, enriched by all but the whole's knowledge."""
        key = secret.for_analysis(self._settings, self._base)
        self._enricher = Enricher(
            self._settings,
            key=key.key,
            trusted_hops=self._options.trusted_hops,
            base=self._base,
            now=self._now,
            specs=(self._options.spec,) if self._options.spec else (),
        )
        reading = read(
            paths,
            format=self._options.format,
            layouts=self._settings.formats,
            timezone=self._options.timezone or "UTC",
            now=self._now,
            progress=self._told(),
        )
        for wire in ahead(iter(reading)):
            calls = self._within(self._enricher.first(wire))
            crawlers = calls.filter(pl.col("verified_bot")).get_column("ip")
            self._crawlers.update(crawlers.drop_nulls().unique())
            self._carried.add(calls)
            self._spool.append(calls)
        self._input = reading.report()
        self._key = key

    def _told(self) -> Callable[[str, int, int], None]:
        """Passes on how much was read; the reader tells sums, the listener wants steps."""
        done = 0

        def tell(_file: str, read: int, total: int) -> None:
            nonlocal done
            if not done:
                self._progress.stage("reading", total or None, "bytes")
            self._progress.advance(read - done)
            done = read

        return tell

    def judge(self) -> None:
        """Walk through the calls in the order of time: name, keep, measure, judge."""
        self._enricher.learn()
        detection = Detection(
            self._patterns,
            self._settings,
            crawlers=self._crawlers,
            carried=self._carried.addresses(),
            progress=self._progress,
        )
        tuning = Tuner(self._patterns, self._settings) if self._options.tune else None
        self._progress.stage("judging", self._spool.rows, "calls")
        for calls in ahead(self._named()):
            detection.feed(calls)
            if tuning:
                tuning.feed(calls)
            self._progress.advance(calls.height, calls.height)
        self._findings, self._held_back = detection.finish()
        self._notes.extend(detection.notes)
        self._tuning = tuning.finish() if tuning else ()

    def _named(self) -> Iterator[pl.DataFrame]:
        """The calls in the order of time, complete and kept."""
        for spooled in self._spool.walk():
            calls = self._enricher.second(spooled)
            self._history.append(calls)
            self._inventory.add(calls)
            yield calls

    def explain(self) -> Analysis:
        """Say what happened, and what would stop it."""
        self._progress.stage("explaining", None)
        found, findings = self._incidents(self._findings, self._held_back)
        notes = (self._key.note, *self._enricher.notes(), *self._notes)
        return Analysis(
            input=self._input,
            incidents=found,
            findings=findings,
            held_back=self._held_back,
            notes=tuple(note for note in notes if note),
            operations=self._inventory.operations(),
            tuning=self._tuning,
        )

    def _incidents(
        self, findings: Sequence[Finding], held_back: Sequence[HeldBack]
    ) -> tuple[tuple[Incident, ...], tuple[Finding, ...]]:
        if not findings:
            return (), ()
        patterns: dict[str, Pattern] = {pattern.id: pattern for pattern in self._patterns}
        good = good_clients(self._history, exclusions=self._settings.exclusions)
        told = incidents(
            findings,
            held_back,
            self._history,
            patterns=patterns,
            good=good,
            measures=MEASURES,
        )
        found = with_proposals(
            told.incidents,
            self._history,
            good=good,
            protected=self._settings.protected,
            patterns=patterns,
        )
        return found, told.findings

    def _within(self, calls: pl.DataFrame) -> pl.DataFrame:
        """The calls between `--since` and `--until`."""
        if self._options.since is not None:
            calls = calls.filter(pl.col("time") >= self._options.since)
        if self._options.until is not None:
            calls = calls.filter(pl.col("time") < self._options.until)
        return calls
