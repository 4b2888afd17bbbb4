"""How long work tells a person how far it is.

Comes in: stages and amounts. Goes out: whatever the listener shows. It never raises and
is cheap enough to call once per batch.
"""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Told how far the work is."""

    def stage(self, name: str, total: int | None = None, unit: str = "bytes") -> None:
        """A new stage begins: `total` of `unit` to do, null where nobody knows."""
        ...

    def advance(self, amount: int, lines: int = 0) -> None:
        """`amount` more of the stage's unit is done, and `lines` more lines were read."""
        ...

    def say(self, text: str) -> None:
        """One sentence the person should read now, such as why the first start is slow."""
        ...


class Silent:
    """A listener that shows nothing."""

    def stage(self, name: str, total: int | None = None, unit: str = "bytes") -> None:
        """Do nothing."""

    def advance(self, amount: int, lines: int = 0) -> None:
        """Do nothing."""

    def say(self, text: str) -> None:
        """Do nothing."""
