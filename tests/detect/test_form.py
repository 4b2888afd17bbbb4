from __future__ import annotations

import json
import tomllib
from pathlib import Path

import jsonschema
import pytest

from vedette.detect.form import schema
from vedette.detect.load import SHIPPED

KEPT = Path(__file__).parents[2] / "schemas" / "pattern.schema.json"


def test_the_kept_schema_is_the_one_made_from_code():
    assert schema() == json.loads(KEPT.read_text())


@pytest.mark.parametrize("file", sorted(SHIPPED.glob("*.toml")), ids=lambda file: file.stem)
def test_shipped_patterns_fit_the_schema(file: Path):
    jsonschema.validate(tomllib.loads(file.read_text()), schema())


def test_an_unknown_key_does_not_fit():
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"id": "noisy", "colour": "red"}, schema())
