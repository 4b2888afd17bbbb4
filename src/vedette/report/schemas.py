"""The JSON Schemas of the output and of `vedette.yaml`, made from the types.

Comes in: the types of `report.contract` and `model.settings`. Goes out: the files in
`schemas/`. `python -m vedette.report.schemas [FOLDER]` writes them; a test says when they
are stale.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Final

from pydantic import TypeAdapter

from vedette.model.settings import Settings
from vedette.report.contract import AnalysisJson

_DRAFT: Final = "https://json-schema.org/draft/2020-12/schema"


def analysis() -> dict[str, object]:
    """The schema of `vedette analyse --json`."""
    made = TypeAdapter(AnalysisJson).json_schema(mode="serialization")
    return {"$schema": _DRAFT, "$id": "vedette.analysis/1", **made}


def settings() -> dict[str, object]:
    """The schema of `vedette.yaml`."""
    made = TypeAdapter(Settings).json_schema(by_alias=True, mode="validation")
    return {"$schema": _DRAFT, "$id": "vedette.settings/1", **made}


def texts() -> dict[str, str]:
    """File name -> content of every schema this module owns."""
    made = {"analysis.schema.json": analysis(), "settings.schema.json": settings()}
    return {name: json.dumps(schema, indent=2) + "\n" for name, schema in made.items()}


def write(folder: Path) -> None:
    """Write every schema into `folder`, which is made where it is missing."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts().items():
        (folder / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1] if len(sys.argv) > 1 else "schemas"))
