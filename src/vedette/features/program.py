"""A grain's plan as arrays that the kernel reads.

Comes in: a `GrainPlan` and the batch's layout. Goes out: a `Program`, and per window which
column of a record holds which counter. It never sees a call.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Final

import numpy as np

from vedette.features.gates import Gate, gate_of
from vedette.features.kernel import shapes as k
from vedette.features.measures.catalog import MEASURES
from vedette.features.plan import GrainPlan, Level, Plan, WindowPlan, plain
from vedette.model.measure import Distinct, Gap, Measure, Quotient, Ratio, Step, Sum

NO_GATE: Final = 2**31 - 1
SHARE_SCALE: Final = 10_000
_KINDS: Final = {"near": k.NEAR, "run": k.RUN, "change": k.CHANGE}
_OPS: Final = {"at_least": k.AT_LEAST, "at_most": k.AT_MOST, "equals": k.EQUALS}


@dataclass(frozen=True, slots=True)
class Layout:
    """Where a window's counters stand in a record: the column of each atom by measure.

    `terms` are (kind, first, second, scale) by finished column name.
    """

    atoms: dict[str, int]
    terms: dict[str, tuple[int, int, int, int]]
    width: int


@dataclass(slots=True)
class _Draft:
    """The sections that become the lines of a `Program`; lines name others by their number."""

    plan: Plan
    grain: GrainPlan
    bits: dict[str, int]
    steps: list[str]
    trails: list[tuple[str, str | None]]
    sets: list[str]
    first_count: int
    windows: list[list[int]] = field(default_factory=list[list[int]])
    position: list[list[int]] = field(default_factory=list[list[int]])
    gate: dict[int, int] = field(default_factory=dict[int, int])
    sums: list[tuple[int, int]] = field(default_factory=list[tuple[int, int]])
    sum_slots: int = 0
    shares: list[tuple[int, int, int]] = field(default_factory=list[tuple[int, int, int]])
    atoms: list[tuple[int, int, int]] = field(default_factory=list[tuple[int, int, int]])
    terms: list[tuple[int, int, int, int]] = field(default_factory=list[tuple[int, int, int, int]])
    levels: list[list[int]] = field(default_factory=list[list[int]])
    conditions: list[tuple[int, int]] = field(default_factory=list[tuple[int, int]])
    bounds: list[tuple[float, ...]] = field(default_factory=list[tuple[float, ...]])
    refs: list[int] = field(default_factory=list[int])


def program_of(plan: Plan, grain: GrainPlan) -> tuple[k.Program, tuple[Layout, ...]]:
    """The program of one grain, its overrides' ids still empty, and its windows' layouts.

    Raises:
        ValueError: More is asked for than the kernel's state has room for.
    """
    draft = _draft(plan, grain)
    layouts = tuple(_window(draft, window) for window in grain.windows)
    return _program(draft), layouts


def _draft(plan: Plan, grain: GrainPlan) -> _Draft:
    steps = _union(grain, "steps")
    trails: list[tuple[str, str | None]] = []
    for name in (*steps, *_union(grain, "gaps")):
        trail = _trail(MEASURES[name])
        if trail not in trails:
            trails.append(trail)
    sets = _union(grain, "sets")
    sets += [g for g in grain.guards if g and g not in sets]
    bits = {name: bit for bit, name in enumerate(plan.counts)}
    bits |= {name: len(plan.counts) + i for i, name in enumerate(steps)}
    if len(steps) > 8 or len(grain.windows) > 8 or sum(t[1] is None for t in trails) > 1:
        raise ValueError("at most 8 step measures, 8 windows and 1 gap measure per grain")
    return _Draft(plan, grain, bits, steps, trails, sets, k.MARK_WIDE * len(grain.windows))


def _union(grain: GrainPlan, what: str) -> list[str]:
    names = {name for window in grain.windows for name in getattr(window, what)}
    return [name for name in MEASURES if name in names]


def _trail(measure: Measure) -> tuple[str, str | None]:
    if isinstance(measure, Step):
        return measure.where, measure.of
    assert isinstance(measure, Gap)
    return measure.where, None


def _window(draft: _Draft, window: WindowPlan) -> Layout:
    """Append one window to the draft."""
    first = draft.first_count + len(draft.gate)
    slots = {name: first + i for i, name in enumerate((*window.counts, *window.steps))}
    position = [0] * 64
    for name, slot in slots.items():
        position[draft.bits[name]] = slot
    draft.position.append(position)
    draft.gate |= dict.fromkeys(slots.values(), NO_GATE)
    if draft.plan.everyone:
        draft.gate[slots["calls"]] = 1
    line = [0] * k.LINE_WIDE
    line[k.LENGTH], line[k.STEP] = window.length // k.CELL, window.step // k.CELL
    line[k.MARK] = k.MARK_WIDE * len(draft.windows)
    line[k.MASK] = sum(1 << draft.bits[name] for name in slots)
    line[k.CALLS], line[k.C4], line[k.C5] = (
        slots[name] for name in ("calls", "client_errors", "server_errors")
    )
    line[k.SUMS], line[k.SHARES], line[k.ATOMS] = (
        len(draft.sums),
        len(draft.shares),
        len(draft.atoms),
    )
    atoms = _atoms(draft, window, slots)
    shares = _shares(draft, window)
    line[k.SUMS_END], line[k.SHARES_END], line[k.ATOMS_END] = (
        len(draft.sums),
        len(draft.shares),
        len(draft.atoms),
    )
    _levels(draft, window, line, slots, _Terms(draft, atoms, shares))
    draft.windows.append(line)
    return _layout(window, line, atoms)


def _atoms(draft: _Draft, window: WindowPlan, slots: dict[str, int]) -> dict[str, int]:
    """Append the window's counters; the atom of each measure (a gap: the first of three)."""
    atoms: dict[str, int] = {}
    for name, slot in slots.items():
        atoms[name] = len(draft.atoms)
        draft.atoms.append((k.A_COUNT, slot, 0))
    for name in (*window.sums, *window.gaps):
        gap = name in window.gaps
        column = -1 if gap else draft.plan.sums.index(name)
        draft.sums.append((column, k.HEAD_WIDE + draft.sum_slots))
        atoms[name] = len(draft.atoms)
        first = k.HEAD_WIDE + draft.sum_slots
        draft.atoms += [(k.A_SUM, first + i, 0) for i in range(3 if gap else 1)]
        draft.sum_slots += 3 if gap else 1
    for name in window.sets:
        atoms[name] = len(draft.atoms)
        draft.atoms.append((k.A_SET, 0, draft.sets.index(name)))
    return atoms


def _shares(draft: _Draft, window: WindowPlan) -> dict[str, int]:
    shares: dict[str, int] = {}
    for name in window.shares:
        slot = k.G_WIDE + len(draft.shares)
        shares[name] = slot
        if isinstance(MEASURES[name], Sum):
            draft.shares.append((draft.plan.sums.index(name), 0, slot))
        else:
            draft.shares.append((-1, draft.bits[name], slot))
    return shares


@dataclass(frozen=True, slots=True)
class _Terms:
    """Finds or appends the terms of one window."""

    draft: _Draft
    atoms: dict[str, int]
    shares: dict[str, int]

    def of(self, column: str, companion: str | None = None) -> int:
        """The number of the term that makes a finished column."""
        if companion == "of_proxy":
            made = (k.SHARE, self.atoms[column], self.shares[column], SHARE_SCALE)
        else:
            made = term_of(column, self.atoms)
        if made not in self.draft.terms:
            self.draft.terms.append(made)
        return self.draft.terms.index(made)


def term_of(column: str, atoms: dict[str, int]) -> tuple[int, int, int, int]:
    """(kind, first, second, scale) of a finished column, its counters at `atoms`."""
    name = plain(column)
    measure = MEASURES[name]
    if isinstance(measure, Ratio):
        kind = {name: k.RATIO, f"{name}_low": k.LOW, f"{name}_high": k.HIGH}[column]
        return kind, atoms[measure.part], atoms[measure.whole], 10**measure.decimals
    if isinstance(measure, Quotient):
        return k.QUOTIENT, atoms[measure.top], atoms[measure.bottom], 10**measure.decimals
    if isinstance(measure, Gap):
        return k.GAP_CV, atoms[name], atoms[name] + 1, 1
    return k.PLAIN, atoms[name], 0, 1


def _levels(
    draft: _Draft, window: WindowPlan, line: list[int], slots: dict[str, int], terms: _Terms
) -> None:
    line[k.REFS], line[k.LEVELS] = len(draft.refs), len(draft.levels)
    draft.refs += [terms.of(name) for name in window.peered]
    for level in window.levels:
        gate = gate_of(level, window)
        draft.gate[slots[gate.count]] = min(draft.gate[slots[gate.count]], gate.least)
        draft.levels.append(_level(draft, level, gate, slots, terms))
    line[k.REFS_END], line[k.LEVELS_END] = len(draft.refs), len(draft.levels)


def _level(
    draft: _Draft, level: Level, gate: Gate, slots: dict[str, int], terms: _Terms
) -> list[int]:
    line = [0] * 5
    line[k.LEVEL_GATE], line[k.LEVEL_BOUND] = slots[gate.count], gate.least
    line[k.LEVEL_FROM] = len(draft.conditions)
    ordered = sorted(
        zip(level.conditions, level.bounds, strict=True),
        key=lambda pair: isinstance(MEASURES[plain(pair[0].measure)], Distinct | Quotient),
    )
    for condition, bounds in ordered:
        term = terms.of(condition.measure, condition.companion)
        draft.conditions.append((term, _OPS[condition.bound]))
        draft.bounds.append(bounds)
        if condition.companion == "of_proxy":
            line[k.LEVEL_FLAGS] |= k.SHARED
    line[k.LEVEL_TO] = len(draft.conditions)
    if level.marks:
        line[k.LEVEL_FLAGS] |= k.MARKS
    if level.peered:
        line[k.LEVEL_FLAGS] |= k.PEERED
    return line


def _layout(window: WindowPlan, line: list[int], atoms: dict[str, int]) -> Layout:
    shift = k.R_SHARES + len(window.shares) - line[k.ATOMS]
    columns = {name: atom + shift for name, atom in atoms.items()}
    terms: dict[str, tuple[int, int, int, int]] = {}
    for name in window.finished:
        endings = ("", "_low", "_high") if isinstance(MEASURES[name], Ratio) else ("",)
        for ending in endings:
            terms[name + ending] = term_of(name + ending, columns)
    return Layout(columns, terms, line[k.ATOMS_END] + shift)


def _set_lines(draft: _Draft) -> list[tuple[int, ...]]:
    lines: list[tuple[int, ...]] = []
    longest = draft.grain.windows[-1].length
    slot = draft.first_count + len(draft.gate)
    for name in draft.sets:
        measure = MEASURES[name]
        assert isinstance(measure, Distinct)
        lives = [w.length for w in draft.grain.windows if name in w.sets]
        life = longest if name in draft.grain.guards else max(lives)
        column = draft.plan.values.index(measure.of)
        bit = draft.bits[measure.where]
        lines.append((column, bit, measure.cap, life // k.CELL, slot))
        slot += k.BLOCK_WIDE
    return lines


def _step_lines(draft: _Draft) -> list[tuple[int, ...]]:
    lines: list[tuple[int, ...]] = []
    for name in draft.steps:
        measure = MEASURES[name]
        assert isinstance(measure, Step)
        trail = draft.trails.index(_trail(measure))
        lines.append((trail, _KINDS[measure.kind], measure.size, draft.bits[name]))
    return lines


def _trail_lines(draft: _Draft) -> list[tuple[int, ...]]:
    first = k.HEAD_WIDE + draft.sum_slots
    return [
        (
            draft.bits[where],
            -1 if of is None else draft.plan.numbers.index(of),
            first + k.TRAIL_WIDE * i,
        )
        for i, (where, of) in enumerate(draft.trails)
    ]


def _sections(draft: _Draft) -> dict[str, k.I64]:
    """The sections in the order in which they become lines."""
    guards = [draft.sets.index(g) if g else -1 for g in draft.grain.guards]
    return {
        "windows": _table(draft.windows),
        "trails": _table(_trail_lines(draft)),
        "steps": _table(_step_lines(draft)),
        "sums": _table(draft.sums),
        "shares": _table(draft.shares),
        "sets": _table(_set_lines(draft)),
        "atoms": _table(draft.atoms),
        "terms": _table(draft.terms),
        "levels": _table(draft.levels),
        "conditions": _table(draft.conditions),
        "refs": _table([(term,) for term in draft.refs]),
        "guards": _table([guards]),
    }


def _table(lines: Sequence[Sequence[int]]) -> k.I64:
    made = np.zeros((len(lines), k.LINE_WIDE), np.int64)
    for number, line in enumerate(lines):
        made[number, : len(line)] = line
    return made


def _link(sections: dict[str, k.I64], first: dict[str, int]) -> None:
    """Turn numbers within a section into numbers of lines."""
    windows, terms = sections["windows"], sections["terms"]
    for name, column in (
        ("sums", k.SUMS),
        ("shares", k.SHARES),
        ("atoms", k.ATOMS),
        ("refs", k.REFS),
    ):
        windows[:, column : column + 2] += first[name]
    terms[:, k.TERM_A] += first["atoms"]
    two = (terms[:, k.TERM_KIND] != k.SHARE) & (terms[:, k.TERM_KIND] != k.PLAIN)
    terms[two, k.TERM_B] += first["atoms"]
    sections["conditions"][:, k.CONDITION_TERM] += first["terms"]
    sections["refs"][:, 0] += first["terms"]


def _program(draft: _Draft) -> k.Program:
    sections = _sections(draft)
    sizes = [len(lines) for lines in sections.values()]
    first = dict(zip(sections, accumulate([0, *sizes]), strict=False))
    _link(sections, first)
    grain = draft.grain.grain
    gaps = any(of is None for _, of in draft.trails)
    gate = np.full(draft.first_count + len(draft.gate), NO_GATE, np.int64)
    gate[list(draft.gate)] = list(draft.gate.values())
    return k.Program(
        lines=np.concatenate(list(sections.values())),
        position=np.array(draft.position, np.int64),
        gate=gate,
        bounds=np.array(draft.bounds, np.float64).reshape(-1, 1 + len(draft.grain.proxies)),
        overrides=np.zeros(len(draft.grain.proxies), np.int64),
        **first,
        n_windows=len(draft.windows),
        n_trails=len(draft.trails),
        n_steps=len(draft.steps),
        n_sets=len(draft.sets),
        n_shares=len(draft.shares),
        n_sums=len(draft.plan.sums),
        n_values=len(draft.plan.values),
        shift=len(draft.plan.counts),
        relevant=_relevant(draft),
        gap_line=k.GAP_OR_GROUP if gaps else 0,
        group_line=(k.GAP_OR_GROUP + int(gaps)) if grain.where else 0,
        share_by_group=int(grain.where == "proxy"),
    )


def _relevant(draft: _Draft) -> int:
    """The bits of the calls that concern the grain at all."""
    names = {name for window in draft.grain.windows for name in window.counts}
    for name in draft.sets:
        measure = MEASURES[name]
        assert isinstance(measure, Distinct)
        names.add(measure.where)
    return sum(1 << draft.bits[name] for name in names)
