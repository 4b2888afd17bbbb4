"""Stored traffic as far as a question needs it: grouped once, asked often.

Comes in: the identity values in question and the moments between which time matters. Goes
out: `Traffic`, the calls that show any of those values, counted per combination of values,
place, client and stretch of time, with an index by value. It never holds single calls.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from vedette.decide.protected import touched
from vedette.model.client import Client
from vedette.model.good import Good, counted
from vedette.model.history import History
from vedette.model.settings import Protected

Rows = NDArray[np.int64]
Mask = NDArray[np.bool_]
Values = Mapping[str, Collection[str]]
KINDS: Final = ("token", "user", "key", "ip", "ja4", "user_agent", "subnet")
"""Identity kinds, finest first."""

IDENTITIES: Final = ("token", "user", "key")
PLACES: Final = ("ip", "subnet")
NONE: Final[Rows] = np.empty(0, dtype=np.int64)


@dataclass(frozen=True)
class Traffic:
    """`frame` has the kinds, proxy, operation, client, stretch, protected and calls."""

    frame: pl.DataFrame
    index: dict[tuple[str, str], Rows]
    edges: list[int]
    codes: dict[str, Any]
    names: dict[str, dict[str, int]]

    def showing(self, when: Mapping[str, Iterable[str]]) -> Rows:
        """The rows whose calls show, for every kind, one of its values."""
        found: Rows | None = None
        for kind, values in when.items():
            parts = [self.index.get((kind, value), NONE) for value in values]
            rows = np.unique(np.concatenate(parts)) if parts else NONE
            found = rows if found is None else np.intersect1d(found, rows, assume_unique=True)
        return NONE if found is None else found

    def made_by(self, clients: Sequence[Client]) -> Rows:
        """The rows that are calls of these clients.

        A client known by key, token or user alone owns only what was verified.
        """
        parts = [self._own(client) for client in clients]
        return np.unique(np.concatenate(parts)) if parts else NONE

    def within(self, rows: Rows, first: int, last: int, proxies: Sequence[str]) -> Rows:
        """Those rows between two moments (both included) that are edges, on these proxies."""
        low, high = self.edges.index(first) + 1, self.edges.index(last + 1)
        stretch = self.codes["stretch"][rows]
        rows = rows[(stretch >= low) & (stretch <= high)]
        return self.at(rows, "proxy", proxies) if proxies else rows

    def at(self, rows: Rows, column: str, values: Sequence[str]) -> Rows:
        """Those rows whose proxy or operation is one of the values."""
        numbers, codes = self.numbers(column, values), self.codes[column][rows]
        return rows[codes == numbers[0] if len(numbers) == 1 else np.isin(codes, numbers)]

    def numbers(self, column: str, values: Iterable[str]) -> list[int]:
        """The codes of values of proxy, operation or client; unknown values have none."""
        known = self.names[column]
        return [known[value] for value in values if value in known]

    def _own(self, client: Client) -> Rows:
        who = client.as_dict()
        rows = self.showing({kind: (value,) for kind, value in who.items()})
        if not set(who) & set(PLACES):
            for kind in set(who) & set(IDENTITIES):
                rows = rows[self.codes[f"{kind}_ok"][rows]]
        return rows


def fetch(
    history: History,
    values: Values,
    edges: Sequence[int],
    good: Good,
    protected: Protected,
    *,
    kept: Values | None = None,
) -> Traffic:
    """One grouped pass over the history.

    Args:
        history: the stored calls.
        values: the values in question, by kind; a call that shows any of them is counted.
        edges: moments that part time into stretches.
        good: how a call tells whose it is.
        protected: clients whose calls are marked.
        kept: the only values told apart, so that groups stay few; by default all are.
    """
    wanted = {kind: sorted(found) for kind, found in values.items() if found}
    shown = [pl.col(kind).is_in(found) for kind, found in wanted.items()]
    kinds = [_kept(kind, kept) for kind in KINDS]
    keys = [*KINDS, *(f"{kind}_ok" for kind in IDENTITIES), "proxy", "operation", "client"]
    frame = (
        history.scan()
        .filter(counted() & (pl.any_horizontal(shown) if shown else pl.lit(value=False)))
        .select(
            *kinds,
            *(pl.col(f"{kind}_auth").eq("verified").alias(f"{kind}_ok") for kind in IDENTITIES),
            "proxy",
            "operation",
            good.client().alias("client"),
            _stretch(edges),
            touched(protected).alias("protected"),
        )
        .group_by(*keys, "stretch", "protected")
        .agg(pl.len().alias("calls"))
        .sort(*keys, "stretch", "protected")
        .collect(engine="streaming")
    )
    codes, names = _coded(frame)
    return Traffic(frame, _indexed(frame), sorted(set(edges)), codes, names)


def _kept(kind: str, kept: Values | None) -> pl.Expr:
    if kept is None:
        return pl.col(kind)
    values = sorted(kept.get(kind, ()))
    return pl.when(pl.col(kind).is_in(values)).then(pl.col(kind)).alias(kind)


def anchor(client: Client) -> tuple[str, str]:
    """The finest identity of a client, by which its calls are found."""
    who = client.as_dict()
    kind = next((kind for kind in KINDS if kind in who), next(iter(who)))
    return kind, who[kind]


def _stretch(edges: Sequence[int]) -> pl.Expr:
    """The number of edges at or before a call."""
    marks = pl.lit(pl.Series(sorted(set(edges)), dtype=pl.Int64))
    return marks.search_sorted(pl.col("time"), side="right").cast(pl.Int64).alias("stretch")


def _coded(frame: pl.DataFrame) -> tuple[dict[str, Any], dict[str, dict[str, int]]]:
    """Columns as arrays; places and clients as numbers, with the names they stand for."""
    codes: dict[str, Any] = {
        name: frame[name].fill_null(value=False).to_numpy()
        for name in (*(f"{kind}_ok" for kind in IDENTITIES), "protected")
    }
    codes["stretch"] = frame["stretch"].to_numpy()
    codes["calls"] = frame["calls"].to_numpy().astype(np.int64)
    names: dict[str, dict[str, int]] = {}
    for column in ("proxy", "operation", "client"):
        known = frame[column].unique().drop_nulls().sort()
        numbers = pl.Series(range(len(known)), dtype=pl.Int64)
        coded = frame[column].replace_strict(known, numbers, default=-1, return_dtype=pl.Int64)
        codes[column] = coded.to_numpy()
        names[column] = {name: number for number, name in enumerate(known.to_list())}
    return codes, names


def _indexed(frame: pl.DataFrame) -> dict[tuple[str, str], Rows]:
    index: dict[tuple[str, str], Rows] = {}
    for kind in KINDS:
        groups = (
            frame.lazy()
            .select(pl.col(kind), pl.int_range(pl.len(), dtype=pl.Int64).alias("row"))
            .drop_nulls()
            .group_by(kind)
            .agg("row")
            .collect()
        )
        for value, rows in zip(groups[kind].to_list(), groups["row"], strict=True):
            found: Any = rows.to_numpy()
            index[kind, value] = np.sort(found)
    return index
