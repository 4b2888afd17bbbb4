"""From the text of fields to wire columns, and the lines that are no calls.

Comes in: a frame of text, one column per field. Goes out: wire columns and the reason
for each line that is rejected. The end of a call is worked out here: a start plus the
duration, where a layout has both. Never loops over lines, never raises on their text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import polars as pl

from vedette.watch.formats import times
from vedette.watch.formats.base import (
    ABSURD_TIME,
    BAD_STATUS,
    BAD_TIME,
    REJECT,
    Context,
    Field,
    missing,
)
from vedette.watch.formats.kinds import kind_of
from vedette.watch.formats.values import bad_status, blank, host, protocol, unescape, upper
from vedette.watch.wire import WIRE

_EARLIEST: Final = 788_918_400_000_000  # 1995
_DAY: Final = 86_400_000_000
_ABSOLUTE: Final = r"^(?i)([a-z][a-z0-9+.-]*)://([^/?#]*)([^?#]*)"
_REQUEST: Final = r"^([!#$%&'*+.^_`|~0-9A-Za-z-]+) +(.*?)(?: +(HTTP/[0-9.]+))?$"
_TOLD: Final = frozenset({"time", "start", "clock", "status", "request"})


def fill(
    raw: Sequence[pl.Series],
    fields: Sequence[Field],
    context: Context,
    *,
    height: int,
    escaped: bool = False,
    strict: bool = False,
) -> pl.DataFrame:
    r"""Wire columns and `REJECT` for the text in `raw`.

    Args:
        raw: one text column per field, in the order of `fields`.
        height: how many lines there are.
        fields: what the columns are.
        context: the time zone and the present.
        escaped: text fields may hold escapes such as `\x22`.
        strict: a record without time, status or path is no call (JSON, tables); a line
            of text that matched its layout has them by its shape.
    """
    sheet = _Sheet(height, context)
    paired = zip(fields, raw, strict=True)
    for column, series in sorted(paired, key=lambda pair: pair[0].kind != "epoch"):
        sheet.take(column, series, escaped=escaped)
    sheet.spread_request()
    sheet.spread_target()
    sheet.judge(strict=strict)
    return sheet.finish()


@dataclass(slots=True)
class _Sheet:
    """The wire columns while they are being filled."""

    height: int
    context: Context
    columns: dict[str, pl.Series] = field(default_factory=dict[str, pl.Series])
    given: dict[str, pl.Series] = field(default_factory=dict[str, pl.Series])
    reasons: list[tuple[str, pl.Series]] = field(default_factory=list[tuple[str, pl.Series]])

    def take(self, column: Field, series: pl.Series, *, escaped: bool) -> None:
        """Reads one field."""
        kind = kind_of(column.kind)
        if series.null_count() == self.height and column.column not in _TOLD:
            return
        if column.kind == "status":
            self.reasons.append((BAD_STATUS, bad_status(series)))
        if column.column in _TOLD:
            given = series.is_not_null() & ~series.is_in(["", "-"]).fill_null(value=False)
            self.given[column.column] = given | self._given(column.column)
        if kind.time:
            self.put(column.column, times.parse(series, self.context.timezone, kind.notation))
            step = times.resolution(series)
            self.put("resolution", pl.Series([step]).new_from_index(0, self.height))
        elif escaped and kind.convert is blank:
            self.put(column.column, unescape(blank(series)))
        else:
            self.put(column.column, kind.convert(series))

    def put(self, name: str, value: pl.Series) -> None:
        """Adds a column; of several fields for one column, the first with a value counts."""
        have = self.columns.get(name)
        value = value.alias(name)
        self.columns[name] = value if have is None else have.zip_with(have.is_not_null(), value)

    def text(self, name: str) -> pl.Series:
        """A text column, null if no field fills it."""
        return self.columns[name] if name in self.columns else self._null(pl.String)

    def number(self, name: str) -> pl.Series:
        """A number column, null if no field fills it."""
        return self.columns[name] if name in self.columns else self._null(pl.Int64)

    def _null(self, dtype: type[pl.DataType]) -> pl.Series:
        return pl.Series([None], dtype=dtype).new_from_index(0, self.height)

    def spread_request(self) -> None:
        """A whole request line: method, target, protocol; garbage has none of them."""
        request = self.columns.pop("request", None)
        if request is None:
            return
        method, target, version = request.str.extract_groups(_REQUEST).struct.unnest().get_columns()
        # A lone word, or a second one that is no target, is a probe that speaks no HTTP.
        plain = target.str.starts_with("/") & ~target.str.contains(" ", literal=True)
        real = (version.is_not_null() | plain).fill_null(value=False)
        none = self._null(pl.String)
        self.put("method", upper(method).zip_with(real, none))
        self.put("target", target.zip_with(real, none))
        self.put("protocol", protocol(version))

    def spread_target(self) -> None:
        """Path and query of a target; host and scheme too if it is absolute."""
        target = self.columns.pop("target", None)
        if target is not None:
            # The target as it came says more than what the gateway made of it.
            for name, part in zip(("path", "query"), _split_target(target), strict=True):
                known = self.columns.pop(name, None)
                self.put(name, part)
                self.put(name, known if known is not None else part)
        query = self.text("query")
        if query.str.starts_with("?").any():
            self.columns["query"] = query.str.strip_prefix("?")
        path = self.text("path")
        absolute = (~path.str.starts_with("/")).fill_null(value=False)
        if absolute.any():
            absolute = path.str.contains(_ABSOLUTE).fill_null(value=False)
        if absolute.any():
            self._spread_absolute(path, absolute)
        for name in ("path", "query"):
            if name in self.columns:
                self.columns[name] = blank(self.columns[name])

    def _spread_absolute(self, path: pl.Series, absolute: pl.Series) -> None:
        at, none = absolute.arg_true(), self._null(pl.String)
        parts = path.filter(absolute).str.extract_groups(_ABSOLUTE).struct.unnest()
        scheme, authority, rest = parts.get_columns()
        rest = rest.set(rest == "", "/")
        self.columns["path"] = path.scatter(at, rest)
        self.put("host", none.scatter(at, host(authority.str.replace("^.*@", ""))))
        self.put("scheme", none.scatter(at, scheme.str.to_lowercase()))

    def judge(self, *, strict: bool) -> None:
        """Works out `time` and `started`, and says which lines are no calls."""
        if "clock" in self.columns:
            stamp = self.text("day") + " " + self.columns.pop("clock")
            self.put("time", times.parse(stamp, "UTC"))
            self.put("resolution", pl.Series([1_000_000]).new_from_index(0, self.height))
        start, end, duration = self.number("start"), self.number("time"), self.number("duration")
        unsaid = end.is_null() & ~self._given("time", "clock")
        end = end.zip_with(~unsaid, start + duration.fill_null(0))
        if {"start", "duration"} & self.columns.keys():
            self.put("started", start.zip_with(start.is_not_null(), end - duration))
        self.columns["time"] = end.alias("time")
        absurd = (end < _EARLIEST) | (end > self.context.now + _DAY)
        self.reasons.append((ABSURD_TIME, absurd.fill_null(value=False)))
        if strict:
            path = self.text("path").is_null() & self.text("method").is_null()
            path = path & ~self._given("request")  # garbage is a request too
            self.reasons.append((missing("time"), ~self._given("time", "start", "clock")))
            self.reasons.append((missing("path"), path))
            self.reasons.append((missing("status"), ~self._given("status")))
        self.reasons.append((BAD_TIME, end.is_null()))

    def _given(self, *names: str) -> pl.Series:
        """Which lines say anything for one of these columns, readable or not."""
        said = pl.Series([False]).new_from_index(0, self.height)
        for name in names:
            said = said | self.given[name] if name in self.given else said
        return said

    def finish(self) -> pl.DataFrame:
        """The wire columns and the reasons."""
        reject = self._null(pl.String)
        for reason, wrong in self.reasons:
            if wrong.any():
                reject = reject.set(wrong & reject.is_null(), reason)
        self.columns["method"] = self.text("method").fill_null("-").alias("method")
        kept = [series for name, series in self.columns.items() if name in WIRE]
        return pl.DataFrame([*kept, reject.alias(REJECT)])


def _split_target(target: pl.Series) -> list[pl.Series]:
    """Path and query."""
    return target.str.splitn("?", 2).struct.unnest().get_columns()
