"""Formats that are one JSON object per line.

Comes in: lines. Goes out: their wire columns, by a map from paths to columns. DuckDB
reads all paths of a line in one parse; a line that is no JSON spoils only itself. Every
value comes as text and is read by its kind, so a status may be a number or a string.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import polars as pl

from vedette.watch.formats.base import BROKEN_JSON, FOREIGN, HEADER, REJECT, Context, Field, Reader
from vedette.watch.formats.duck import run
from vedette.watch.formats.fill import fill

_SAMPLE = 1000


@dataclass(frozen=True, slots=True)
class Key:
    """A value within a line, and the field that it fills.

    Attributes:
        field: what it fills.
        path: a DuckDB JSON path, such as `$."request"."headers"."User-Agent"[0]`.
        pair: for lists of {name, value}: the name wanted, lower case; `path` is then the
            list, and `names` and `values` say where in its items name and value stand.
    """

    field: Field
    path: str
    pair: str | None = None
    names: str = "name"
    values: tuple[str, ...] = ("value",)

    @property
    def sql(self) -> str | None:
        """The expression of a pair over the column `line`; a plain path has none."""
        if self.pair is None:
            return None
        names = f"json_extract_string(line, '{self.path}[*].{self.names}')"
        at = f"list_position(list_transform({names}, lambda n: lower(n)), '{self.pair}')"
        item = f"json_extract(line, '{self.path}[*]')[{at}]"
        found = ", ".join(f"json_extract_string({item}, '$.{value}')" for value in self.values)
        return f"coalesce({found})"


@functools.cache
def needle(path: str) -> str:
    """The last name of a path: a line without it has no such value."""
    return re.sub(r"(?:\[[0-9]+\])+$", "", path).rpartition('."')[2].rstrip('"')


def dig(dotted: str) -> str:
    """The path of nested keys: `a.b[0].c`; a key with dots stands in quotes."""
    return "$" + "".join(f'."{name}"{rest}' for name, rest in _steps(dotted))


def _steps(dotted: str) -> list[tuple[str, str]]:
    steps: list[tuple[str, str]] = []
    for part in dotted.split("."):
        name, bracket, rest = part.partition("[")
        steps.append((_safe(name), bracket + rest))
    return steps


def flat(name: str) -> str:
    """The path of one key at the top, dots and all."""
    return f'$."{_safe(name)}"'


def shown(path: str) -> str:
    """A path as a person writes it: `request.headers.Host[0]`."""
    return path.removeprefix("$").replace('"', "").removeprefix(".")


def _safe(name: str) -> str:
    return name.replace("\\", "").replace('"', "").replace("'", "''")


def keys(column: str, kind: str, *dotted: str) -> tuple[Key, ...]:
    """Keys for one column, the first with a value counting."""
    return tuple(Key(Field(column, kind, name), dig(name)) for name in dotted)


@dataclass(frozen=True, slots=True)
class JsonFormat:
    """A format stated as a map of keys.

    Attributes:
        marks: a line is of this format if of each group at least one path has a value.
        skip: a line in which this path has a value is no call but a header.
    """

    name: str
    family: str
    keys: tuple[Key, ...]
    marks: tuple[tuple[str, ...], ...]
    skip: str | None = None
    timezone: str | None = None

    def suits(self, line: str) -> bool:
        """JSON objects in which the names of the marks stand."""
        return line.lstrip().startswith("{") and all(
            any(f'"{needle(path)}"' in line for path in group) for group in self.marks
        )

    def reader(self, context: Context) -> Reader:
        """A reader that learns which of the alternative keys its file has."""
        zone = self.timezone or context.timezone
        return _JsonReader(self, Context(zone, context.now))

    def near(self, lines: pl.Series) -> tuple[float, str]:
        """How many of the marks the closest line has, and which are lacking."""
        paths = list(dict.fromkeys(path for group in self.marks for path in group))
        best, lacking = -1, "is not JSON"
        for row in extract(lines, paths).rows():
            has = {path: value is not None for path, value in zip(paths, row, strict=True)}
            absent = [group for group in self.marks if not any(has[path] for path in group)]
            met = len(self.marks) - len(absent)
            if met > best:
                names = ", ".join(" or ".join(map(shown, group)) for group in absent)
                best, lacking = met, f"lacks {names}"
                lacking = lacking if absent else "has its keys, but a value is bad"
        return max(0, best) / max(1, len(self.marks)), lacking


def extract(lines: pl.Series, paths: Sequence[str]) -> pl.DataFrame:
    """The values of `paths` as text, for the lines that are JSON; others are left out."""
    return _values(lines, paths, ())[0]


def _values(
    lines: pl.Series, paths: Sequence[str], extra: Sequence[str]
) -> tuple[pl.DataFrame, pl.Series]:
    """Values of the good lines, and which lines are good."""
    listed = ", ".join(f"'{path}'" for path in paths)
    found = "".join(f", found[{place + 1}] AS c{place}" for place in range(len(paths)))
    found += "".join(f", TRY({sql}) AS e{place}" for place, sql in enumerate(extra))
    source = f"(SELECT line, TRY(json_extract_string(line, [{listed}])) AS found FROM frame)"
    values = run(lines, f"found IS NOT NULL AS good{found} FROM {source}")
    good = values.to_series(0)
    values = values.drop("good")
    return (values if good.all() else values.filter(good)), good


@dataclass(slots=True)
class _JsonReader:
    """Reads JSON lines; after the first lines it asks only for keys that lines have."""

    format: JsonFormat
    context: Context
    tiers: int = 1
    _lean: tuple[Key, ...] | None = field(default=None)
    _needles: tuple[str, ...] = field(default=())

    def read(self, lines: pl.Series, tier: int = 0) -> pl.DataFrame:
        """Wire columns of each line."""
        del tier
        if self._lean is None and len(lines) > _SAMPLE:
            self._learn(lines.head(_SAMPLE))
        keys_ = self._lean or self.format.keys
        if self._needles and lines.str.contains_any(list(self._needles)).any():
            keys_ = self.format.keys  # a key turned up that the first lines did not have
        return self._read(lines, keys_)

    def _read(self, lines: pl.Series, wanted: tuple[Key, ...]) -> pl.DataFrame:
        plain = [key for key in wanted if key.sql is None]
        pairs = [key for key in wanted if key.sql is not None]
        asked = [key.path for key in plain]
        asked += [path for group in self.format.marks for path in group]
        asked += [self.format.skip] if self.format.skip else []
        unique = list(dict.fromkeys(asked))
        values, good = _values(lines, unique, [key.sql or "" for key in pairs])
        column = {path: values.to_series(place) for place, path in enumerate(unique)}
        raw = [column[key.path] for key in plain] + values.get_columns()[len(unique) :]
        fields = [key.field for key in (*plain, *pairs)]
        read = fill(raw, fields, self.context, height=values.height, strict=True)
        read = self._disown(read, column)
        if good.all():
            return read
        return _scatter(read, good, lines)

    def _disown(self, read: pl.DataFrame, column: dict[str, pl.Series]) -> pl.DataFrame:
        """Marks lines that are not of this format, and those that are no calls."""
        reject = read[REJECT]
        for group in self.format.marks:
            lacking = column[group[0]].is_null()
            for path in group[1:]:
                lacking &= column[path].is_null()
            if lacking.any():
                reject = reject.set(lacking, FOREIGN)
        if self.format.skip and (skipped := column[self.format.skip].is_not_null()).any():
            reject = reject.set(skipped, HEADER)
        return read.with_columns(reject.alias(REJECT))

    def _learn(self, lines: pl.Series) -> None:
        """Notes the keys that the first lines have, and what gives the others away."""
        plain = [key for key in self.format.keys if key.sql is None]
        values = extract(lines, [key.path for key in plain])
        present = {
            key.path
            for key, series in zip(plain, values.get_columns(), strict=True)
            if series.null_count() < len(series)
        }
        self._lean = tuple(
            key for key in self.format.keys if key.sql is not None or key.path in present
        )
        absent = [key for key in plain if key.path not in present]
        self._needles = tuple({f'"{needle(key.path)}"' for key in absent})


def _scatter(read: pl.DataFrame, good: pl.Series, lines: pl.Series) -> pl.DataFrame:
    """The answers of the good lines among the others, which are broken JSON or foreign."""
    at = pl.int_range(len(good), eager=True).alias("_row")
    broken = lines.filter(~good).str.strip_chars_start().str.starts_with("{")
    why = pl.DataFrame({"_row": at.filter(~good), REJECT: broken}).with_columns(
        pl.when(REJECT).then(pl.lit(BROKEN_JSON)).otherwise(pl.lit(FOREIGN)).alias(REJECT)
    )
    parts = [read.with_columns(at.filter(good)), why]
    return pl.concat(parts, how="diagonal").sort("_row").drop("_row")
