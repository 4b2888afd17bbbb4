"""The keys of `vedette.yaml` as a table for the documentation.

Comes in: the JSON Schema of the settings. Goes out: Markdown, one row per key, in the
order in which the settings declare them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

BEGIN: Final = "<!-- keys: made by `make fix` -->"
END: Final = "<!-- end of keys -->"

_HEAD: Final = "| Key | What it says | May be | Default |\n|---|---|---|---|\n"

Schema = dict[str, Any]


def table(schema: Mapping[str, Any]) -> str:
    """The table of all keys."""
    rows = [
        f"| `{path}` | {_cell(facts.get('description', ''))} | {_cell(_kind(facts))} "
        f"| {_default(facts, required=required)} |"
        for path, facts, required in _keys(schema, schema, "")
    ]
    return _HEAD + "\n".join(rows) + "\n"


def placed(text: str, schema: Mapping[str, Any]) -> str:
    """A document with the table between its two marks renewed."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{table(schema)}{END}{after}"


def _keys(
    whole: Mapping[str, Any], schema: Mapping[str, Any], before: str
) -> Iterator[tuple[str, Schema, bool]]:
    needed: list[str] = schema.get("required", [])
    for name, facts in schema.get("properties", {}).items():
        path = f"{before}{name}"
        yield path, facts, name in needed
        inner, mark = _inner(whole, facts)
        if inner:
            yield from _keys(whole, inner, f"{path}{mark}.")


def _inner(whole: Mapping[str, Any], facts: Schema) -> tuple[Schema | None, str]:
    """The mapping that a key holds, if it holds one, and how its path goes on."""
    for part in (facts, *facts.get("anyOf", ())):
        if "$ref" in part:
            return whole["$defs"][part["$ref"].rpartition("/")[2]], ""
        if "$ref" in part.get("items", {}):
            return whole["$defs"][part["items"]["$ref"].rpartition("/")[2]], "[]"
    return None, ""


def _kind(facts: Schema) -> str:
    if "anyOf" in facts:
        kinds = [_kind(part) for part in facts["anyOf"] if part.get("type") != "null"]
        return " or ".join(kinds)
    if "enum" in facts:
        return ", ".join(f"`{value}`" for value in facts["enum"])
    of: str = facts.get("type", "mapping")
    if of == "array":
        return f"list of {_kind(facts['items'])}".replace("mapping", "mappings")
    if of == "object":
        return f"mapping to {_kind(facts['additionalProperties'])}"
    timed = facts.get("format") == "date-time"
    return "time" if timed else {"string": "text", "integer": "whole number"}.get(of, of)


def _default(facts: Schema, *, required: bool) -> str:
    if required:
        return "must be given"
    default = facts.get("default")
    if default in (None, "", []) or isinstance(default, dict | list):
        return ""
    return f"`{default}`"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
