"""The examples of patterns, run, on the terminal.

Comes in: the results and a console. Goes out: what failed and with which numbers, or that
all is well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from vedette.model.visible import visible
from vedette.report.screen import say
from vedette.report.words import count, measure, number

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rich.console import Console


class Tried(Protocol):
    """One example of a pattern, run."""

    @property
    def pattern(self) -> str:
        """The pattern's id."""
        ...

    @property
    def example(self) -> str:
        """The example's name."""
        ...

    @property
    def expected(self) -> str:
        """What it must do, in words."""
        ...

    @property
    def got(self) -> str:
        """What it did, in words."""
        ...

    @property
    def passed(self) -> bool:
        """It did what it must."""
        ...

    @property
    def nearest(self) -> str:
        """How near it came, in words; empty where there is nothing to say."""
        ...

    @property
    def numbers(self) -> Mapping[str, float | None]:
        """The measures that decided, with their values."""
        ...


def show(results: Sequence[Tried], screen: Console) -> None:
    """Print each failed example with its numbers, then one line on all of them."""
    failed = [result for result in results if not result.passed]
    for result in failed:
        name = f"{visible(result.pattern, 60)}: {visible(result.example, 100)}"
        say(screen, ("FAILED ", "bad"), (name, "bold"))
        expected, got = visible(result.expected, 200), visible(result.got, 200)
        say(screen, f"expected {expected}, got {got}", indent=7)
        if result.nearest:
            say(screen, visible(result.nearest, 400), indent=7)
        for key, value in result.numbers.items():
            shown = "unknown" if value is None else number(value)
            say(screen, (f"{measure(key)}: {shown}", "dim"), indent=9)
    patterns = count(len({result.pattern for result in results}), "pattern")
    examples = count(len(results), "example")
    if failed:
        say(screen, (f"{len(failed):,} of {examples} of {patterns} failed.", "bad"))
    else:
        say(screen, (f"All {examples} of {patterns} do what they must.", "good"))
