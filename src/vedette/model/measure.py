"""A measure: one named, documented number about a client in a window.

A measure is declared once. The kernel knows the five shapes of state below and never a
single measure; `where` and `of` are SQL over the columns of `Calls`, in the subset that
Polars (`pl.sql_expr`) and DuckDB read alike, so the incremental engine and the recount
over raw calls share one meaning. Windows hold the calls with T - window <= time < T.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Count:
    """Calls for which `where` holds."""

    name: str
    means: str
    where: str
    unit: str = "calls"


@dataclass(frozen=True, slots=True)
class Sum:
    """The sum of the integer `of` over the calls for which `where` holds."""

    name: str
    means: str
    of: str
    where: str
    unit: str


@dataclass(frozen=True, slots=True)
class Distinct:
    """Distinct non-null values of `of` over the calls for which `where` holds.

    Exact up to `cap`, then "at least cap". `where` must be the name of a `Count`.
    """

    name: str
    means: str
    of: str
    where: str
    unit: str
    cap: int = 256


@dataclass(frozen=True, slots=True)
class Step:
    """Calls at which an order-dependent event happens within one client.

    `of` is an integer column; the kernel compares it with the client's previous non-null
    value. `kind` is `near` (1 <= |step| <= `size`) or `run` (the `size`-th step of +1 or
    -1 in the same direction just happened) or `change` (differs from the previous).
    """

    name: str
    means: str
    of: str
    where: str
    kind: str
    size: int = 10
    unit: str = "calls"


@dataclass(frozen=True, slots=True)
class Ratio:
    """`part` / `whole`, both counts; with `name_low` and `name_high`, its 95 % Wilson bounds."""

    name: str
    means: str
    part: str
    whole: str
    unit: str = "share"
    decimals: int = 4


@dataclass(frozen=True, slots=True)
class Quotient:
    """`top` / `bottom`, any two measures; null where bottom is 0."""

    name: str
    means: str
    top: str
    bottom: str
    unit: str
    decimals: int = 3


@dataclass(frozen=True, slots=True)
class Gap:
    """Coefficient of variation (x1000, integer) of the gaps between a client's calls.

    Gaps are milliseconds, those over 30 minutes left out. Null under 3 gaps.
    """

    name: str
    means: str
    where: str
    unit: str = "per mille"


Measure = Count | Sum | Distinct | Step | Ratio | Quotient | Gap
