"""The console a report is printed on: its width, its colours, its alphabet.

Comes in: a stream. Goes out: a Rich console that takes no markup, never cuts a line that
is meant to be copied, and writes plain letters where the stream knows no others.
"""

from __future__ import annotations

import os
from typing import IO, TYPE_CHECKING, Final

from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.text import Text
from rich.theme import Theme

from vedette.report.words import TIMES, UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vedette.model.finding import Severity

PIPE_WIDTH: Final = 100
"""Columns where nobody says how many there are (a pipe, a file): always the same."""

_PROSE: Final = 110
"""Prose is no wider than this: longer lines are hard to read."""

_GAP: Final = 3

_PLAIN: Final = str.maketrans(
    {
        "≥": ">=", "≤": "<=", "·": ".", "…": "...", "µ": "u", "‰": "per mille",
        UNKNOWN: "-", TIMES: "x",
        "▁": "_", "▂": "_", "▃": "-", "▄": "-", "▅": "=", "▆": "=", "▇": "#", "█": "#",
    }
)  # fmt: skip

_THEME: Final = Theme(
    {
        "critical": "bold white on red3",
        "high": "bold black on dark_orange",
        "medium": "black on yellow3",
        "low": "black on sky_blue2",
        "title": "bold",
        "head": "bold",
        "dim": "dim",
        "good": "bold green",
        "bad": "bold bright_red",
        "bars": "dark_orange",
        "others": "steel_blue1",
        "code": "cyan",
    }
)


class _Ascii:
    """A stream that knows only ASCII: other characters become near ones or escapes."""

    encoding = "ascii"

    def __init__(self, stream: IO[str]) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        plain = text.translate(_PLAIN).encode("ascii", "backslashreplace").decode("ascii")
        return self._stream.write(plain)

    def flush(self) -> None:
        self._stream.flush()

    def isatty(self) -> bool:
        return self._stream.isatty()

    def fileno(self) -> int:
        return self._stream.fileno()


class _Console(Console):
    """A console that leaves a closed pipe to the command line, which ends quietly."""

    def on_broken_pipe(self) -> None:
        raise BrokenPipeError


def console(stream: IO[str], width: int | None = None) -> Console:
    """A console on `stream`; in a pipe `COLUMNS` or 100 columns wide, and colourless.

    Colours follow NO_COLOR, FORCE_COLOR and TERM.
    """
    unicode = (getattr(stream, "encoding", None) or "utf-8").lower().startswith("utf")
    known = width or (None if stream.isatty() else _columns())
    return _Console(
        file=stream if unicode else _Ascii(stream),  # pyright: ignore[reportArgumentType]
        width=known,
        theme=_THEME,
        markup=False,
        emoji=False,
        highlight=False,
        legacy_windows=False,
    )


def say(screen: Console, *parts: str | tuple[str, str], indent: int = 0, hang: int = 0) -> None:
    """Print styled parts as one paragraph; later lines stand `hang` columns further in."""
    text = Text.assemble(*parts)
    room = max(min(screen.width, _PROSE) - indent, 20)
    begin = text.wrap(screen, room)[:1]
    used = len(begin[0]) if begin else 0
    used += len(text.plain[used:]) - len(text.plain[used:].lstrip())
    lines = list(begin)
    if used < len(text):
        lines += text[used:].wrap(screen, max(room - hang, 20))
    for place, line in enumerate(lines):
        line.rstrip()
        if line or not place:
            screen.print(Text(" " * (indent + (hang if place else 0))) + line, soft_wrap=True)


def fact(screen: Console, name: str, value: str, wide: int = 10) -> None:
    """Print a named fact; a long value keeps its column, which begins after `wide`."""
    say(screen, (f"{name:<{wide}}", "dim"), value, indent=2, hang=wide)


def grid(
    screen: Console,
    header: Sequence[str],
    rows: Sequence[Sequence[str]],
    indent: int = 4,
    *,
    numbers: bool = True,
) -> None:
    """Print rows in columns: the first one left, the others right if they are `numbers`.

    No cell is wrapped; where the grid is too wide, the first column gives way.
    """
    every = [list(header), *(list(row) for row in rows)]
    widths = [max(cell_len(row[column]) for row in every) for column in range(len(header))]
    rest = sum(width + _GAP for width in widths[1:])
    widths[0] = max(min(widths[0], screen.width - indent - rest), 12)
    for place, row in enumerate(every):
        line = set_cell_size(cut(row[0], widths[0]), widths[0])
        for cell, width in zip(row[1:], widths[1:], strict=True):
            room = " " * (width - cell_len(cell))
            line += " " * _GAP + (room + cell if numbers else cell + room)
        style = "" if place else "dim"
        screen.print(Text(" " * indent + line.rstrip(), style=style), soft_wrap=True)


def cut(text: str, room: int) -> str:
    """`text` in at most `room` columns, with an ellipsis where something is left out."""
    if cell_len(text) <= room:
        return text
    return set_cell_size(text, max(room - 1, 1)).rstrip() + "…"


def whole(screen: Console, line: str, style: str = "", indent: int = 0) -> None:
    """Print one line that is meant to be copied: never wrapped, never cut."""
    screen.print(Text(" " * indent + line, style=style), soft_wrap=True)


def head(screen: Console, text: str) -> None:
    """Print the heading of a section."""
    screen.print()
    screen.print(Text(text, style="head"), soft_wrap=True)


def pill(severity: Severity) -> tuple[str, str]:
    """A severity as a coloured word; the word alone says it too."""
    return f" {severity.upper()} ", severity


def _columns() -> int:
    told = os.environ.get("COLUMNS", "")
    return int(told) if told.isascii() and told.isdigit() and 0 < int(told) < 1000 else PIPE_WIDTH
