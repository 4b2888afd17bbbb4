"""The calls of the accused, fetched once from the history and indexed by identity.

Comes in: findings and the history. Goes out: `Gathered`, one frame in memory in order of
time, and for any client and window the rows that are its calls. It never holds a call of
someone whom no finding names, nor any raw secret.

A client known by key, token or user alone owns the calls in which that identity was
verified: showing a victim's key makes nobody its owner. Together with an ip the identity
may be unverified, since the ip already says who it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from vedette.explain.kind import Kinds
from vedette.model.client import Client
from vedette.model.finding import Finding
from vedette.model.good import Good, counted
from vedette.model.history import History

Rows = NDArray[np.int64]
ANCHORS: Final = ("token", "user", "key", "ip", "ja4", "user_agent", "subnet")
"""Identity kinds, finest first; a client is found by the finest one it has."""

IDENTITIES: Final = ("token", "user", "key")
PLACES: Final = ("ip", "subnet")
COLUMNS: Final = (
    "time", "source", "seq", "proxy", "operation", "method", "status", "status_class",
    "label", "label_guessed", "ip", "subnet", "key", "token", "user", "user_agent", "ja4",
    "object", "bytes_out",
)  # fmt: skip
TEXTS: Final = (
    "source", "proxy", "operation", "method", "label", "ip", "subnet", "key", "token", "user",
    "user_agent", "ja4", "object",
)  # fmt: skip
"""Columns kept as categories, a third of the size: a flood can be millions of calls."""

NONE: Final[Rows] = np.empty(0, dtype=np.int64)


@dataclass(frozen=True)
class Gathered:
    """The accused's calls. `frame` has `COLUMNS`, `client`, `path_hash`, flags and values."""

    frame: pl.DataFrame
    kinds: Kinds
    index: dict[tuple[str, str], Rows]
    shared_keys: frozenset[str] = frozenset()
    _arrays: dict[str, NDArray[Any]] = field(default_factory=dict[str, NDArray[Any]])
    _names: dict[str, dict[str, int]] = field(default_factory=dict[str, dict[str, int]])

    @cached_property
    def times(self) -> NDArray[np.int64]:
        """The time of each row, ascending."""
        return self.frame["time"].to_numpy()

    def rows(
        self,
        client: Client,
        start: int,
        end: int,
        proxies: Sequence[str] = (),
        operation: str | None = None,
    ) -> Rows:
        """The rows that are calls of `client` with start <= time < end."""
        who = client.as_dict()
        anchor = anchor_of(who)
        found = self.index.get((anchor, who[anchor]), NONE)
        low, high = np.searchsorted(self.times[found], [start, end])
        found = found[low:high]
        if not set(who) & set(PLACES):
            for kind in set(who) & set(IDENTITIES):
                found = found[self.marks(f"{kind}_ok")[found]]
        for kind, value in who.items():
            if kind != anchor:
                found = self._showing(found, kind, [value])
        if proxies:
            found = self._showing(found, "proxy", proxies)
        return self._showing(found, "operation", [operation]) if operation else found

    def _showing(self, rows: Rows, column: str, values: Sequence[str]) -> Rows:
        codes, wanted = self.codes(column)[rows], self.code(column, values)
        return rows[codes == wanted[0] if len(wanted) == 1 else np.isin(codes, wanted)]

    def of_kind(self, rows: Rows, finding: Finding) -> Rows:
        """Those rows that the finding is about.

        The calls that are of every kind it rests on; where there is none, of any of them;
        where there is none either, all.
        """
        marks = [self.marks(f"is:{name}")[rows] for name in self.kinds.counts(finding)]
        if not marks:
            return rows
        for kept in (np.logical_and.reduce(marks), np.logical_or.reduce(marks)):
            if kept.any():
                return rows[kept]
        return rows

    def take(self, rows: Rows, *columns: str) -> pl.DataFrame:
        """These rows, of these columns or all."""
        frame = self.frame.select(columns) if columns else self.frame
        return frame[rows]

    # Arrays rather than expressions: thousands of small questions are asked of a frame
    # that may have millions of rows, and each expression would walk all of it.

    def marks(self, column: str) -> NDArray[np.bool_]:
        """A boolean column as an array, false where it is null."""
        if column not in self._arrays:
            self._arrays[column] = self.frame[column].fill_null(value=False).to_numpy()
        return self._arrays[column]

    def codes(self, column: str) -> NDArray[np.int64]:
        """A text column as numbers, -1 where it is null."""
        if column not in self._arrays:
            physical = self.frame[column].to_physical().cast(pl.Int64)
            known = self.frame[column].unique().drop_nulls()
            self._arrays[column] = physical.fill_null(-1).to_numpy()
            pairs = zip(known.to_list(), known.to_physical().to_list(), strict=True)
            self._names[column] = dict(pairs)
        return self._arrays[column]

    def code(self, column: str, values: Sequence[str]) -> list[int]:
        """The numbers of some values; those that no call shows have none."""
        self.codes(column)
        known = self._names[column]
        return [known[value] for value in values if value in known]


def anchor_of(who: dict[str, str]) -> str:
    """The finest identity kind of a client."""
    return next((kind for kind in ANCHORS if kind in who), next(iter(who)))


def gather(
    findings: Sequence[Finding], history: History, good: Good, kinds: Kinds, more: Sequence[pl.Expr]
) -> Gathered:
    """One filtered pass over the history. `more` are further columns to compute."""
    named = _named(findings)
    kept = history.scan().filter(counted() & _theirs(named, findings, history))
    frame = kept.select(
        *(pl.col(c).cast(pl.Categorical) if c in TEXTS else pl.col(c) for c in COLUMNS),
        *(pl.col(f"{kind}_auth").eq("verified").alias(f"{kind}_ok") for kind in IDENTITIES),
        good.client().cast(pl.Categorical).alias("client"),
        pl.col("path").hash().alias("path_hash"),
        *kinds.flags(findings),
        *more,
    ).collect(engine="streaming")
    if not frame["time"].is_sorted():
        frame = frame.sort("time", maintain_order=True)
    return Gathered(frame, kinds, _indexed(frame, named), good.shared_keys)


def _named(findings: Sequence[Finding]) -> dict[str, set[str]]:
    """The values to look for, by identity kind."""
    named: dict[str, set[str]] = {}
    for finding in findings:
        for client in finding.clients:
            who = client.as_dict()
            anchor = anchor_of(who)
            named.setdefault(anchor, set()).add(who[anchor])
    return named


def _theirs(named: dict[str, set[str]], findings: Sequence[Finding], history: History) -> pl.Expr:
    """The accused's calls until the last window's end, since the first one's start.

    Earlier calls are fetched only where somebody's own past may be long enough to matter.
    """
    if not named:
        return pl.lit(value=False)
    tests = [pl.col(kind).is_in(sorted(values)) for kind, values in named.items()]
    start = min(finding.start for finding in findings)
    end = max(finding.end for finding in findings)
    earliest = (history.first or 0) if any(has_past(f, history) for f in findings) else start
    return pl.col("time").is_between(earliest, end, closed="left") & pl.any_horizontal(tests)


def has_past(finding: Finding, history: History) -> bool:
    """Whether the history before a finding could hold a baseline of its own."""
    past = finding.start - (history.first or 0)
    return not finding.shared and past >= min(200 * finding.window, 7 * 86_400_000_000)


def _indexed(frame: pl.DataFrame, named: dict[str, set[str]]) -> dict[tuple[str, str], Rows]:
    index: dict[tuple[str, str], Rows] = {}
    for kind, values in named.items():
        groups = (
            frame.lazy()
            .select(pl.col(kind), pl.int_range(pl.len(), dtype=pl.Int64).alias("row"))
            .filter(pl.col(kind).is_in(sorted(values)))
            .group_by(kind)
            .agg("row")
            .collect()
        )
        for value, rows in zip(groups[kind].to_list(), groups["row"], strict=True):
            found: Any = rows.to_numpy()
            index[kind, value] = np.sort(found)
    return index
