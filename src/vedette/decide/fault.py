"""What is wrong with a text that a person wrote: where, what, and what to write instead.

Comes in: nothing. Goes out: the two classes that every reader of rules speaks with. It
never decides what is a fault.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault. `line` and `column` are 1-based."""

    file: str
    line: int
    column: int
    field: str
    found: str
    expected: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}"
        return f"{place}: {self.field}: found {self.found}, expected {self.expected}"


class Faults(ValueError):  # noqa: N818 - it is read as "the faults of this text"
    """All faults of one text at once."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(map(str, faults)))
