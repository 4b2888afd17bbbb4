"""Layouts of the user's own, from the settings.

Comes in: a layout in nginx's, Apache's or Envoy's syntax, or a map of JSON keys. Goes
out: a format like any other. A wrong layout is an error that names the place.

A JSON map reads `{wire column: path}`. Paths are keys joined by dots (`request.headers`),
`[0]` for a place in a list. A duration says its unit after an underscore (`duration_ms`,
`duration_us`, `duration_ns`, `duration_s`); without one the path's own ending counts
(`took_ms`, `durationMs`), else seconds. Times need no unit: ISO, or an epoch whose unit is
told by its size. `start` is the beginning of a call, `time` its end; `request` is a whole
request line, `target` a path with its query.
"""

from __future__ import annotations

import re
from typing import Final

from vedette.model.settings import Layout
from vedette.watch.formats import apache, envoy, nginx
from vedette.watch.formats.base import Field, Format
from vedette.watch.formats.jsonmap import JsonFormat, Key, dig, flat
from vedette.watch.formats.syntax import LayoutError
from vedette.watch.formats.text import text_format
from vedette.watch.wire import WIRE

_UNITS: Final = {"s": "s", "ms": "ms", "us": "us", "ns": "ns", "seconds": "s", "millis": "ms"}
_ENDING: Final = re.compile(r"(?:_|(?<=[a-z])(?=[A-Z]))(s|ms|us|ns|seconds|millis)$", re.IGNORECASE)
_KINDS: Final[dict[str, str]] = {
    "time": "time",
    "start": "time",
    "request": "request",
    "target": "target",
    "method": "method",
    "protocol": "protocol",
    "status": "status",
    "host": "host",
    "peer": "address",
    "client": "address",
    "forwarded_for": "forwarded",
    "key": "secret",
    "token": "secret",
    "key_auth": "auth",
    "token_auth": "auth",
    "user_auth": "auth",
}
_NEEDED: Final = (("time", "start"), ("request", "target", "path", "method"), ("status",))
_DURATIONS: Final = ("duration", "upstream_time")


def layout_format(layout: Layout) -> Format:
    """The format of a layout.

    Raises:
        ValueError: the layout is wrong: what, where, and what was expected.
    """
    texts = (("nginx", layout.nginx, nginx.pieces), ("apache", layout.apache, apache.pieces))
    given = [layout.nginx, layout.apache, layout.envoy, layout.json_map]
    if sum(one is not None for one in given) != 1:
        raise ValueError(
            f"formats: {layout.name}: expected exactly one of nginx, apache, envoy, json"
        )
    try:
        for family, text, parse in texts:
            if text is not None:
                return text_format(layout.name, family, parse(text), timezone=layout.timezone)
        if layout.envoy is not None:
            pieces = envoy.pieces(layout.envoy)
            return text_format(
                layout.name, "envoy", pieces, escaping=False, timezone=layout.timezone
            )
        return _json(layout)
    except LayoutError as error:
        raise ValueError(f"formats: {layout.name}: {error}") from error


def _json(layout: Layout) -> JsonFormat:
    found: list[Key] = []
    for name, path in (layout.json_map or {}).items():
        field = _field(layout.name, name, path)
        found += [Key(field, place) for place in dict.fromkeys((dig(path), flat(path)))]
    columns = {key.field.column for key in found}
    for needed in _NEEDED:
        if not columns & set(needed):
            names = " or ".join(needed)
            raise ValueError(f"formats: {layout.name}: json: expected a path for {names}")
    marks = tuple(key.path for key in found if key.field.column in _NEEDED[0])
    return JsonFormat(layout.name, "json", tuple(found), (marks,), timezone=layout.timezone)


def _field(layout: str, name: str, path: str) -> Field:
    column, unit = name, None
    if name not in WIRE and name not in _KINDS:
        ending = _ENDING.search(name)
        column = name[: ending.start()] if ending else name
        unit = ending[1].lower() if ending else None
    if column not in WIRE and column not in _KINDS:
        names = ", ".join(("start", "request", "target", *WIRE))
        raise ValueError(
            f"formats: {layout}: json: {name}: no such column; expected one of {names}"
        )
    if column in _DURATIONS:
        ending = _ENDING.search(path)
        unit = unit or (ending[1].lower() if ending else "s")
        return Field(column, _UNITS[unit], name)
    kind = _KINDS.get(column) or ("text" if WIRE[column] == WIRE["source"] else "int")
    return Field(column, kind, name)
