"""What must be measured so that the given patterns can be judged.

Comes in: patterns with compiled conditions, thresholds per proxy. Goes out: a `Plan`: per grain
the windows, counters and levels that its patterns ask for, and what a batch of calls must
offer for them. It never sees a call.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from vedette.features.measures.catalog import MEASURES
from vedette.model.call import HOUR, MINUTE
from vedette.model.client import GRAINS, Grain
from vedette.model.measure import Count, Distinct, Gap, Measure, Quotient, Ratio, Step, Sum
from vedette.model.pattern import Condition, Pattern

Thresholds = Mapping[str, Mapping[str, Mapping[str, float]]]
"""Per pattern, per proxy: the bounds that replace a measure's in every level that has it."""

GUARDS: Final = ("keys", "tokens", "users", "networks")
"""The sets that tell a shared identity, kept over the longest window of every grain."""

ALWAYS: Final = ("calls", "client_errors", "server_errors")
"""The counts every window of every grain has: for `active` and `failing`."""

DEAR: Final = frozenset({"calls", "object_calls", "object_successes"})
"""Counts of most calls. A set over one costs a write per call and client, so it is kept
where a condition needs it, not where a pattern would only show it."""

LIFE: Final = 30 * MINUTE
"""Every client is remembered at least this long: its last call decides gaps and steps."""


@dataclass(frozen=True, slots=True)
class Level:
    """One level of one pattern at one grain: its absolute conditions and their bounds.

    `bounds[i]` are condition i's bound and, in order of `GrainPlan.proxies`, those of the
    proxies that have their own. `peered` are measures compared with peers.
    """

    pattern: str
    index: int
    window: int
    conditions: tuple[Condition, ...]
    bounds: tuple[tuple[float, ...], ...]
    peered: tuple[str, ...]
    marks: bool


@dataclass(frozen=True, slots=True)
class WindowPlan:
    """What is kept of one grain's clients in one window (µs). Names are measures, sorted."""

    length: int
    counts: tuple[str, ...]
    steps: tuple[str, ...]
    sums: tuple[str, ...]
    gaps: tuple[str, ...]
    sets: tuple[str, ...]
    shares: tuple[str, ...]
    peered: tuple[str, ...]
    finished: tuple[str, ...]
    levels: tuple[Level, ...]

    @property
    def step(self) -> int:
        """µs between the instants at which the window is judged."""
        return step_of(self.length)


@dataclass(frozen=True, slots=True)
class GrainPlan:
    """What is kept of one grain's clients; windows ascending, the last one is the longest."""

    grain: Grain
    windows: tuple[WindowPlan, ...]
    proxies: tuple[str, ...]
    guards: tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """What is kept of everybody. `counts[i]` is bit i of a call's mask; bit 0 is `calls`.

    `everyone`: clients are named whether or not they may meet a level (for tests).
    """

    grains: tuple[GrainPlan, ...]
    counts: tuple[str, ...]
    sums: tuple[str, ...]
    values: tuple[str, ...]
    numbers: tuple[str, ...]
    everyone: bool = False


@dataclass(slots=True)
class _Wanted:
    """What one grain's patterns ask for, by window, while it is gathered."""

    grain: Grain
    levels: dict[int, list[Level]] = field(default_factory=dict[int, list[Level]])
    names: dict[int, set[str]] = field(default_factory=dict[int, set[str]])


def step_of(window: int) -> int:
    """µs between the instants at which a window of that length is judged."""
    if window <= 10 * MINUTE:
        return MINUTE // 6
    return MINUTE if window <= HOUR else 10 * MINUTE


def plain(column: str) -> str:
    """The measure of a column: `client_error_share_low` -> `client_error_share`."""
    for name in (column, column.removesuffix("_low"), column.removesuffix("_high")):
        if name in MEASURES:
            return name
    raise KeyError(f"unknown measure {column!r}")


def parts(name: str) -> tuple[str, ...]:
    """The measures that a measure is made of: itself if it is kept as such."""
    measure = MEASURES[name]
    if isinstance(measure, Ratio):
        return (measure.part, measure.whole)
    if isinstance(measure, Quotient):
        return (measure.top, measure.bottom)
    return (name,)


def plan(
    patterns: Sequence[Pattern],
    thresholds: Thresholds | None = None,
    *,
    everyone: bool = False,
) -> Plan:
    """The plan for `patterns`, with the bounds that proxies set for themselves.

    Raises:
        KeyError: A pattern names an unknown measure or grain.
        ValueError: More is asked for than one kernel can hold.
    """
    wanted: dict[str, _Wanted] = {}
    proxies: dict[str, set[str]] = {}
    bounds = thresholds or {}
    for pattern in patterns:
        own = bounds.get(pattern.id, {})
        for name in pattern.per:
            grain = GRAINS[name]
            proxies.setdefault(name, set()).update(own if grain.where == "proxy" else ())
    for pattern in patterns:
        for name in pattern.per:
            asked = wanted.setdefault(name, _Wanted(GRAINS[name]))
            _ask(asked, pattern, bounds.get(pattern.id, {}), sorted(proxies[name]))
    grains = tuple(
        _grain(wanted[name], tuple(sorted(proxies[name]))) for name in GRAINS if name in wanted
    )
    return _offer(grains, everyone)


def _ask(
    wanted: _Wanted, pattern: Pattern, own: Mapping[str, Mapping[str, float]], proxies: list[str]
) -> None:
    for index, when in enumerate(pattern.levels):
        absolute = tuple(c for c in when.conditions if c.companion in (None, "of_proxy"))
        peered = tuple(c.measure for c in when.conditions if c.companion == "vs_peers")
        level = Level(
            pattern.id,
            index,
            when.window,
            absolute,
            tuple((c.value, *(_bound(c, own.get(p, {})) for p in proxies)) for c in absolute),
            peered,
            marks=pattern.alone or bool(peered),
        )
        wanted.levels.setdefault(when.window, []).append(level)
        names = wanted.names.setdefault(when.window, set())
        names.update(plain(c.measure) for c in when.conditions)
        names.update(plain(name) for name in pattern.shows if not _dear(plain(name)))


def _dear(name: str) -> bool:
    """Whether a measure needs a set that most calls write to: not for show alone."""
    sets = (MEASURES[part] for part in parts(name))
    return any(isinstance(one, Distinct) and one.where in DEAR for one in sets)


def _bound(condition: Condition, own: Mapping[str, float]) -> float:
    """A condition's bound at a proxy: a key is the measure, or measure.companion, as written."""
    suffix = f".{condition.companion}" if condition.companion else ""
    if suffix:
        return own.get(condition.measure + suffix, condition.value)
    name = plain(condition.measure)
    if isinstance(MEASURES[name], Ratio) and condition.measure == name:
        return own.get(f"{name}.raw", own.get(name, condition.value))
    return own.get(name, own.get(condition.measure, condition.value))


def _grain(wanted: _Wanted, proxies: tuple[str, ...]) -> GrainPlan:
    lengths = sorted({*wanted.names, LIFE} if max(wanted.names) < LIFE else wanted.names)
    guards = tuple(None if _known(wanted.grain, name) else name for name in GUARDS)
    windows = tuple(
        _window(length, wanted.names.get(length, set()), wanted.levels.get(length, []))
        for length in lengths
    )
    return GrainPlan(wanted.grain, windows, proxies, guards)


def _known(grain: Grain, guard: str) -> bool:
    """Whether a client of the grain has exactly one of what the guard counts."""
    if guard == "networks":
        return "ip" in grain.who or "subnet" in grain.who
    return grain.verified == f"{guard.removesuffix('s')}_auth"


def _window(length: int, names: set[str], levels: list[Level]) -> WindowPlan:
    kept = {part for name in names for part in parts(name)}
    kept.update(ALWAYS)
    # A level's gate is a count: a set can only be that large if its calls are that many.
    kept.update([w for name in kept for w in [_where(MEASURES[name])] if w is not None])
    shares = {c.measure for lv in levels for c in lv.conditions if c.companion == "of_proxy"}
    return WindowPlan(
        length,
        counts=_of(kept, Count),
        steps=_of(kept, Step),
        sums=_of(kept, Sum),
        gaps=_of(kept, Gap),
        sets=_of(kept, Distinct),
        shares=tuple(sorted(shares)),
        peered=tuple(sorted({name for lv in levels for name in lv.peered})),
        finished=tuple(name for name in MEASURES if name in names or name == "calls"),
        levels=tuple(levels),
    )


def _of(names: Iterable[str], shape: type) -> tuple[str, ...]:
    chosen = set(names)
    return tuple(name for name in MEASURES if name in chosen and isinstance(MEASURES[name], shape))


def _where(measure: Measure) -> str | None:
    return measure.where if isinstance(measure, Distinct | Step | Gap | Sum) else None


def _offer(grains: tuple[GrainPlan, ...], everyone: bool) -> Plan:
    """What a batch must hold: the flags, sums, values and numbers of each call."""
    windows = [window for grain in grains for window in grain.windows]
    sets = {name for w in windows for name in w.sets}
    sets.update(guard for grain in grains for guard in grain.guards if guard)
    counts = {name for w in windows for name in w.counts}
    counts.update([w for name in sets for w in [_where(MEASURES[name])] if w])
    values = {m.of for name in sets if isinstance(m := MEASURES[name], Distinct)}
    steps = {name for w in windows for name in w.steps}
    numbers = {m.of for name in steps if isinstance(m := MEASURES[name], Step)}
    sums = {name for w in windows for name in w.sums}
    if len(counts) > 54:
        raise ValueError(f"{len(counts)} counts asked for; a call's mask has room for 54")
    return Plan(
        grains,
        counts=("calls", *(name for name in MEASURES if name in counts - {"calls"})),
        sums=tuple(name for name in MEASURES if name in sums),
        values=tuple(sorted(values)),
        numbers=tuple(sorted(numbers)),
        everyone=everyone,
    )
