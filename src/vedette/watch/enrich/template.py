"""Templates of operations, and which of them a path belongs to.

Comes in: templates (`GET /orders/{id}`) per proxy, and columns of (proxy, method, normal
path). Goes out: the index of the narrowest template for each, -1 if none. The search is
one table look-up per segment, whatever the number of templates; nothing backtracks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal

import numpy as np
import polars as pl

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

_STATES: Final = 50_000
_SLASH: Final = "\x01"
_PARAMETER: Final = re.compile(r"\{[^{}/]*\}")


@dataclass(frozen=True, slots=True)
class Template:
    """One operation's template; `proxy` null means any proxy."""

    proxy: str | None
    method: str
    path: str
    source: Literal["spec", "learned"]

    @classmethod
    def of(cls, proxy: str | None, operation: str, source: Literal["spec", "learned"]) -> Template:
        """A template from `GET /orders/{id}`."""
        method, _, path = operation.partition(" ")
        return cls(proxy, method, path, source)

    @property
    def operation(self) -> str:
        """Method and path, as calls carry it."""
        return f"{self.method} {self.path}"

    @property
    def segments(self) -> tuple[str, ...]:
        """The path's segments, without the empty first one."""
        return tuple(part for part in self.path.split("/") if part)


@dataclass(slots=True)
class _Node:
    literal: dict[str, int] = field(default_factory=dict[str, int])
    mixed: dict[str, int] = field(default_factory=dict[str, int])
    any: int = -1
    template: int = -1
    rest: int = -1


class Automaton:
    """All templates as one deterministic automaton over segments."""

    def __init__(self, templates: Sequence[Template]) -> None:
        self.templates = tuple(templates)
        self._nodes = [_Node()]
        self._ranks: list[tuple[int, ...]] = []
        for index, template in enumerate(self.templates):
            self._add(index, template)
        self._codes = {
            text: code
            for code, text in enumerate(
                sorted({text for node in self._nodes for text in node.literal}), start=1
            )
        }
        patterns = sorted({text for node in self._nodes for text in node.mixed})
        first = len(self._codes) + 1
        self._mixed = {text: first + i for i, text in enumerate(patterns)}
        self._width = first + len(patterns)
        self._compile()

    def match(
        self, proxies: pl.Series, methods: pl.Series, normals: pl.Series
    ) -> NDArray[np.int64]:
        """The index into `templates` for each (proxy, method, normal path); -1 if none."""
        size = len(normals)
        if not self.templates or not size:
            return np.full(size, -1, np.int64)
        parts = (
            pl.DataFrame([proxies.alias("p"), methods.alias("m"), normals.alias("n")])
            .select(
                pl.concat_str(
                    pl.col("p").str.replace_all("/", _SLASH, literal=True),
                    pl.lit("/"),
                    "m",
                    pl.col("n").str.strip_suffix("/"),
                )
                .fill_null("")
                .str.split("/")
            )
            .to_series()
        )
        lengths = parts.list.len().to_numpy().astype(np.int64)
        return self._walk(self._coded(parts.explode()), lengths)

    def _walk(self, codes: NDArray[np.int64], lengths: NDArray[np.int64]) -> NDArray[np.int64]:
        starts = np.concatenate([[0], np.cumsum(lengths)[:-1]])
        state = np.zeros(len(lengths), np.int64)
        rest = np.full(len(lengths), -1, np.int64)
        for level in range(int(lengths.max())):
            active = np.flatnonzero((lengths > level) & (state >= 0))
            if not len(active):
                break
            tail = self._rest[state[active]]
            rest[active] = np.where(tail >= 0, tail, rest[active])
            state[active] = self._step(state[active], codes[starts[active] + level])
        accepted = np.where(state >= 0, self._accept[state], -1)
        return np.where(accepted >= 0, accepted, rest)

    def _step(self, state: NDArray[np.int64], code: NDArray[np.int64]) -> NDArray[np.int64]:
        key = state * self._width + code
        at = np.searchsorted(self._keys, key)
        return np.where(self._keys[at] == key, self._next[at], self._default[state])

    def _coded(self, segments: pl.Series) -> NDArray[np.int64]:
        codes = segments.replace_strict(
            list(self._codes), list(self._codes.values()), default=0, return_dtype=pl.Int64
        )
        for pattern, code in self._mixed.items():
            hit = (codes == 0) & segments.str.contains(pattern)
            codes = codes.set(hit, code) if hit.any() else codes
        return codes.to_numpy()

    def _add(self, index: int, template: Template) -> None:
        proxy = None if template.proxy is None else template.proxy.replace("/", _SLASH)
        rank = [0 if template.source == "spec" else 1]
        node = 0
        for part in (proxy, template.method, *template.segments):
            if part is not None and part.startswith("{") and part.rstrip("}").endswith("+"):
                self._nodes[node].rest = index
                self._ranks.append((3, *rank))
                return
            node, kind = self._child(node, part)
            rank.append(kind)
        self._ranks.append(tuple(rank[1:] + rank[:1]))
        held = self._nodes[node].template
        if held < 0 or self._ranks[index] < self._ranks[held]:
            self._nodes[node].template = index

    def _child(self, node: int, part: str | None) -> tuple[int, int]:
        """The node behind one part, and its kind: 0 literal, 1 mixed, 2 any."""
        here = self._nodes[node]
        if part is None or _PARAMETER.fullmatch(part):
            if here.any < 0:
                here.any = self._new()
            return here.any, 2
        if _PARAMETER.search(part) is None:
            if part not in here.literal:
                here.literal[part] = self._new()
            return here.literal[part], 0
        texts = [re.escape(text) for text in _PARAMETER.split(part)]
        pattern = "^" + "[^/]+".join(texts) + "$"
        if pattern not in here.mixed:
            here.mixed[pattern] = self._new()
        return here.mixed[pattern], 1

    def _new(self) -> int:
        self._nodes.append(_Node())
        return len(self._nodes) - 1

    def _compile(self) -> None:
        """Sets of nodes become states; the most specific template of a set wins."""
        known: dict[tuple[int, ...], int] = {(0,): 0}
        order: list[tuple[int, ...]] = [(0,)]
        keys: list[int] = []
        targets: list[int] = []
        default: list[int] = []
        at = 0

        def state(nodes: set[int]) -> int:
            chosen = tuple(sorted(nodes))
            if chosen not in known:
                if len(known) > _STATES:
                    # Too many combinations: the first branch alone, as without a detour.
                    chosen = chosen[:1]
                if chosen not in known:
                    known[chosen] = len(order)
                    order.append(chosen)
            return known[chosen]

        while at < len(order):
            nodes = [self._nodes[n] for n in order[at]]
            others = {node.any for node in nodes if node.any >= 0}
            default.append(state(others) if others else -1)
            for code, reached in self._reached(nodes).items():
                keys.append(at * self._width + code)
                targets.append(state(reached | others))
            at += 1
        ranked = np.argsort(np.array(keys, np.int64), kind="stable")
        past = np.array([np.iinfo(np.int64).max], np.int64)  # so that a search always lands
        self._keys: NDArray[np.int64] = np.concatenate([np.array(keys, np.int64)[ranked], past])
        self._next: NDArray[np.int64] = np.concatenate([np.array(targets, np.int64)[ranked], past])
        self._default = np.array(default, np.int64)
        self._accept = np.array([self._best(nodes, "template") for nodes in order], np.int64)
        self._rest = np.array([self._best(nodes, "rest") for nodes in order], np.int64)

    def _reached(self, nodes: Sequence[_Node]) -> dict[int, set[int]]:
        reached: dict[int, set[int]] = {}
        mixed = [(p, n) for node in nodes for p, n in node.mixed.items()]
        for node in nodes:
            for text, target in node.literal.items():
                found = reached.setdefault(self._codes[text], set())
                found.add(target)
                found.update(n for p, n in mixed if re.search(p, text))
        for pattern, target in mixed:
            reached.setdefault(self._mixed[pattern], set()).add(target)
        return reached

    def _best(self, nodes: tuple[int, ...], what: Literal["template", "rest"]) -> int:
        held = [getattr(self._nodes[n], what) for n in nodes]
        found: list[int] = [index for index in held if index >= 0]
        return min(found, key=lambda index: (self._ranks[index], index), default=-1)


def ids(normals: pl.Series, paths: pl.Series) -> pl.DataFrame:
    """The segments where the template's path has a parameter: `path_ids` and `object`.

    Args:
        normals: normal paths.
        paths: the template's path for each (`/orders/{id}`), without the method.
    """
    frame = pl.DataFrame([normals.alias("n"), paths.alias("t")]).with_row_index("row")
    candidates = frame.filter(pl.col("t").str.contains("{", literal=True))
    pairs = (
        candidates.select("row", pl.col("n").str.split("/"), pl.col("t").str.split("/"))
        .with_columns(pl.min_horizontal(pl.col("n").list.len(), pl.col("t").list.len()).alias("k"))
        .with_columns(pl.col("n").list.head("k"), pl.col("t").list.head("k"))
        .explode("n", "t")
        .filter(pl.col("t").str.contains("{", literal=True))
        .group_by("row", maintain_order=True)
        .agg(pl.col("n").alias("path_ids"), pl.col("n").last().alias("object"))
        .with_columns(pl.col("path_ids").list.join("/"))
    )
    return (
        frame.select("row")
        .join(pairs, on="row", how="left", maintain_order="left")
        .select("path_ids", "object")
    )
