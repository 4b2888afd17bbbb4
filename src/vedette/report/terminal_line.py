"""One log line, explained on the terminal.

Comes in: a `LineExplained` and a console. Goes out: lines on it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from vedette.model.visible import visible
from vedette.report.screen import fact, head, say
from vedette.report.words import listed

if TYPE_CHECKING:
    from rich.console import Console

    from vedette.model.explained import LineExplained

_NEAR: Final = 5


def show(explained: LineExplained, screen: Console) -> None:
    """Print the line's format, its fields, and what each pattern would count of it."""
    say(screen, (visible(explained.text, 200), "dim"))
    if explained.format is None:
        say(screen, ("No known format reads this line.", "bad"))
        for near in explained.near_misses[:_NEAR]:
            say(screen, (near.format, "bold"), f": {visible(near.reason, 200)}", indent=2, hang=2)
        screen.print()
        return
    say(screen, "Format: ", (explained.format, "good"))
    if explained.reason:
        say(screen, (f"Rejected: {visible(explained.reason, 200)}", "bad"))
    _fields(explained, screen)
    _counts(explained, screen)
    screen.print()


def _fields(explained: LineExplained, screen: Console) -> None:
    if not explained.fields:
        return
    head(screen, "What it says")
    wide = min(max(len(name) for name in explained.fields) + 2, 24)
    for name, value in explained.fields.items():
        fact(screen, visible(name, 40), visible(str(value), 200), wide)


def _counts(explained: LineExplained, screen: Console) -> None:
    if not explained.counts:
        if not explained.reason:
            head(screen, "No pattern counts this call")
        return
    head(screen, "What patterns count of it")
    wide = min(max(len(name) for name in explained.counts) + 2, 28)
    for pattern, measures in explained.counts.items():
        words = listed([visible(measure, 40).replace("_", " ") for measure in measures])
        fact(screen, visible(pattern, 40).replace("_", " "), words, wide)
