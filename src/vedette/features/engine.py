"""The engine: calls in, Profiles out, at every instant, whatever the batches.

Comes in: `Calls` frames in time order. Goes out: `Profiles` of the clients that met a level's
absolute conditions. Memory is bounded; what that cost is in `notes()`. It never reads a
clock, a file or the history.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Final

from vedette.features.frame import Columns, Reader
from vedette.features.kernel import shapes as k
from vedette.features.ring import Rings

if TYPE_CHECKING:
    import polars as pl

    from vedette.features.plan import Plan
    from vedette.features.room import Output, Room
    from vedette.model.profile import Profiles

SLICE: Final = 1 << 17
"""Calls taken in together: their arrays fit in the processor's cache."""

MEMORY: Final = 1 << 30
"""Bytes that the clients of all grains may take, by default."""


class Engine:
    """All grains of a plan.

    Args:
        plan: What to measure.
        seed: Seeds the ids of values and clients, so that nobody can choose collisions.
        rows: Most clients per grain; by default as many as the memory allows.
        memory: Bytes that the clients of all grains may take.
        threads: Grains worked on at once; by default one per processor.
    """

    def __init__(
        self,
        plan: Plan,
        *,
        seed: int = 0,
        rows: int | None = None,
        memory: int = MEMORY,
        threads: int | None = None,
    ) -> None:
        # Numba takes half a second to import: only who measures pays for it.
        from vedette.features.kernel.state import row_bytes  # noqa: PLC0415
        from vedette.features.room import Limits, Room  # noqa: PLC0415

        self.plan = plan
        self._reader = Reader(plan, seed)
        self._rooms: list[Room] = []
        for grain in plan.grains:
            room = Room(plan, grain, Limits(1024, 0))
            share = memory // len(plan.grains)
            most = rows or max(share // 2 // row_bytes(room.program), 1024)
            room.limits = Limits(most, share // 2)
            room.override([self._reader.key_of(name) for name in grain.proxies])
            self._rooms.append(room)
        self._rings = Rings(len(plan.sums), [room.program for room in self._rooms])
        self._pool = ThreadPoolExecutor(threads or os.cpu_count() or 1)
        self._threads = threads or os.cpu_count() or 1

    def feed(self, calls: pl.DataFrame) -> list[Profiles]:
        """Take in calls (`CALLS`, in time order); judge the instants that they close."""
        made: list[Profiles] = []
        for piece in calls.iter_slices(SLICE):
            made += self._take(self._reader.read(piece, self._instant), k.NEVER)
        return made

    def advance(self, until: int) -> list[Profiles]:
        """Judge every instant up to `until` (µs UTC), as if no more calls came before it."""
        return self._take(self._reader.read(self._nothing(), 0), until // k.CELL)

    def finish(self) -> list[Profiles]:
        """Judge the instants that the last call is waiting for."""
        if not self._rooms or self._instant == k.NEVER:
            return []
        steps = [w.step for grain in self.plan.grains for w in grain.windows if w.levels]
        step = max(steps, default=k.CELL) // k.CELL
        made = self.advance((self._instant // step + 1) * step * k.CELL)
        self._pool.shutdown()
        return made

    def profile_all(self, grain: str, window: int) -> pl.DataFrame:
        """The measures of all clients with calls in a window, as of the last instant judged.

        For tests: the plan must name everyone (`plan(..., everyone=True)`), and the window be
        due at that instant.
        """
        from vedette.features.columns import everybody  # noqa: PLC0415

        room = next(r for r in self._rooms if r.grain.grain.name == grain)
        number = [w.length for w in room.grain.windows].index(window)
        output = room.everybody(number, self._rings.past(self._rooms.index(room)))
        return everybody(room.grain.windows[number], room.layouts[number], output)

    def notes(self) -> tuple[str, ...]:
        """What the bounds on memory cost, a sentence each."""
        return tuple(
            f"{room.forgotten:,} clients of the grain {room.grain.grain.name} were forgotten "
            f"early: more clients called at once than memory was allowed for."
            for room in self._rooms
            if room.forgotten
        )

    def held(self) -> dict[str, tuple[int, int]]:
        """Per grain, the clients remembered now and the bytes they take."""
        return {r.grain.grain.name: (r.clients, r.nbytes) for r in self._rooms}

    @property
    def _instant(self) -> int:
        return max((room.instant for room in self._rooms), default=k.NEVER)

    def _nothing(self) -> pl.DataFrame:
        import polars as pl  # noqa: PLC0415

        from vedette.model.call import CALLS  # noqa: PLC0415

        return pl.DataFrame(schema=CALLS)

    def _take(self, columns: Columns, until: int) -> list[Profiles]:
        from vedette.features.columns import profiles  # noqa: PLC0415

        if not self._rooms:
            return []
        tail = min(room.tail for room in self._rooms)
        past = columns.common[k.B_MASK : k.B_VALUES + len(self.plan.sums)]
        base = self._rings.append(columns.cell, past, tail)

        def work(number: int) -> Output:
            batch = k.Batch(columns.cell, columns.common, columns.own[number])
            past = self._rings.past(number)
            return self._rooms[number].take(batch, past, base, until, columns.names)

        numbers = range(len(self._rooms))
        outputs = map(work, numbers) if self._threads == 1 else self._pool.map(work, numbers)
        return [
            profile
            for room, output in zip(self._rooms, outputs, strict=True)
            for profile in profiles(room.grain, room.layouts, output)
        ]
