"""The user's lists: addresses, networks and ranges in text files and CSVs.

Comes in: a path of the settings (plain or gzip). Goes out: `Ranges` and the values they
carry. It never guesses: a row it cannot read is a `Fault` that names file and line.
"""

from __future__ import annotations

import gzip
import io
import ipaddress
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from vedette.watch.enrich import address
from vedette.watch.enrich.fault import Fault
from vedette.watch.enrich.ranges import Ranges, Span, span, spans

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_GZIP: Final = b"\x1f\x8b"


def content(path: Path) -> bytes:
    """The bytes of a user's file, unpacked if gzip; a `Fault` if it cannot be read."""
    try:
        raw = path.read_bytes()
        return gzip.decompress(raw) if raw.startswith(_GZIP) else raw
    except (OSError, EOFError) as error:
        reason = getattr(error, "strerror", None) or error
        raise Fault(path, "", f"cannot be read: {reason}; correct the path in `lists`") from error


def lines(path: Path) -> Iterable[tuple[int, str]]:
    """The lines of a list with their numbers; blank ones and `#` comments left out."""
    text = content(path).decode("utf-8", "replace")
    for number, line in enumerate(text.splitlines(), start=1):
        bare = line.split("#", 1)[0].strip()
        if bare:
            yield number, bare


def of_list(path: Path) -> Ranges:
    """Ranges of a file with one address or network a line (further words are ignored)."""
    return _checked(path, ((number, line.split()[0], 0) for number, line in lines(path)))


def _checked(path: Path, rows: Iterable[tuple[int, str, int]]) -> Ranges:
    four: list[Span] = []
    six: list[Span] = []
    for number, text, row in rows:
        try:
            version, found = span(text, row)
        except ValueError:
            raise Fault(
                path, str(number), f"found {text[:60]!r}, expected an address or a network"
            ) from None
        (four if version == 4 else six).append(found)
    return Ranges(spans(four), six)


def of_names(path: Path) -> tuple[Ranges, list[str]]:
    """Ranges of a file of `NAME NETWORK` lines, and the names by row."""
    names: dict[str, int] = {}
    rows: list[tuple[int, str, int]] = []
    for number, line in lines(path):
        words = line.rsplit(None, 1)
        if len(words) != 2:
            raise Fault(path, str(number), f"found {line[:60]!r}, expected NAME NETWORK")
        row = names.setdefault(words[0].lower(), len(names))
        rows.append((number, words[1], row))
    return _checked(path, rows), list(names)


def of_csv(path: Path, columns: tuple[str, ...]) -> tuple[Ranges, pl.DataFrame]:
    """Ranges of a CSV (start,end,value... or network,value...) and the values by row.

    A header line is recognised by its first cell not being an address. `columns` names
    the values; a missing one is null.
    """
    raw = content(path)
    try:
        table = pl.read_csv(
            io.BytesIO(raw), has_header=False, infer_schema=False, truncate_ragged_lines=True
        )
    except pl.exceptions.PolarsError as error:
        raise Fault(path, "", f"is no CSV: {str(error).splitlines()[0][:120]}") from error
    cells = [table.to_series(i) for i in range(table.width)]
    ends = 1 if "/" in "".join(cells[0].head(2).drop_nulls().to_list()) else 2
    if table.width < ends + 1:
        raise Fault(path, "1", "expected start,end,value... or network,value...")
    names = table.columns[ends:]
    values = table.select(pl.col(n).alias(c) for n, c in zip(names, columns, strict=False))
    values = values.with_columns(
        pl.lit(None, pl.String).alias(c) for c in columns if c not in values.columns
    )
    return _of_cells(path, cells[0], cells[0] if ends == 1 else cells[1]), values


def _of_cells(path: Path, starts: pl.Series, stops: pl.Series) -> Ranges:
    first, last = address.numbers(starts), address.numbers(stops)
    plain = (first <= last).fill_null(value=False)
    four = np.stack(
        [
            first.filter(plain).to_numpy().astype(np.int64),
            last.filter(plain).to_numpy().astype(np.int64),
            plain.arg_true().to_numpy().astype(np.int64),
        ],
        axis=1,
    )
    odd: list[Span] = []
    six: list[Span] = []
    for row in (~plain).arg_true().to_list():
        try:
            version, found = _cell(starts[row] or "", stops[row] or "", row)
        except ValueError:
            if row == 0:
                continue  # the header
            what = f"found {str(starts[row])[:40]!r}, expected an address, number or network"
            raise Fault(path, str(row + 1), what) from None
        (odd if version == 4 else six).append(found)
    if odd:
        four = np.concatenate([four, spans(odd)])
    return Ranges(four, six)


def _cell(start: str, stop: str, row: int) -> tuple[int, Span]:
    if "/" in start:
        return span(start, row)
    if start.isdecimal() and stop.isdecimal():
        first, last = int(start), int(stop)
        return (4 if last < 2**32 else 6), (first, last, row)
    one, two = ipaddress.ip_address(start.strip()), ipaddress.ip_address(stop.strip())
    if one.version != two.version or int(one) > int(two):
        raise ValueError(start)
    return one.version, (int(one), int(two), row)
