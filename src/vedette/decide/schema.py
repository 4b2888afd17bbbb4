"""The JSON Schema of a rule, made from the same words that `fields` checks by.

Comes in: nothing. Goes out: the schema of one rule as `vedette rule add -f` takes it. It
never checks a rule itself; what a schema cannot say (CIDR, nearest rates) `rules` says.
"""

from __future__ import annotations

from typing import Any, Final

from vedette.decide import fields
from vedette.model.rule import ACTIONS, CONDITIONS, RATES

ID: Final = "https://vedette.dev/schemas/rule.schema.json"
_TEXT: Final[dict[str, Any]] = {"type": "string", "minLength": 1, "maxLength": 512}


def schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of one rule."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": ID,
        "title": "A rule of Vedette",
        "description": "What is done, to whom, where, until when.",
        "type": "object",
        "additionalProperties": False,
        "required": ["name", "when", "action"],
        "properties": _properties(),
        "allOf": _together(),
    }


def _properties() -> dict[str, Any]:
    values = {"type": "array", "minItems": 1, "maxItems": fields.MAX_VALUES, "items": _TEXT}
    return {
        "name": {"type": "string", "pattern": f"^{fields.NAME}$"},
        "scope": {
            "description": "Where it holds; left out: the whole gateway.",
            "type": "object",
            "additionalProperties": False,
            "properties": {"proxy": _TEXT, "operation": _TEXT},
            "dependentRequired": {"operation": ["proxy"]},
        },
        "when": {
            "description": "All conditions must hold; of a list any value will do.",
            "type": "object",
            "minProperties": 1,
            "additionalProperties": False,
            "properties": {key: {"anyOf": [_TEXT, values]} for key in CONDITIONS},
        },
        "action": {"enum": list(ACTIONS)},
        "rate": {"enum": [f"{rate}/{unit}" for unit in ("s", "min") for rate in RATES]},
        "headers": {
            "type": "object",
            "propertyNames": {"pattern": f"^{fields.HEADER}$"},
            "additionalProperties": _TEXT,
        },
        "for": {"type": "string", "pattern": f"^{fields.DURATION}$"},
        "until": {"type": "string", "format": "date-time"},
        "state": {"enum": list(fields.STATES), "default": "observe"},
        "reason": {"type": "string", "maxLength": fields.MAX_REASON},
    }


def _together() -> list[dict[str, Any]]:
    """Which fields go together with which action."""

    def given(action: str) -> dict[str, Any]:
        return {"properties": {"action": {"const": action}}}

    end = {"oneOf": [{"required": ["for"]}, {"required": ["until"]}]}
    both: dict[str, Any] = {"not": {"required": ["for", "until"]}}
    no_rate: dict[str, Any] = {"not": {"required": ["rate"]}}
    no_headers: dict[str, Any] = {"not": {"required": ["headers"]}}
    return [
        {"if": given("allow"), "then": both, "else": end},
        {"if": given("throttle"), "then": {"required": ["rate"]}, "else": no_rate},
        {"if": given("flag"), "else": no_headers},
    ]
