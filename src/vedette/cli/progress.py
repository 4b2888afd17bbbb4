"""How far long work is, on a terminal's stderr.

Comes in: what the flow tells. Goes out: a bar with rate and time left; nothing at all in
a pipe, and nothing for work that is over before anyone would look.
"""

from __future__ import annotations

import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeRemainingColumn
from rich.text import Text

from vedette.flow.progress import Silent
from vedette.model.visible import visible
from vedette.report.words import number

if TYPE_CHECKING:
    from collections.abc import Generator

    from rich.progress import TaskID

    from vedette.flow import progress as told

_PATIENCE: Final = 0.5
"""Seconds before anything is shown."""


@contextmanager
def shown() -> Generator[told.Progress]:
    """A listener for the flow, shown on stderr if that is a terminal."""
    if not sys.stderr.isatty():
        yield Silent()
        return
    bar = Bar(Console(stderr=True, markup=False, highlight=False))
    try:
        yield bar
    finally:
        bar.close()


class Bar:
    """Shows stages as bars, one after the other."""

    def __init__(self, console: Console) -> None:
        self._bars = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}", markup=False),
            BarColumn(bar_width=30),
            TextColumn("{task.percentage:>3.0f} %", markup=False),
            TextColumn("{task.fields[rate]}", markup=False),
            TimeRemainingColumn(compact=True),
            console=console,
            transient=True,
        )
        self._begun = time.monotonic()
        self._stage = self._begun
        self._task: TaskID | None = None
        self._lines = 0
        self._live = False

    def stage(self, name: str, total: int | None = None, unit: str = "bytes") -> None:
        """Begin a stage; its bar replaces the one before."""
        del unit
        if self._task is not None:
            self._bars.remove_task(self._task)
        self._task = self._bars.add_task(visible(name, 60), total=total, rate="")
        self._stage, self._lines = time.monotonic(), 0
        self._wake()

    def advance(self, amount: int, lines: int = 0) -> None:
        """Move the bar on."""
        if self._task is None:
            return
        self._lines += lines
        passed = time.monotonic() - self._stage
        rate = f"{number(round(self._lines / passed))} lines/s" if self._lines and passed else ""
        self._bars.update(self._task, advance=amount, rate=rate)
        self._wake()

    def say(self, text: str) -> None:
        """Show one sentence above the bar, at once."""
        self._wake(at_once=True)
        self._bars.console.print(Text(visible(text, 400), style="dim"))

    def close(self) -> None:
        """Take the bar away."""
        if self._live:
            self._bars.stop()

    def _wake(self, *, at_once: bool = False) -> None:
        if not self._live and (at_once or time.monotonic() - self._begun > _PATIENCE):
            self._live = True
            self._bars.start()
