"""Reading one file: its prefix, its formats, its calls, and what could not be read.

Comes in: blocks of the file, in order. Goes out: wire frames, and at the end how its
lines fared. The formats are chosen by the first lines and looked at again where lines
are left over, so a file may change its format or hold up to three.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import polars as pl

from vedette.model.analysis import FileRead
from vedette.watch.formats.base import (
    BINARY,
    BROKEN_JSON,
    FOREIGN,
    HEADER,
    NO_MATCH,
    REJECT,
    TOO_LONG,
    Context,
    Format,
    Reader,
    UnknownFormat,
    complete,
)
from vedette.watch.formats.detect import MOST, detect, nearest, sample
from vedette.watch.formats.lines import LINE, NUMBER, SEQ, lines
from vedette.watch.formats.prefix import prefix_of, strip
from vedette.watch.formats.tally import Tally
from vedette.watch.formats.unwrap import unwrap
from vedette.watch.mask import mask
from vedette.watch.sources.base import Block, Found

_TRIES: Final = 16  # blocks whose leftovers are looked at for another format
_WHY: Final = "_why"
_UTF16: Final = (
    "the text is UTF-16; convert it first, for example with iconv -f UTF-16 -t UTF-8 FILE"
)


class UnusableError(Exception):
    """The file is no text that could be a log; the message says what it is."""


class FileReading:
    """The reading of one file."""

    def __init__(self, found: Found, formats: Sequence[Format], context: Context) -> None:
        self._found = found
        self._formats = formats
        self._context = context
        self._chosen: list[tuple[Format, Reader]] = []
        self._prefix: str | None = None
        self._tries = _TRIES
        self._unread: pl.Series | None = None
        self._used: set[str] = set()
        self._binary = False
        self._line = 1
        self.tally = Tally(found.path)

    def feed(self, block: Block) -> pl.DataFrame:
        """The calls of the next block, all columns of `WIRE`, in order.

        Raises:
            UnusableError: the file is no text.
        """
        if self._line == 1:
            self._look(block.data[:4096])
        found = lines(block, self._line)
        self._line += found.count
        if found.long:
            self.tally.reject(TOO_LONG, len(found.long), list(found.long))
        frame = unwrap(found.frame)
        if self._prefix is None and not self._chosen and frame.height:
            self._prefix = prefix_of(sample(frame[LINE]))
        if self._prefix is not None:
            frame = frame.with_columns(strip(frame[LINE], self._prefix).alias(LINE))
        return self._calls(frame)

    def _look(self, head: bytes) -> None:
        if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
            raise UnusableError(_UTF16)
        half = max(1, len(head) // 2)
        if (
            max(head[0::2].count(0), head[1::2].count(0)) > half * 0.4
            and head.count(0) < half * 1.2
        ):
            raise UnusableError(_UTF16)
        odd = sum(head.count(code) for code in range(32) if code not in b"\t\n\r\x1b")
        self._binary = odd > len(head) / 10

    def _calls(self, frame: pl.DataFrame) -> pl.DataFrame:
        frame = frame.with_columns(pl.lit(None, pl.String).alias(_WHY))
        if not self._chosen and frame.height:
            self._choose(frame)
        parts: list[pl.DataFrame] = []
        left = self._read(frame, self._chosen, parts)
        new = self._more(left)
        if new:
            left = self._read(left, new, parts)
        self._put_aside(left)
        self.tally.calls += sum(part.height for part in parts)
        whole = [complete(part) for part in parts] or [complete(pl.DataFrame({SEQ: []}))]
        calls = whole[0] if len(whole) == 1 else pl.concat(whole).sort(SEQ)
        return calls.with_columns(pl.lit(self._found.source).alias("source"))

    def _choose(self, frame: pl.DataFrame) -> None:
        chosen = detect(sample(frame[LINE]), self._formats, self._context)
        self._chosen = [(one, one.reader(self._context)) for one in chosen]

    def _more(self, left: pl.DataFrame) -> list[tuple[Format, Reader]]:
        """Formats for lines that those chosen do not read."""
        rest = left.filter(pl.col(_WHY).is_null())[LINE]
        if not len(rest) or len(self._chosen) >= MOST or self._tries <= 0:
            return []
        self._tries -= 1
        others = [one for one in self._formats if all(one is not have for have, _ in self._chosen)]
        new = detect(sample(rest), others, self._context)[: MOST - len(self._chosen)]
        added = [(one, one.reader(self._context)) for one in new]
        self._chosen += added
        return added

    def _read(
        self,
        frame: pl.DataFrame,
        readers: list[tuple[Format, Reader]],
        parts: list[pl.DataFrame],
    ) -> pl.DataFrame:
        """Reads with all readers, the strictest readings first; what is left over."""
        left = frame
        for tier in range(max((reader.tiers for _, reader in readers), default=0)):
            for one, reader in readers:
                if tier < reader.tiers and left.height:
                    left = self._pass(left, one, reader.read(left[LINE], tier), parts)
        return left

    def _pass(
        self, left: pl.DataFrame, one: Format, read: pl.DataFrame, parts: list[pl.DataFrame]
    ) -> pl.DataFrame:
        reject = read[REJECT]
        if reject.null_count() == len(reject):
            self._used.add(one.name)
            parts.append(read.with_columns(left[SEQ]))
            return left.clear()
        good = reject.is_null()
        if good.any():
            self._used.add(one.name)
            parts.append(read.filter(good).with_columns(left[SEQ].filter(good)))
        over = ~good & (reject != HEADER).fill_null(value=False)
        reason = reject.set((reject == FOREIGN).fill_null(value=False), None)
        why = left[_WHY].zip_with(left[_WHY].is_not_null(), reason)
        return left.with_columns(why.alias(_WHY)).filter(over)

    def _put_aside(self, left: pl.DataFrame) -> None:
        """Counts what no format reads, by reason."""
        if not left.height:
            return
        line = pl.col(LINE)
        unread = left.with_columns(
            pl.when(line.str.contains(r"^\s*$"))
            .then(pl.lit(HEADER))
            .when(pl.col(_WHY).is_not_null())
            .then(pl.col(_WHY))
            .when(line.str.starts_with("#"))
            .then(pl.lit(HEADER))
            .when(line.str.contains(r"\x00|[\x01-\x08\x0e-\x1f]{4}"))
            .then(pl.lit(BINARY))
            .when(line.str.contains(r'^\s*\{\s*"') & ~line.str.contains(r"\}\s*$"))
            .then(pl.lit(BROKEN_JSON))
            .otherwise(pl.lit(NO_MATCH))
            .alias(_WHY)
        ).filter(pl.col(_WHY) != HEADER)
        if self._unread is None and unread.height:
            self._unread = unread[LINE].head(256)
        for (reason,), rows in unread.group_by(_WHY, maintain_order=True):
            shown = rows.head(self.tally.wants(str(reason))).select(NUMBER, LINE).rows()
            self.tally.reject(str(reason), rows.height, shown)

    def finish(self, note: str | None = None) -> FileRead:
        """How the lines fared."""
        names = [one.name for one, _ in self._chosen if one.name in self._used]
        formats = tuple(f"{name} in {self._prefix}" if self._prefix else name for name in names)
        if not self.tally.lines and note is None:
            note = "empty"
        counted = dict(self.tally.rejected)
        return FileRead(
            self._found.path, formats, self.tally.lines, self.tally.calls, counted, note
        )

    def unknown(self, *, briefly: bool = False) -> UnknownFormat | None:
        """How near formats came, if none read a single line; null for an empty file.

        Args:
            briefly: leave out how near they came, which takes a tenth of a second.
        """
        if self._used or not self.tally.lines:
            return None
        tried = tuple(dict.fromkeys(one.family for one in self._formats))
        if self._binary:
            return UnknownFormat(self._found.path, "", (), tried, "a binary file, not a log")
        unread = self._unread if self._unread is not None else pl.Series([""])
        near = () if briefly else nearest(unread, self._formats, self._context)
        return UnknownFormat(self._found.path, mask(unread[0]), near, tried)
