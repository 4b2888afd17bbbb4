"""The app registry: whose key is it?

Comes in: a file of the user's that maps keys to apps. Goes out: app, developer, product
and class by fingerprint. A raw key of the file is fingerprinted at once and forgotten; an
error never quotes it.
"""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any, Final, cast

import polars as pl
import yaml

from vedette.watch.enrich.fault import Fault
from vedette.watch.enrich.fingerprint import LENGTH, PREFIX
from vedette.watch.enrich.listing import content

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from vedette.watch.enrich.fingerprint import Fingerprints

SCHEMA: Final = pl.Schema(
    {
        "key": pl.String,
        "app": pl.String,
        "developer": pl.String,
        "product": pl.String,
        "class": pl.String,
    }
)
CLASSES: Final = ("app", "user", "server")


def read(path: Path, fingerprints: Fingerprints) -> pl.DataFrame:
    """The registry at `path` (YAML, JSON or CSV) as `SCHEMA`; a `Fault` if it cannot be used.

    YAML and JSON hold a list of entries or a mapping key -> entry, CSV a header line.
    """
    rows: dict[str, tuple[str | None, ...]] = {}
    for place, entry in _entries(path):
        unknown = sorted(set(entry) - set(SCHEMA))
        if unknown:
            raise Fault(
                path, place, f"unknown field {str(unknown[0])[:40]!r}, expected {', '.join(SCHEMA)}"
            )
        key = entry.get("key")
        if not isinstance(key, str | int) or not str(key).strip():
            raise Fault(path, place, "has no `key` (a fingerprint k1_... or the key itself)")
        kind = entry.get("class")
        if kind not in (None, "", *CLASSES):
            raise Fault(
                path, place, f"class: found {str(kind)[:40]!r}, expected app, user or server"
            )
        text = str(key).strip()
        known = text.startswith(PREFIX) and len(text) == LENGTH
        print_ = text if known else fingerprints.of(text)
        if print_ in rows:
            raise Fault(path, place, "the same key stands in the file twice")
        rows[print_] = tuple(_text(entry.get(name)) for name in SCHEMA if name != "key")
    table = [(key, *values) for key, values in rows.items()]
    return pl.DataFrame(table, schema=SCHEMA, orient="row")


def _text(value: Any) -> str | None:
    return None if value is None or value == "" else str(value)[:256]


def _entries(path: Path) -> Iterable[tuple[str, dict[str, Any]]]:
    text = content(path).decode("utf-8-sig", "replace")
    if path.name.removesuffix(".gz").endswith(".csv"):
        yield from _rows(path, text)
        return
    loaded = _loaded(path, text)
    if isinstance(loaded, dict):
        keyed = cast("dict[Any, Any]", loaded)
        pairs: list[tuple[str, Any]] = [
            (
                f"entry {i}",
                {"key": key, **cast("dict[Any, Any]", value)} if isinstance(value, dict) else value,
            )
            for i, (key, value) in enumerate(keyed.items(), start=1)
        ]
    else:
        pairs = [(f"entry {i}", e) for i, e in enumerate(cast("list[Any]", loaded or []), start=1)]
    for place, entry in pairs:
        if not isinstance(entry, dict):
            raise Fault(path, place, "expected a mapping with key, app, developer, product, class")
        yield place, cast("dict[str, Any]", entry)


def _rows(path: Path, text: str) -> Iterable[tuple[str, dict[str, Any]]]:
    reader = csv.DictReader(io.StringIO(text))
    if "key" not in (reader.fieldnames or ()):
        raise Fault(path, "1", "expected a header line with `key`")
    for row in reader:
        if None in row:
            raise Fault(path, str(reader.line_num), "has more cells than the header line")
        yield str(reader.line_num), dict(row)


def _loaded(path: Path, text: str) -> Any:
    try:
        if text.lstrip()[:1] in ("{", "["):
            loaded: Any = json.loads(text)
        else:
            loaded = yaml.safe_load(text)
    except json.JSONDecodeError as error:
        raise Fault(path, f"{error.lineno}:{error.colno}", f"is no JSON: {error.msg}") from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        place = f"{mark.line + 1}:{mark.column + 1}" if mark else ""
        raise Fault(path, place, f"is no YAML: {error.problem}") from None
    except (yaml.YAMLError, RecursionError):
        raise Fault(path, "", "is no YAML") from None
    if loaded is not None and not isinstance(loaded, list | dict):
        raise Fault(path, "", "expected a list of entries, or a mapping key -> entry")
    return cast("Any", loaded)
