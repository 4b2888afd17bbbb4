"""Profiles from what the kernel wrote down: finished columns with names.

Comes in: a grain's output. Goes out: one `Profiles` per window, its lines in a fixed order.
It never judges: it finishes the very numbers that the kernel compared.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import polars as pl

from vedette.features.kernel import shapes as k
from vedette.features.kernel.finish import columns as finish
from vedette.features.measures.catalog import MEASURES
from vedette.features.plan import GrainPlan, WindowPlan, plain
from vedette.features.program import SHARE_SCALE, Layout
from vedette.features.room import Output
from vedette.model.measure import Quotient, Ratio
from vedette.model.profile import Profiles

_SEEN: Final = ("keys_seen", "tokens_seen", "users_seen", "networks_seen")


def profiles(grain: GrainPlan, layouts: tuple[Layout, ...], output: Output) -> list[Profiles]:
    """The profiles of each window in which some client met a level."""
    made: list[Profiles] = []
    levels = [(w, level) for w in grain.windows for level in w.levels]
    hit = output.records[output.hits[:, 0], k.R_WINDOW]
    for number, (window, layout) in enumerate(zip(grain.windows, layouts, strict=True)):
        hits = output.hits[hit == number]
        if not hits.size:
            continue
        which = hits[:, 0]
        frame = pl.DataFrame(
            {
                "at": output.records[which, k.R_AT] * k.CELL,
                "pattern": pl.Series([levels[i][1].pattern for i in hits[:, 1]], dtype=pl.String),
                "level": pl.Series([levels[i][1].index for i in hits[:, 1]], dtype=pl.Int64),
            }
        )
        frame = frame.hstack(finished(window, layout, output)[which])
        order = ["at", "pattern", "level", *grain.grain.columns]
        made.append(Profiles(grain.grain.name, window.length, frame.sort(order)))
    return made


def everybody(window: WindowPlan, layout: Layout, output: Output) -> pl.DataFrame:
    """The finished columns of all records, whichever level they met."""
    return finished(window, layout, output)


def finished(window: WindowPlan, layout: Layout, output: Output) -> pl.DataFrame:
    """A line per record: the client's columns, its measures, its peers, its guards."""
    records = output.records
    made: dict[str, pl.Series] = {name: output.names[name] for name in output.names.columns}
    for name, term in layout.terms.items():
        made[name] = _measure(name, term, records)
    for i, name in enumerate(window.shares):
        part, whole = records[:, layout.atoms[name]], records[:, k.R_SHARES + i]
        made[f"{name}.of_proxy"] = _real(finish(k.RATIO, part, whole, whole, float(SHARE_SCALE)))
    for i, name in enumerate(window.peered):
        asked = np.where(records[:, k.R_PEERS] < 0, np.nan, output.refs[:, i])
        made[f"{name}.peers"] = _real(asked)
    made["peers"] = _unless(records[:, k.R_PEERS], records[:, k.R_PEERS] < 0)
    made["active"] = pl.Series(records[:, k.R_ACTIVE])
    made["failing"] = pl.Series(records[:, k.R_FAILING])
    for i, name in enumerate(_SEEN):
        made[name] = pl.Series(records[:, k.R_KEYS + i])
    start = records[:, k.R_AT] * k.CELL - window.length
    made["first"] = _unless(records[:, k.R_BORN], records[:, k.R_BORN] < start)
    return pl.DataFrame(made)


def _measure(name: str, term: tuple[int, int, int, int], records: k.I64) -> pl.Series:
    kind, first, second, scale = term
    if kind == k.PLAIN:
        return pl.Series(records[:, first])
    third = second + 1 if kind == k.GAP_CV else second
    values = finish(kind, records[:, first], records[:, second], records[:, third], float(scale))
    made = _real(values)
    return made if isinstance(MEASURES[plain(name)], Ratio | Quotient) else made.cast(pl.Int64)


def _real(values: k.F64) -> pl.Series:
    return pl.Series(values).fill_nan(None)


def _unless(values: k.I64, missing: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> pl.Series:
    return pl.DataFrame({"v": values, "m": missing}).select(
        pl.when(pl.col("m").not_()).then(pl.col("v"))
    )["v"]
