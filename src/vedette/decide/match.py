"""Which calls a rule matches: all its conditions, within its scope.

Comes in: a Rule. Goes out: the same meaning as a Polars expression, as SQL, as a test of
one call, and in words. It never looks at the rule's action, state or end.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from vedette.decide.conditions.base import Condition, literal
from vedette.decide.conditions.catalog import BY_KEY
from vedette.model.rule import Rule, Scope


def conditions(rule: Rule) -> list[tuple[Condition, tuple[str, ...]]]:
    """The rule's conditions with their values.

    Raises:
        ValueError: a condition cannot be seen in stored calls.
    """
    unseen = sorted(set(rule.when) - set(BY_KEY))
    if unseen:
        raise ValueError(f"rule {rule.name}: stored calls do not show {', '.join(unseen)}")
    return [(BY_KEY[key], values) for key, values in rule.when.items()]


def expr(rule: Rule) -> pl.Expr:
    """A boolean expression over `Calls`, never null."""
    tests = [condition.expr(values) for condition, values in conditions(rule)]
    tests += [pl.col(column).eq(value) for column, value in _scope(rule.scope)]
    return pl.all_horizontal([pl.lit(value=True), *tests]).fill_null(value=False)


def sql(rule: Rule) -> str:
    """The same as a SQL expression (DuckDB) over the table `calls`, never null."""
    tests = [condition.sql(values) for condition, values in conditions(rule)]
    tests += [f'"{column}" = {literal(value)}' for column, value in _scope(rule.scope)]
    return f"COALESCE({' AND '.join(['TRUE', *tests])}, FALSE)"


def holds(rule: Rule, call: Mapping[str, object]) -> bool:
    """The same for one call, given as a mapping of columns to values."""
    return all(condition.holds(values, call) for condition, values in conditions(rule)) and all(
        call.get(column) == value for column, value in _scope(rule.scope)
    )


def words(rule: Rule) -> str:
    """The same for a person: "ip 203.0.113.7 on POST /v1/login of accounts"."""
    who = " and ".join(condition.words(values) for condition, values in conditions(rule))
    return f"{who} {place(rule.scope)}"


def place(scope: Scope) -> str:
    """A scope in words."""
    if scope.operation:
        return f"on {scope.operation}" + (f" of {scope.proxy}" if scope.proxy else "")
    return f"on all of {scope.proxy}" if scope.proxy else "on the whole gateway"


def _scope(scope: Scope) -> list[tuple[str, str]]:
    pairs = (("proxy", scope.proxy), ("operation", scope.operation))
    return [(column, value) for column, value in pairs if value is not None]
