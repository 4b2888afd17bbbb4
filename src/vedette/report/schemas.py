"""The JSON Schemas of the output and of `vedette.yaml`, made from the types.

Comes in: the types of `report.contract` and `model.settings`, and the texts under their
fields. Goes out: the files in `schemas/` and the table of keys in `docs/configuration.md`.
`python -m vedette.report.schemas [ROOT]` writes them; a test says when they are stale.
"""

from __future__ import annotations

import ast
import inspect
import json
import sys
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pydantic import TypeAdapter

from vedette.model import settings as settings_model
from vedette.model.settings import Settings
from vedette.report import keys
from vedette.report.contract import AnalysisJson

if TYPE_CHECKING:
    from types import ModuleType

    from pydantic import BaseModel

_DRAFT: Final = "https://json-schema.org/draft/2020-12/schema"


def analysis() -> dict[str, object]:
    """The schema of `vedette analyse --json`."""
    made = TypeAdapter(AnalysisJson).json_schema(mode="serialization")
    return {"$schema": _DRAFT, "$id": "vedette.analysis/1", **made}


def settings() -> dict[str, object]:
    """The schema of `vedette.yaml`."""
    made = TypeAdapter(Settings).json_schema(by_alias=True, mode="validation")
    classes: dict[str, Any] = {"Settings": made, **made["$defs"]}
    for name, described in _docstrings(settings_model).items():
        for field, text in described.items():
            properties = classes[name]["properties"]
            shape: type[BaseModel] = getattr(settings_model, name)
            properties[shape.model_fields[field].alias or field]["description"] = text
    return {"$schema": _DRAFT, "$id": "vedette.settings/1", **made}


def _docstrings(module: ModuleType) -> dict[str, dict[str, str]]:
    """Class -> field -> the text under the field."""
    found: dict[str, dict[str, str]] = {}
    for shape in ast.parse(inspect.getsource(module)).body:
        if not isinstance(shape, ast.ClassDef):
            continue
        for field, text in pairwise(shape.body):
            match field, text:
                case (
                    ast.AnnAssign(target=ast.Name(id=name)),
                    ast.Expr(value=ast.Constant(value=str(said))),
                ):
                    found.setdefault(shape.name, {})[name] = said
                case _:
                    continue
    return found


def texts() -> dict[str, str]:
    """File name -> content of every schema this module owns."""
    made = {"analysis.schema.json": analysis(), "settings.schema.json": settings()}
    return {name: json.dumps(schema, indent=2) + "\n" for name, schema in made.items()}


def write(root: Path) -> None:
    """Write every schema, and the table of keys, below the repository's `root`."""
    for name, text in texts().items():
        (root / "schemas" / name).write_text(text, encoding="utf-8")
    page = root / "docs" / "configuration.md"
    page.write_text(keys.placed(page.read_text(encoding="utf-8"), settings()), encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1] if len(sys.argv) > 1 else "."))
