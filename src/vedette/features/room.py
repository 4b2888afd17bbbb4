"""One grain at work: its state, moved by the kernel, grown or thinned out when it is full.

Comes in: batches as arrays. Goes out: records of clients that met a level, with their names. It
holds the memory of its grain within a bound: beyond it the least active clients are
forgotten, and counted.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl

from vedette.features.kernel import shapes as k
from vedette.features.kernel import state
from vedette.features.kernel.retire import evict
from vedette.features.kernel.run import dump, run
from vedette.features.names import Names
from vedette.features.plan import GrainPlan, Plan
from vedette.features.program import program_of

GROUPS: Final = 100_000
"""Proxies (or operations) told apart per grain; those beyond share one group."""


FEWEST: Final = 128
"""Evicting fewer clients than this at once is not worth the while: memory grows instead."""


@dataclass(frozen=True, slots=True)
class Output:
    """What a grain said of some calls: records, their peers' references, hits, names."""

    records: k.I64
    refs: k.F64
    hits: k.I32
    names: pl.DataFrame


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one grain may keep: clients, and bytes of sets."""

    rows: int
    arena: int


class Room:
    """The state of one grain."""

    def __init__(self, plan: Plan, grain: GrainPlan, limits: Limits) -> None:
        self.grain = grain
        self.program, self.layouts = program_of(plan, grain)
        self.limits = limits
        self.names = Names(grain.grain.columns)
        self.forgotten = 0
        self._s = state.scalars()
        self._rows = state.rows(self.program, 1024)
        self._groups = state.groups(self.program, 16)
        self._arena = state.arena(1 << 14)
        self._out = state.out(self.program, 256, self._width, 0, 1024)

    @property
    def _width(self) -> int:
        return max(layout.width for layout in self.layouts)

    @property
    def tail(self) -> int:
        """The oldest position of the ring that this grain still needs."""
        return int(self._s[k.TAIL : k.TAIL + len(self.layouts)].min())

    @property
    def instant(self) -> int:
        """The cell of the last instant closed."""
        return int(self._s[k.INSTANT])

    @property
    def clients(self) -> int:
        """Clients remembered now."""
        return int(self._s[k.N_ROWS] - self._s[k.N_FREE])

    @property
    def nbytes(self) -> int:
        """Bytes held, rings left out."""
        parts = (*self._rows, *self._groups, self._arena.words, *self._out)
        return sum(array.nbytes for array in parts)

    def override(self, keys: list[int]) -> None:
        """Say by which ids the proxies with bounds of their own are known."""
        self.program = self.program._replace(overrides=np.array(keys, np.int64))

    def take(
        self, batch: k.Batch, past: k.Past, base: int, until: int, names: pl.DataFrame
    ) -> Output:
        """Take in a batch whose first call stands at `base` in the rings; judge up to `until`."""
        s = self._s
        s[k.BASE], s[k.NEXT], s[k.PHASE] = base, 0, k.ADD
        self._make_room(batch.cell.size)
        first = int(s[k.N_NAMES])
        while (why := int(run(self._grain(past), batch, until))) != k.DONE:
            self._help(why, past, batch)
        self.names.add(first, names[self._out.named[: s[k.N_NAMED]]])
        return self._drain()

    def _grain(self, past: k.Past) -> k.Grain:
        return k.Grain(
            self.program, self._rows, self._groups, self._arena, past, self._out, self._s
        )

    def everybody(self, window: int, past: k.Past) -> Output:
        """A record of every client with calls in a window, as of the last instant."""
        if self._out.records.shape[0] < self._s[k.N_ROWS]:
            self._out = state.out(
                self.program, int(self._s[k.N_ROWS]), self._width, 0, self._rows.wide.shape[0]
            )
        dump(self._grain(past), window)
        return self._drain()

    def _make_room(self, calls: int) -> None:
        if self._out.named.size < calls:
            self._out = self._out._replace(named=np.zeros(calls, np.int32))
        # A batch may bring as many groups as calls, but most bring none.
        wanted = min(GROUPS, int(self._s[k.N_GROUPS]) + calls)
        if self.program.group_line and wanted > self._groups.wide.shape[0]:
            self._groups = state.more_groups(self._groups, 1 << (wanted - 1).bit_length())

    def _drain(self) -> Output:
        s = self._s
        records = self._out.records[: s[k.N_RECORDS]].copy()
        made = Output(
            records,
            self._out.refs[: s[k.N_RECORDS]].copy(),
            self._out.hits[: s[k.N_HITS]].copy(),
            self.names.of(records[:, k.R_NAME]),
        )
        s[k.N_RECORDS] = s[k.N_HITS] = s[k.FIRST_RECORD] = s[k.N_NAMED] = 0
        alive = self._rows.wide[: s[k.N_ROWS], k.NAME]
        if len(self.names) > 4096 + 2 * int((alive >= 0).sum()):
            self.names.keep(alive[alive >= 0])
        return made

    def _help(self, why: int, past: k.Past, batch: k.Batch) -> None:
        """Give the kernel what it stopped for."""
        if why == k.WANT_OUT:
            self._more_out()
        elif why == k.WANT_ARENA:
            words = self._arena.words.size
            if 16 * words > self.limits.arena and self._thin_out(past, batch):
                return
            self._arena = state.arena(2 * words, self._arena)
        else:
            size = self._rows.wide.shape[0]
            if 2 * size > self.limits.rows and self._thin_out(past, batch):
                return
            self._rows = state.more_rows(self.program, self._rows, 2 * size)
            if self._out.refs.shape[1]:
                scratch = np.zeros(max(2 * size, state.SCRATCH), np.float64)
                self._out = self._out._replace(scratch=scratch)

    def _more_out(self) -> None:
        lines = self._out.records.shape[0]
        self._out = self._out._replace(
            records=state.longer(self._out.records, 2 * lines),
            refs=state.longer(self._out.refs, 2 * lines),
            hits=state.longer(self._out.hits, 2 * self._out.hits.shape[0]),
        )

    def _thin_out(self, past: k.Past, batch: k.Batch) -> bool:
        """Forget the quarter of the clients that did least; whether enough could be."""
        head = self._rows.wide[: self._s[k.N_ROWS]]
        able = head[:, k.LIVE] > 0
        if self._s[k.PHASE] == k.SETS:
            # The calls at hand still point to their rows.
            able &= head[:, k.LAST] < batch.common[k.B_TIME, self._s[k.NEXT]]
        rows = np.flatnonzero(able)
        order = np.lexsort((head[rows, k.LAST], head[rows, k.LIVE], head[rows, k.NAME] >= 0))
        victims = rows[order[: rows.size // 4]].astype(np.int32)
        if victims.size < FEWEST:
            return False
        evict(self._grain(past), victims)
        self.forgotten += victims.size
        return True
