"""The demo's progress: one line for each stage, with the seconds it took.

Comes in: stages. Goes out: lines on a console. It never overwrites a line, so a log of
the demo reads like the demo.
"""

from __future__ import annotations

import time

from rich.console import Console


class Told:
    """A `flow.progress.Progress` that prints stages as they begin."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._began = time.monotonic()

    def stage(self, name: str, total: int | None = None, unit: str = "bytes") -> None:
        """Name the stage that begins."""
        amount = "" if total is None or unit == "bytes" else f", {total:,} {unit}"
        self._line(f"{name}{amount}")

    def advance(self, amount: int, lines: int = 0) -> None:
        """Nothing: a stage of the demo is short."""

    def say(self, text: str) -> None:
        """Print what a person should know now."""
        self._line(text)

    def _line(self, text: str) -> None:
        since = time.monotonic() - self._began
        self._console.print(f"{since:6.1f} s  {text}", markup=False, highlight=False)
