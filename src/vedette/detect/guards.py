"""The guards: what keeps real life from becoming a finding.

In: rows that would fire, with what is known about excluded clients. Out: for each row a
sentence that says why it is held back or marked, or null. Guards never look at a pattern's
name; a pattern says in its file which of them it wants and how (`OPTIONS`).

G1 support · G2 shared identity · G3 backend fault · G4 own shadow · G5 small proxy · G6 known
good · G7 learning (in `kinds/threshold.py`) · G8 broken client · G9 mild first (`may_block`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import polars as pl

from vedette.detect.kinds.threshold import column_of
from vedette.detect.known_good import KnownGood
from vedette.model.client import GRAINS
from vedette.model.finding import Finding, Guard
from vedette.model.pattern import Pattern, When

SUPPORT: Final = 10
"""G1: the fewest calls on which a share is judged."""

SHARED_IP: Final = 5
"""G2: an address with this many verified keys, tokens or users is shared."""

SHARED_KEY: Final = 20
"""G2: a key with this many verified tokens or users, or networks, is shared."""

FAULT_SHARE: Final = 0.3
FAULT_CLIENTS: Final = 5
"""G3: this share of the active clients, and this many of them, failing is the backend."""

SMALL_PROXY: Final = 5
"""G5: a share of the proxy means nothing with fewer active clients."""

FEW_SHAPES: Final = 2
EVEN: Final = 150
SLOW: Final = 500_000
SLOW_LOGIN: Final = 5_000_000
"""G8: shapes of failing calls, gap variation (per mille), and mean gap (µs) of a machine."""

CERTAIN: Final = 0.95
"""G9: one finding this sure may block alone."""

OPTIONS: Final[dict[str, tuple[str, ...]]] = {
    "shared": ("mark", "hold"),
    "broken": ("mark", "hold"),
    "steady": ("mark", "hold"),
}
"""Keys of a pattern's `needs` that guards read, with their values; the first is the default."""

_READS: Final[dict[Guard, tuple[str, ...]]] = {
    "G8": (
        "client_errors",
        "unauthorized",
        "login_calls",
        "login_fails",
        "rejected_credentials",
        "error_shapes",
        "gap_cv",
    ),
}

_NOTHING: Final = pl.lit(None, pl.String)


@dataclass(frozen=True, slots=True)
class Setting:
    """What a guard may look at beside the rows: their grain, pattern, level, known clients."""

    grain: str
    pattern: Pattern
    level: When
    known: KnownGood


Ask = Callable[[pl.DataFrame, Setting], pl.Expr]


def reads_of(guards: Sequence[Guard]) -> tuple[str, ...]:
    """The measures that these guards look at."""
    return tuple(name for guard in guards for name in _READS.get(guard, ()))


def support(rows: pl.DataFrame, setting: Setting) -> pl.Expr:
    """G1: too few calls to judge a share."""
    calls = _number(rows, "calls")
    why = pl.format(f"only {{}} calls; shares are judged from {SUPPORT}", calls.cast(pl.Int64))
    shares = any(c.measure.endswith(("_low", "_high", "_share")) for c in setting.level.conditions)
    return pl.when(calls < SUPPORT).then(why).otherwise(_NOTHING) if shares else _NOTHING


def shared(rows: pl.DataFrame, setting: Setting) -> pl.Expr:
    """G2: many verified identities stand behind this one."""
    who = GRAINS[setting.grain].who
    if who == ("key",):
        return _many(rows, ("users_seen", "tokens_seen", "networks_seen"), SHARED_KEY, "key")
    if who in (("ip",), ("subnet",), ("ip", "key")):
        kinds = ("users_seen", "tokens_seen") + (() if "key" in who else ("keys_seen",))
        here = _many(rows, kinds, SHARED_IP, "network" if "subnet" in who else "address")
        return pl.coalesce(here, _elsewhere(rows)) if who == ("ip",) else here
    return _NOTHING


def shared_innocently(rows: pl.DataFrame, setting: Setting) -> pl.Expr:
    """G2 where sharing explains the numbers: held unless each identity alone is extreme."""
    why = shared(rows, setting)
    headline = next((c for c in setting.level.conditions if c.bound == "at_least"), None)
    if headline is None or setting.pattern.needs.get("shared") != "hold":
        return _NOTHING
    counts = ("keys_seen", "tokens_seen", "users_seen", "carried")
    seen = [_number(rows, count) for count in counts]
    each = _number(rows, column_of(headline)) / pl.max_horizontal(*seen, pl.lit(1.0))
    text = pl.format(f"{{}}: {{}} {headline.measure} for each of them", why, each.round(1))
    return pl.when(each < headline.value).then(text).otherwise(_NOTHING)


def backend_fault(rows: pl.DataFrame, setting: Setting) -> pl.Expr:  # noqa: ARG001 (one shape)
    """G3: many clients fail at once, so it is not this one."""
    active, failing = _number(rows, "active"), _number(rows, "failing")
    why = pl.format(
        "{} of {} active clients fail at the same time: the backend, not this client",
        failing.cast(pl.Int64),
        active.cast(pl.Int64),
    )
    fault = (failing >= FAULT_CLIENTS) & (failing >= FAULT_SHARE * active)
    return pl.when(fault).then(why).otherwise(_NOTHING)


def own_shadow(rows: pl.DataFrame, setting: Setting) -> pl.Expr:  # noqa: ARG001 (one shape)
    """G4: nothing but calls that Vedette itself refused."""
    attempts = _number(rows, "attempts").fill_null(0).cast(pl.Int64)
    why = pl.format("all its calls ({}) were refused by Vedette itself", attempts)
    return pl.when(_number(rows, "calls") == 0).then(why).otherwise(_NOTHING)


def small_proxy(rows: pl.DataFrame, setting: Setting) -> pl.Expr:
    """G5: shares among a handful of clients."""
    if not any(c.companion == "of_proxy" for c in setting.level.conditions):
        return _NOTHING
    active = _number(rows, "active").fill_null(0).cast(pl.Int64)
    why = pl.format(f"only {{}} active clients; shares are judged from {SMALL_PROXY}", active)
    return pl.when(active < SMALL_PROXY).then(why).otherwise(_NOTHING)


def known_good(rows: pl.DataFrame, setting: Setting) -> pl.Expr:
    """G6: excluded for the time being, or a crawler whose network bears out its name."""
    return setting.known.reasons(rows, setting.level.window)


def broken(rows: pl.DataFrame, setting: Setting) -> pl.Expr:
    """G8: the same refused call over and over, or a slow even beat: a machine gone wrong.

    Failing logins, and 401s that do not all refuse one and the same credential, are guessing
    whatever their shape, unless they come slow and even.
    """
    errors = _number(rows, "client_errors")
    shapes = _number(rows, "error_shapes")
    logins = _number(rows, "login_calls").fill_null(0)
    login = (logins >= 0.5 * _number(rows, "calls")) | (
        _number(rows, "login_fails").fill_null(0) >= 0.5 * errors
    )
    guessing = login | (
        (_number(rows, "unauthorized") >= 0.5 * errors)
        & (_number(rows, "rejected_credentials").fill_null(0) != 1)
    )
    same = (errors > 0) & (shapes <= FEW_SHAPES) & ~guessing
    same_why = pl.format(
        "the same {} request(s) refused {} times", shapes.cast(pl.Int64), errors.cast(pl.Int64)
    )
    return pl.coalesce(_beat(rows, setting, login), pl.when(same).then(same_why))


def broken_innocently(rows: pl.DataFrame, setting: Setting) -> pl.Expr:
    """G8 where a machine gone wrong, or just its even beat, is no news: held back."""
    if setting.pattern.needs.get("broken") == "hold":
        return broken(rows, setting)
    if setting.pattern.needs.get("steady") == "hold":
        return _beat(rows, setting, pl.lit(value=False))
    return _NOTHING


HOLDS: Final[tuple[tuple[Guard, Ask], ...]] = (
    ("G4", own_shadow),
    ("G6", known_good),
    ("G1", support),
    ("G5", small_proxy),
    ("G3", backend_fault),
    ("G2", shared_innocently),
    ("G8", broken_innocently),
)
"""The guards that hold a firing back, in the order in which they are asked."""

ALWAYS: Final = frozenset[Guard]({"G4", "G6"})
"""Guards that a pattern need not name."""

MARKS: Final[tuple[tuple[str, Guard, Ask], ...]] = (
    ("shared", "G2", shared),
    ("broken", "G8", broken),
)
"""The guards that mark a finding, and with what."""


def may_block(findings: Sequence[Finding]) -> bool:
    """G9: whether these findings of one incident allow a block without a person's word.

    Two independent families that stand alone, or one finding that is almost certain; never
    on a shared identity, never on a client that is merely broken.
    """
    sound = [f for f in findings if f.alone and not f.shared and not f.broken]
    return len({f.family for f in sound}) >= 2 or any(f.confidence >= CERTAIN for f in sound)


def _beat(rows: pl.DataFrame, setting: Setting, login: pl.Expr) -> pl.Expr:
    """Calls at an even, slow beat, in words."""
    cv, calls = _number(rows, "gap_cv"), _number(rows, "calls")
    gap = setting.level.window / calls
    even = (cv <= EVEN) & (gap >= pl.when(login).then(SLOW_LOGIN).otherwise(SLOW))
    why = pl.format("evenly spaced calls (gaps vary by {} per mille)", cv.cast(pl.Int64))
    return pl.when(even).then(why).otherwise(_NOTHING)


def _elsewhere(rows: pl.DataFrame) -> pl.Expr:
    """An address that carries many identities, though not in the calls at hand."""
    carried = _number(rows, "carried")
    why = pl.format("shared address: {} identities on other proxies", carried.cast(pl.Int64))
    return pl.when(carried >= SHARED_IP).then(why).otherwise(_NOTHING)


def _number(rows: pl.DataFrame, name: str) -> pl.Expr:
    return pl.col(name).cast(pl.Float64) if name in rows.columns else pl.lit(None, pl.Float64)


def _many(rows: pl.DataFrame, seen: tuple[str, ...], least: int, what: str) -> pl.Expr:
    """The first of several counts of identities that is large, in words."""
    reason = _NOTHING
    for column in reversed(seen):
        kind = column.removesuffix("_seen")
        count = _number(rows, column)
        text = pl.format(f"the {what} carries {{}} {kind}", count.cast(pl.Int64))
        reason = pl.when(count >= least).then(text).otherwise(reason)
    return reason
