"""Reads `vedette.yaml` whole: either all of it is right, or every fault is named at once.

Comes in: the path of a settings file (or none), and the names of the known patterns.
Goes out: `Settings`, or one `CannotRun` with a line `file:line:column: field: found X,
expected Y` for each fault. Values that may be secret are never repeated.
"""

from __future__ import annotations

import types
import typing
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pydantic import BaseModel, ValidationError

from vedette.flow import settings_checks as checks
from vedette.flow.errors import CannotRun
from vedette.flow.settings_yaml import Fault, Unreadable, dotted, place, plain, read
from vedette.model.settings import Settings
from vedette.model.visible import visible

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    import yaml
    from pydantic_core import ErrorDetails

    from vedette.flow.settings_yaml import Path as Way
    from vedette.flow.settings_yaml import Plain

USUAL: Final = Path("vedette.yaml")
"""The settings file that is read when none is named."""

_SECRET: Final = frozenset({"ledger", "keys", "tokens", "upstream", "key", "token"})
_MEND: Final = "docs/configuration.md lists every key and what it may be."
_MOST: Final = 50

_EXPECTED: Final = {
    "missing": "this key",
    "string_type": "a text",
    "tuple_type": "a list, such as [a, b]",
    "dict_type": "a mapping, such as {a: b}",
    "model_type": "a mapping, such as {a: b}",
    "model_attributes_type": "a mapping, such as {a: b}",
    "float_parsing": "a number",
    "float_type": "a number",
    "int_parsing": "a whole number",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
}


class SettingsFaults(CannotRun):
    """The settings file is wrong; `faults` are all the ways in which it is."""

    def __init__(self, file: str, faults: Collection[Fault]) -> None:
        shown = [f"{file}:{fault}" for fault in list(faults)[:_MOST]]
        if len(faults) > _MOST:
            shown.append(f"{file}: and {len(faults) - _MOST} more faults")
        super().__init__("\n".join(shown), _MEND)
        self.faults = tuple(faults)


def load(path: Path | None, patterns: Collection[str] = ()) -> Settings:
    """The settings of the file at `path`, or the defaults where it is null.

    Args:
        path: the file; see `found` for the one that is meant when none is named.
        patterns: names of the known patterns; empty: names of patterns are not checked.

    Raises:
        CannotRun: the file cannot be read, or says something wrong.
    """
    if path is None:
        return Settings()
    try:
        data = path.read_bytes()
    except OSError as error:
        reason = error.strerror or "it cannot be read"
        message = f"{visible(str(path))}: {reason}"
        raise CannotRun(message, "Name a settings file that exists, or none.") from None
    return parse(data, str(path), patterns)


def found(named: Path | None, folder: Path | None = None) -> Path | None:
    """The settings file to read: the one named, else `vedette.yaml` in `folder` if it is there."""
    usual = (folder or Path()) / USUAL
    return named or (usual if usual.is_file() else None)


def parse(data: bytes, file: str = "vedette.yaml", patterns: Collection[str] = ()) -> Settings:
    """The settings that the text says.

    Raises:
        SettingsFaults: with every fault of the text.
    """
    file = visible(file)
    faults: list[Fault] = []
    try:
        root = read(data)
    except Unreadable as error:
        raise SettingsFaults(file, [error.fault]) from None
    tree = plain(root, faults)
    made: Settings | None = None
    try:
        made = Settings.model_validate({} if tree is None else tree)
    except ValidationError as error:
        faults += [_shape(one, root, tree) for one in error.errors(include_url=False)]
    faults += _meaning(root, tree, patterns)
    if made is None or faults:
        raise SettingsFaults(file, _ordered(faults))
    return made


def _meaning(root: yaml.Node | None, tree: Plain, patterns: Collection[str]) -> list[Fault]:
    values = [*checks.wrong_values(tree), *checks.wrong_together(tree)]
    faults = [
        Fault(*place(root, path), dotted(path), _found(tree, path), expected)
        for path, expected in values
    ]
    for path, expected in checks.wrong_names(tree, patterns):
        name = visible(str(_at(tree, path) if path[-1] == "pattern" else path[-1]), 60)
        faults.append(Fault(*place(root, path, key=True), dotted(path), name, expected))
    return faults


def _shape(error: ErrorDetails, root: yaml.Node | None, tree: Plain) -> Fault:
    path = tuple(step for step in error["loc"] if step != "[key]")
    kind = error["type"]
    if kind == "extra_forbidden":
        known = _keys(path[:-1])
        expected = checks.nearest(str(path[-1]), known)
        where = place(root, path, key=True)
        return Fault(
            *where, dotted(path), f"the unknown key {visible(str(path[-1]), 60)}", expected
        )
    expected = _EXPECTED.get(kind)
    if kind == "literal_error":
        expected = str(error.get("ctx", {}).get("expected", "")).replace("'", "")
    elif kind.startswith(("datetime", "timezone")):
        expected = "a time with its zone, such as 2026-11-25T08:00:00Z"
    elif expected is None:
        expected = error["msg"]
    return Fault(*place(root, path), dotted(path), _found(tree, path), expected)


def _ordered(faults: list[Fault]) -> list[Fault]:
    """By place; one fault per field, the first found."""
    by_field: dict[tuple[int, int, str], Fault] = {}
    for fault in faults:
        by_field.setdefault((fault.line, fault.column, fault.field), fault)
    return [by_field[key] for key in sorted(by_field)]


def _found(tree: Plain, path: Way) -> str:
    value = _at(tree, path)
    if value is None:
        return "nothing"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, dict):
        return "a mapping"
    if any(step in _SECRET for step in path):
        return f"{len(value)} characters"
    return visible(value, 60) or "an empty text"


def _at(tree: Plain, path: Way) -> Plain:
    for step in path:
        if isinstance(tree, dict) and isinstance(step, str):
            tree = tree.get(step)
        elif isinstance(tree, list) and isinstance(step, int) and step < len(tree):
            tree = tree[step]
        else:
            return None
    return tree


def _keys(path: Way) -> list[str]:
    """The keys that the mapping at `path` may have."""
    shape: Any = Settings
    for step in path:
        shape = _inner(shape, step)
    if isinstance(shape, type) and issubclass(shape, BaseModel):
        return list(_fields(shape))
    return []


def _inner(shape: Any, step: str | int) -> Any:
    if isinstance(shape, type) and issubclass(shape, BaseModel):
        return _bare(_fields(shape).get(str(step)))
    parts = typing.get_args(shape)
    return _bare(parts[0 if typing.get_origin(shape) is tuple else -1]) if parts else None


def _fields(shape: type[BaseModel]) -> Mapping[str, Any]:
    return {field.alias or name: field.annotation for name, field in shape.model_fields.items()}


def _bare(shape: Any) -> Any:
    """The type without `| None` around it."""
    if isinstance(shape, types.UnionType) or typing.get_origin(shape) is typing.Union:
        return next((part for part in typing.get_args(shape) if part is not type(None)), None)
    return shape
