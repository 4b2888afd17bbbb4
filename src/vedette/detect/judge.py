"""The judge: profiles and patterns to findings, and to what was held back.

In: `Profiles` as the engine finishes them. Out: findings as episodes. Rows are weighed in
frames, never one by one; only episodes become Python objects. The outcome is the same
whatever the batches. It knows no kind, no guard and no pattern by name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final, cast

import polars as pl

from vedette.detect import guards
from vedette.detect.episode import MOST, Episodes, as_episodes
from vedette.detect.findings import (
    backend_fault_of,
    finding_id,
    finding_of,
    held_of,
    units_of,
)
from vedette.detect.guards import Setting
from vedette.detect.kinds.catalog import KINDS
from vedette.detect.kinds.threshold import column_of
from vedette.detect.known_good import KnownGood
from vedette.detect.telling import by_client, same_client, telling
from vedette.detect.thresholds import Overrides, lenient, overridden
from vedette.model.client import GRAINS
from vedette.model.finding import SEVERITIES, Finding, HeldBack
from vedette.model.measure import Measure
from vedette.model.pattern import Pattern, When
from vedette.model.profile import Profiles
from vedette.model.settings import Exclusion

BATCH: Final = 50_000
"""Profile rows that wait before they are weighed together."""

MOST_HELD: Final = 10_000
"""What was held back is told of at most this many clients, the strongest."""


class Judge:
    """Weighs profiles against patterns; see the module.

    Args:
        patterns: the patterns; rows of others are ignored.
        measures: every measure by name, for units.
        exclusions: clients that make no finding for a time (G6).
        crawlers: values of `ip` whose network bears out that they are a crawler (G6).
        thresholds: pattern -> proxy -> bound -> value, as in the settings.
        carried: `ip` and `carried`, the identities behind it on all proxies (G2).
    """

    def __init__(
        self,
        patterns: Sequence[Pattern],
        *,
        measures: Mapping[str, Measure],
        exclusions: Iterable[Exclusion] = (),
        crawlers: Iterable[str] = (),
        thresholds: Mapping[str, Overrides] | None = None,
        carried: pl.DataFrame | None = None,
    ) -> None:
        self._patterns = {pattern.id: pattern for pattern in patterns}
        self._units = units_of(measures)
        self._known = KnownGood(tuple(exclusions), frozenset(crawlers))
        self._thresholds = thresholds or {}
        self._carried = carried
        self._fired: dict[str, Episodes] = {}
        self._held: dict[str, Episodes] = {}
        self._faults = Episodes(("proxy",))
        self._waiting: dict[tuple[str, int], list[pl.DataFrame]] = {}
        self._rows = 0

    def sees(self, calls: pl.DataFrame) -> pl.DataFrame:
        """The calls (`CALLS`) as they are to be measured.

        An excluded client's key, token and user count as shown, not as verified: at those
        grains nobody could tell any more who made the calls, so they are not measured there.
        At the grains of its address they are, and what they raise is held back (G6).
        """
        return self._known.unverified(calls)

    def take(self, profiles: Profiles) -> None:
        """Take what was measured at some instants; order and batches do not matter."""
        if profiles.frame.height == 0:
            return
        self._waiting.setdefault((profiles.grain, profiles.window), []).append(profiles.frame)
        self._rows += profiles.frame.height
        if self._rows >= BATCH:
            self._weigh_waiting()

    def finish(self) -> tuple[tuple[Finding, ...], tuple[HeldBack, ...]]:
        """All findings and all that was held back so far, in order of time.

        It may be asked at any time, and again after more profiles.
        """
        self._weigh_waiting()
        raised = [f for grain in self._fired for f in self._findings(grain)]
        settled = [*self._settled(raised), *self._backend_faults()]
        found = sorted(telling(settled), key=_when)
        accused = {(f.pattern, f.clients, f.proxy) for f in found}
        held = sorted((h for g in self._held for h in self._holdings(g, accused)), key=_last)
        return tuple(found), tuple(held)

    @property
    def notes(self) -> tuple[str, ...]:
        """What the reader must know: episodes that were too many to keep."""
        lost = sum(episodes.dropped for episodes in self._fired.values())
        if not lost:
            return ()
        return (f"{lost} weak findings were left out: more than {MOST} at one grain.",)

    def _weigh_waiting(self) -> None:
        waiting, self._waiting, self._rows = self._waiting, {}, 0
        for (grain, window), frames in waiting.items():
            rows = pl.concat(frames, how="diagonal_relaxed").with_columns(
                pl.col("pattern").cast(pl.String)
            )
            groups = rows.partition_by("pattern", "level", as_dict=True)
            for (name, level), part in cast("dict[tuple[str, int], pl.DataFrame]", groups).items():
                if name in self._patterns:
                    self._weigh(part, grain, window, name, level)

    def _weigh(self, rows: pl.DataFrame, grain: str, window: int, name: str, number: int) -> None:
        if self._carried is not None and "ip" in rows.columns:
            rows = rows.join(self._carried, on="ip", how="left", maintain_order="left")
        for pattern, part in self._for_proxies(rows, name):
            weighed = weigh(part, Setting(grain, pattern, pattern.levels[number], self._known))
            fired = weighed.filter(pl.col("guard").is_null()).drop("guard", "why")
            held = weighed.filter(pl.col("guard").is_not_null())
            keys = ("pattern", *GRAINS[grain].columns)
            self._fired.setdefault(grain, Episodes(keys)).add(as_episodes(fired, window))
            holds = self._held.setdefault(grain, Episodes((*keys, "guard"), ever=True))
            holds.add(as_episodes(held, window))
            self._faults.add(as_episodes(_failing(held), window))

    def _for_proxies(self, rows: pl.DataFrame, name: str) -> Iterator[tuple[Pattern, pl.DataFrame]]:
        """The rows with the thresholds that hold for their proxy."""
        if not self._thresholds.get(name):
            yield self._patterns[name], rows
        elif "proxy" not in rows.columns:
            yield self._pattern(name, None), rows
        else:
            for proxy, part in rows.partition_by("proxy", as_dict=True).items():
                yield self._pattern(name, cast("str", proxy[0])), part

    def _pattern(self, name: str, proxy: str | None) -> Pattern:
        pattern, own = self._patterns[name], self._thresholds.get(name)
        if not own:
            return pattern
        return lenient(pattern, own) if proxy is None else overridden(pattern, own.get(proxy, {}))

    def _findings(self, grain: str) -> Iterator[Finding]:
        frame = self._fired[grain].frame()
        for row in frame.iter_rows(named=True) if frame is not None else ():
            pattern = self._pattern(row["pattern"], row.get("proxy"))
            yield finding_of(row, grain, pattern, self._units)

    def _settled(self, raised: Sequence[Finding]) -> Iterator[Finding]:
        index = by_client(f for f in raised if f.alone)
        for finding in raised:
            pattern = self._patterns[finding.pattern]
            others = [f for f in same_client(finding, index) if f.pattern != finding.pattern]
            settled = KINDS[pattern.kind].settle(finding, pattern, others)
            if settled is not None:
                yield settled if settled is finding else _named(settled, pattern)

    def _holdings(self, grain: str, accused: set[tuple[Any, ...]]) -> Iterator[HeldBack]:
        frame = self._held[grain].frame()
        if frame is None:
            return
        strongest = frame.sort("rank", "strength", descending=True).head(MOST_HELD)
        for row in strongest.iter_rows(named=True):
            pattern = self._pattern(row["pattern"], row.get("proxy"))
            held = held_of(row, grain, pattern, self._units)
            if held.guard == "G6" or (held.pattern, held.clients, held.proxy) not in accused:
                yield held

    def _backend_faults(self) -> Iterator[Finding]:
        """One finding per proxy and time for what G3 held back."""
        frame = self._faults.frame()
        for row in frame.iter_rows(named=True) if frame is not None else ():
            yield backend_fault_of(row)


def _failing(held: pl.DataFrame) -> pl.DataFrame:
    """Rows held back by G3, as facts about their proxy (null: the whole gateway)."""
    rows = held.filter(pl.col("guard") == "G3")
    if "proxy" not in rows.columns:
        rows = rows.with_columns(pl.lit(None, pl.String).alias("proxy"))
    strength = pl.col("failing").cast(pl.Float64).alias("strength")
    return rows.with_columns(strength).select("proxy", *_FAULT) if rows.height else rows


_FAULT: Final = (
    "failing", "active", "at", "rank", "strength", "level", "most_calls", "shared",
)  # fmt: skip


def weigh(rows: pl.DataFrame, setting: Setting) -> pl.DataFrame:
    """Rows of one level that fire or were held back.

    Returns:
        Rows with `guard` and `why` (null: it fires), `shared`, `broken`, `confidence`,
        `peers_known`, `rank` (severity), `strength` (first bound exceeded how many times)
        and `most_calls`.
    """
    pattern, level = setting.pattern, setting.level
    weighed = KINDS[pattern.kind].weigh(rows, pattern, level, setting.grain)
    asked = [
        (guard, ask(weighed, setting))
        for guard, ask in guards.HOLDS
        if guard in guards.ALWAYS or guard in pattern.guards
    ]
    why = pl.coalesce("why", *(reason for _, reason in asked))
    which = pl.coalesce(
        "guard", *(pl.when(reason.is_not_null()).then(pl.lit(guard)) for guard, reason in asked)
    )
    marks = [
        (ask(weighed, setting).is_not_null() & pl.lit(guard in pattern.guards)).alias(name)
        for name, guard, ask in guards.MARKS
    ]
    marked = weighed.with_columns(why.alias("why"), which.alias("guard"), *marks)
    return marked.with_columns(
        pl.when("broken").then(0).otherwise(SEVERITIES.index(level.severity)).alias("rank"),
        _strength(level).alias("strength"),
        _calls(marked).alias("most_calls"),
    )


def _strength(level: When) -> pl.Expr:
    first = next((c for c in level.conditions if c.bound == "at_least" and c.value > 0), None)
    if first is None:
        return pl.lit(1.0)
    return (pl.col(column_of(first)).cast(pl.Float64) / first.value).fill_null(1.0)


def _calls(rows: pl.DataFrame) -> pl.Expr:
    return pl.col("calls").cast(pl.Int64) if "calls" in rows.columns else pl.lit(0, pl.Int64)


def _named(finding: Finding, pattern: Pattern) -> Finding:
    where = (finding.proxy, finding.operation)
    return replace(finding, id=finding_id(pattern, finding.clients[0], where, finding.first))


def _when(finding: Finding) -> tuple[Any, ...]:
    return (finding.first, finding.pattern, finding.clients, finding.proxy or "", finding.id)


def _last(held: HeldBack) -> tuple[Any, ...]:
    return (held.first, held.pattern, held.clients, held.proxy or "", held.guard)
