"""How numbers are finished from counters: one arithmetic for the kernel and for the columns.

Comes in: integer counters. Goes out: rounded numbers; NaN where there is none. It never
keeps anything. Every function rounds half up to the measure's decimals (`scale` is their
power of ten), so that a bound is compared with the very number that is shown.
"""

from __future__ import annotations

from math import floor, isnan, sqrt
from typing import Final

import numpy as np

from vedette.features.kernel import shapes as k
from vedette.features.kernel.jit import entry, inner

Z: Final = 1.959963984540054
"""The 97.5 % quantile of the normal distribution: 95 % of it lies within -Z and Z."""

Z2: Final = Z * Z
Z4: Final = Z2 / 4.0


@inner
def rounded(value: float, scale: float) -> float:
    """`value` to the decimals of `scale`, half up."""
    return floor(value * scale + 0.5) / scale


@inner
def ratio(part: float, whole: float, scale: float) -> float:
    """`part` / `whole`."""
    return rounded(part / whole, scale) if whole > 0 else np.nan


@inner
def low(part: float, whole: float, scale: float) -> float:
    """The lower 95 % Wilson bound of `part` among `whole`."""
    if whole <= 0:
        return np.nan
    share = part / whole
    middle = share + Z2 / (2.0 * whole)
    spread = Z * sqrt((share * (1.0 - share) + Z4 / whole) / whole)
    return rounded(max((middle - spread) / (1.0 + Z2 / whole), 0.0), scale)


@inner
def high(part: float, whole: float, scale: float) -> float:
    """The upper 95 % Wilson bound of `part` among `whole`."""
    if whole <= 0:
        return np.nan
    share = part / whole
    middle = share + Z2 / (2.0 * whole)
    spread = Z * sqrt((share * (1.0 - share) + Z4 / whole) / whole)
    return rounded(min((middle + spread) / (1.0 + Z2 / whole), 1.0), scale)


@inner
def gap_cv(count: float, total: float, squares: float, scale: float) -> float:
    """The coefficient of variation of `count` gaps, per mille; none under 3 gaps."""
    if count < 3 or total <= 0:
        return np.nan
    mean = total / count
    spread = sqrt(max(squares / count - mean * mean, 0.0))
    return rounded(spread / mean * 1000.0, scale)


@inner
def finished(kind: int, a: float, b: float, c: float, scale: float) -> float:
    """A measure of one of the kinds of `shapes`, from up to three counters."""
    if kind in (k.RATIO, k.QUOTIENT):
        return ratio(a, b, scale)
    if kind == k.LOW:
        return low(a, b, scale)
    if kind == k.HIGH:
        return high(a, b, scale)
    if kind == k.GAP_CV:
        return gap_cv(a, b, c, scale)
    return float(a)


@entry
def _fill(kind: int, a: k.I64, b: k.I64, c: k.I64, scale: float, made: k.F64) -> None:
    for i in range(a.size):
        made[i] = finished(kind, float(a[i]), float(b[i]), float(c[i]), scale)


def columns(kind: int, a: k.I64, b: k.I64, c: k.I64, scale: float) -> k.F64:
    """The same for whole columns of counters."""
    made = np.empty(a.size, np.float64)
    _fill(
        kind, np.ascontiguousarray(a), np.ascontiguousarray(b), np.ascontiguousarray(c), scale, made
    )
    return made


@inner
def holds(op: int, value: float, bound: float) -> bool:
    """Whether a bound holds; never for a number that is not there."""
    if isnan(value):
        return False
    if op == k.AT_LEAST:
        return value >= bound
    if op == k.AT_MOST:
        return value <= bound
    return value == bound
