"""From paths to wire frames: the door of sources and formats.

Comes in: paths, and what the user said about formats and zones. Goes out: frames of
`WIRE`, then a report of how every file fared. One bad file never loses another. Reading
and decompression run in a thread ahead of parsing.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import polars as pl

from vedette.model.analysis import FileRead, Input, Rejected
from vedette.model.settings import Layout
from vedette.watch.formats.base import REJECT, Context, Format, LineReading
from vedette.watch.formats.catalog import FORMATS, named
from vedette.watch.formats.detect import detect, nearest
from vedette.watch.formats.file import FileReading, UnusableError
from vedette.watch.formats.layouts import layout_format
from vedette.watch.formats.prefix import prefix_of, strip
from vedette.watch.formats.times import zone
from vedette.watch.formats.unwrap import unwrap_line
from vedette.watch.sources.ahead import ahead
from vedette.watch.sources.base import Block, DamagedError, Failure, Found
from vedette.watch.sources.blocks import blocks
from vedette.watch.sources.find import STDIN, find
from vedette.watch.wire import WIRE

Progress = Callable[[str, int, int], None]

_MOST_ROWS: Final = 200_000
_SAMPLES: Final = 50
_EXPLAINED: Final = 20  # files whose failure is explained at length


class UnreadableError(Exception):
    """Nothing of what was given can be read; the failures say why."""

    def __init__(self, failures: Sequence[Failure]) -> None:
        super().__init__("\n".join(map(str, failures)) or "nothing to read")
        self.failures = tuple(failures)


@dataclass(frozen=True, slots=True)
class _Piece:
    """A block of a file, or its end."""

    found: Found
    block: Block | None = None
    note: str | None = None
    failure: str | None = None


class Reading:
    """Wire frames of all files, file by file; after the last one, a report."""

    def __init__(
        self,
        paths: Sequence[str],
        formats: Sequence[Format],
        context: Context,
        progress: Progress | None = None,
    ) -> None:
        self._files, self.failures = find(paths)
        self._formats = formats
        self._context = context
        self._progress = progress
        self._read: list[FileRead] = []
        self._samples: list[Rejected] = []
        self._raw = 0
        self._first: int | None = None
        self._last: int | None = None

    def __iter__(self) -> Iterator[pl.DataFrame]:
        """Frames with the columns of `WIRE`, at most 200,000 rows each.

        Raises:
            UnreadableError: no file could be used.
        """
        total = sum(_size(found.path) for found in self._files)
        current: FileReading | None = None
        for piece in ahead(self._pieces()):
            current = current or FileReading(piece.found, self._formats, self._context)
            if piece.block is None:
                self._close(current, piece)
                current = None
                continue
            try:
                calls = current.feed(piece.block)
            except UnusableError as error:
                self._fail(piece.found.path, str(error))
                continue
            if self._progress is not None:
                self._progress(piece.found.path, self._raw, total)
            yield from self._slices(calls)
        if not any(read.formats for read in self._read):
            raise UnreadableError(self.failures or self._nothing())

    def _pieces(self) -> Iterator[_Piece]:
        for found in self._files:
            note = failure = None
            try:
                for block in blocks(found, self._seen):
                    yield _Piece(found, block)
            except DamagedError as error:
                note = str(error)
            except OSError as error:
                failure = _why(error)
            yield _Piece(found, None, note, failure)

    def _seen(self, count: int) -> None:
        self._raw += count

    def _slices(self, calls: pl.DataFrame) -> Iterator[pl.DataFrame]:
        for frame in calls.iter_slices(_MOST_ROWS) if calls.height else ():
            times = frame["time"]
            low, high = times.min(), times.max()
            if isinstance(low, int) and isinstance(high, int):
                self._first = low if self._first is None else min(low, self._first)
                self._last = high if self._last is None else max(high, self._last)
            yield frame

    def _close(self, current: FileReading, piece: _Piece) -> None:
        if piece.failure is not None:
            self._fail(piece.found.path, piece.failure)
        if any(failure.file == piece.found.path for failure in self.failures):
            return
        self._read.append(current.finish(piece.note))
        self._samples += current.tally.samples[: _SAMPLES - len(self._samples)]
        if unknown := current.unknown(briefly=len(self.failures) >= _EXPLAINED):
            self._fail(piece.found.path, unknown.message)

    def _fail(self, file: str, message: str) -> None:
        if all(failure.file != file for failure in self.failures):
            self.failures.append(Failure(file, message))

    def _nothing(self) -> list[Failure]:
        return [Failure(read.file, read.note or "holds no call") for read in self._read]

    def report(self) -> Input:
        """What was read, once the frames are exhausted."""
        rejected: dict[str, int] = {}
        for read in self._read:
            for reason, count in read.rejected.items():
                rejected[reason] = rejected.get(reason, 0) + count
        formats = dict.fromkeys(name for read in self._read for name in read.formats)
        return Input(
            files=tuple(self._read),
            lines=sum(read.lines for read in self._read),
            calls=sum(read.calls for read in self._read),
            rejected=rejected,
            rejected_samples=tuple(self._samples),
            first=self._first,
            last=self._last,
            formats=tuple(formats),
        )


def _size(path: str) -> int:
    try:
        return 0 if path == STDIN else Path(path).stat().st_size
    except OSError:
        return 0


def _why(error: OSError) -> str:
    if isinstance(error, PermissionError):
        return "not allowed to read it; try with the rights of its owner"
    return f"cannot be read ({os.strerror(error.errno) if error.errno else error})"


def formats_for(name: str, layouts: Iterable[Layout]) -> list[Format]:
    """The formats to try: all of them, or those of a name; the user's own come first.

    Raises:
        ValueError: there is no such format, or a layout of the user's is wrong.
    """
    own = [layout_format(layout) for layout in layouts]
    if name == "auto":
        return [*own, *FORMATS]
    mine = [one for one in own if one.name == name]
    if mine:
        return list(mine)
    try:
        return list(named(name))
    except KeyError as error:
        raise ValueError(error.args[0]) from error


def read(
    paths: Sequence[str],
    *,
    format: str = "auto",  # noqa: A002 - the name of the option
    layouts: Sequence[Layout] = (),
    timezone: str = "UTC",
    now: int,
    progress: Progress | None = None,
) -> Reading:
    """Reads logs.

    Args:
        paths: files, folders, globs, `-` for standard input.
        format: a format's or family's name, or `auto`.
        layouts: the user's own layouts.
        timezone: for times that carry no zone.
        now: µs UTC; times more than a day later are absurd.
        progress: told after each block: the file, raw bytes read and raw bytes in all
            (0 if unknown).

    Raises:
        ValueError: an unknown format or zone, or a wrong layout.
    """
    zone(timezone)
    return Reading(paths, formats_for(format, layouts), Context(timezone, now), progress)


def explain_line(
    text: str,
    *,
    format: str = "auto",  # noqa: A002 - the name of the option
    layouts: Sequence[Layout] = (),
    timezone: str = "UTC",
    now: int,
) -> LineReading:
    """How one line is read: its format and fields, or how near the formats came.

    The fields may hold secrets: the caller decides what is shown.
    """
    context, formats = Context(timezone, now), formats_for(format, layouts)
    line = pl.Series([unwrap_line(text.strip("\r\n"))])
    prefix = prefix_of(line)
    line = strip(line, prefix) if prefix else line
    chosen = detect(line, formats, context)
    if not chosen:
        return _unread(line, formats, context)
    reader = chosen[0].reader(context)
    for tier in range(reader.tiers):
        frame = reader.read(line, tier)
        if frame[REJECT][0] is None:
            row = frame.select(name for name in frame.columns if name in WIRE).row(0, named=True)
            fields = {name: value for name, value in row.items() if value is not None}
            shown = f"{chosen[0].name} in {prefix}" if prefix else chosen[0].name
            return LineReading(shown, fields)
    return _unread(line, formats, context)


def _unread(line: pl.Series, formats: Sequence[Format], context: Context) -> LineReading:
    """The reason of the format that almost read it, or how near formats came."""
    for one in formats:
        if not one.suits(line[0]):
            continue
        reader = one.reader(context)
        for tier in range(reader.tiers):
            reason = reader.read(line, tier)[REJECT][0]
            if reason not in (None, "", "#"):
                return LineReading(one.name, reason=reason)
    return LineReading(None, near=nearest(line, formats, context))
