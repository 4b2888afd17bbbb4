"""A batch of calls as arrays for the kernel.

Comes in: a `Calls` frame in time order. Goes out: `Columns`: a bit mask of flags per call, sums,
64-bit ids of values and clients. Ids are seeded hashes: equal values have equal ids, and nothing
that leaves this room depends on them. It never keeps a call.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import polars as pl

from vedette.features.kernel.shapes import (
    B_MASK,
    B_TIME,
    B_VALUES,
    CELL,
    I32,
    I64,
    NOTHING,
    O_GROUP,
    O_KEY,
)
from vedette.features.measures.catalog import ATTEMPTS, LARGEST, MEASURES, counted
from vedette.features.plan import Plan
from vedette.model.client import Grain
from vedette.model.measure import Count, Sum

_ODD: Final = np.uint64(0x9E3779B97F4A7C15)
_MIX: Final = np.uint64(0xBF58476D1CE4E5B9)
_SHIFT: Final = np.uint64(29)


@dataclass(frozen=True, slots=True)
class Columns:
    """`n` calls as arrays.

    `common` (lines, n): time (µs), mask, sums, values, numbers; `own` (2, n) per grain: the
    ids of client and group, 0 is no client. `names` has the grains' text columns.
    """

    cell: I32
    common: I64
    own: tuple[I64, ...]
    names: pl.DataFrame


@dataclass(frozen=True, slots=True)
class Reader:
    """Turns frames into arrays, for one plan and one seed of the hashes."""

    plan: Plan
    seed: int
    expressions: tuple[pl.Expr, ...] = field(init=False)

    def __post_init__(self) -> None:
        made = (*_flags(self.plan), *_sums(self.plan), *_numbers(self.plan), *self._hashes())
        object.__setattr__(self, "expressions", made)

    def read(self, calls: pl.DataFrame, not_before: int) -> Columns:
        """The calls that count, as arrays; times before the cell `not_before` are moved to it."""
        wanted = pl.col("preflight").not_()
        if ATTEMPTS not in self.plan.counts:
            wanted &= pl.col("attempt").not_()
        calls = calls.filter(wanted)
        made = calls.lazy().select(*self.expressions).collect()
        plan = self.plan
        common = np.empty(
            (B_VALUES + len(plan.sums) + len(plan.values) + len(plan.numbers), made.height),
            np.int64,
        )
        time = np.maximum(calls["time"].to_numpy(), not_before * CELL)
        common[B_TIME] = np.maximum.accumulate(time) if time.size else time
        common[B_MASK] = self._mask(made)
        lines = [made[f"+{name}"].to_numpy() for name in plan.sums]
        lines += [_joined(made, split(of)) for of in plan.values]
        lines += [made[f"={name}"].to_numpy() for name in plan.numbers]
        for number, line in enumerate(lines, B_VALUES):
            common[number] = line
        columns = sorted({c for g in plan.grains for c in g.grain.columns})
        return Columns(
            cell=(common[B_TIME] // CELL).astype(np.int32),
            common=common,
            own=tuple(self._own(made, g.grain) for g in plan.grains),
            names=calls.select(columns),
        )

    def key_of(self, text: str) -> int:
        """The id of one text, as in `Columns.groups`."""
        return int(_array(pl.Series([text]).hash(self.seed))[0])

    def _hashes(self) -> list[pl.Expr]:
        pieces = {p for of in self.plan.values for p in split(of)}
        pieces |= {c for g in self.plan.grains for c in g.grain.columns}
        made = [_read(p).hash(self.seed).alias(f"#{p}") for p in sorted(pieces)]
        made += [_read(p).is_null().alias(f"?{p}") for p in sorted(pieces)]
        auths = sorted({g.grain.verified for g in self.plan.grains if g.grain.verified})
        return made + [(pl.col(a) == "verified").fill_null(value=False).alias(a) for a in auths]

    def _mask(self, made: pl.DataFrame) -> I64:
        mask = np.zeros(made.height, np.int64)
        for bit, name in enumerate(self.plan.counts):
            mask |= made[f"!{name}"].to_numpy().astype(np.int64) << bit
        return mask

    def _own(self, made: pl.DataFrame, grain: Grain) -> I64:
        own = np.zeros((2, made.height), np.int64)
        own[O_KEY] = _joined(made, grain.columns)
        if grain.verified:
            own[O_KEY] *= made[grain.verified].to_numpy()
        if grain.where:
            own[O_GROUP] = _array(made[f"#{grain.where}"])
        return own


def split(of: str) -> tuple[str, ...]:
    """The expressions of `Distinct.of`: several, joined by commas, count as one value."""
    if "(" in of:
        return (of,)
    return tuple(part.strip().strip('"') for part in of.split(","))


def _read(piece: str) -> pl.Expr:
    return pl.col(piece) if piece.isidentifier() else pl.sql_expr(piece)


def _flags(plan: Plan) -> list[pl.Expr]:
    made: list[pl.Expr] = []
    for name in plan.counts:
        measure = MEASURES[name]
        assert isinstance(measure, Count)
        flag = pl.sql_expr(f"({measure.where}) AND {counted(name)}")
        made.append(_full(flag.fill_null(value=False)).alias(f"!{name}"))
    return made


def _full(flag: pl.Expr) -> pl.Expr:
    # A literal (TRUE) would make a column of one line.
    return pl.col("attempt").is_not_null() & flag


def _sums(plan: Plan) -> list[pl.Expr]:
    made: list[pl.Expr] = []
    for name in plan.sums:
        measure = MEASURES[name]
        assert isinstance(measure, Sum)
        where = MEASURES[measure.where]
        assert isinstance(where, Count)
        text = f"CASE WHEN ({where.where}) AND {counted(where.name)} THEN {measure.of} ELSE 0 END"
        made.append(pl.sql_expr(text).fill_null(0).cast(pl.Int64).alias(f"+{name}"))
    return made


def _numbers(plan: Plan) -> list[pl.Expr]:
    return [
        pl.when(pl.col(name).is_between(-LARGEST, LARGEST))
        .then(pl.col(name))
        .otherwise(NOTHING)
        .fill_null(NOTHING)
        .alias(f"={name}")
        for name in plan.numbers
    ]


def _joined(made: pl.DataFrame, pieces: Sequence[str]) -> I64:
    """One id of several columns: 0 where any is null, never 0 elsewhere."""
    joined = made[f"#{pieces[0]}"].to_numpy()
    missing = made[f"?{pieces[0]}"].to_numpy()
    for piece in pieces[1:]:
        joined = (joined * _ODD) ^ made[f"#{piece}"].to_numpy()
        joined = (joined ^ (joined >> _SHIFT)) * _MIX
        missing = missing | made[f"?{piece}"].to_numpy()
    # Multiplying moves entropy up; the tables take low bits.
    joined = joined ^ (joined >> _SHIFT)
    return np.where(missing, 0, np.maximum(joined, 1)).view(np.int64)


def _array(ids: pl.Series) -> I64:
    return np.maximum(ids.to_numpy(), 1).view(np.int64)
