"""The schemas in the repository are those of the code, and describe everything."""

from __future__ import annotations

from pathlib import Path

import jsonschema
import pytest
import yaml
from tests.flow.test_settings import WHOLE

from vedette.report import schemas

SCHEMAS = Path(__file__).parents[2] / "schemas"


@pytest.mark.parametrize(("name", "text"), schemas.texts().items())
def test_the_schemas_in_the_repository_are_fresh(name, text):
    """If this fails, run `make schemas`."""
    assert (SCHEMAS / name).read_text(encoding="utf-8") == text


def test_every_field_of_the_output_is_described():
    for made in schemas.analysis()["$defs"].values():
        for field, facts in made["properties"].items():
            assert "description" in facts or field in {"for", "until"}, (made["title"], field)


def test_every_key_of_the_settings_is_described():
    made = schemas.settings()
    for shape in (made, *made["$defs"].values()):
        for key, facts in shape["properties"].items():
            assert facts.get("description"), (shape["title"], key)


def test_the_settings_of_the_design_meet_their_schema():
    tree = yaml.load(WHOLE, Loader=yaml.BaseLoader)
    tree["thresholds"]["credential_stuffing"]["accounts"]["login_fails"] = 40
    for policy in tree["policies"]:
        policy["when"]["confidence_at_least"] = 0.8
        policy.update(max_rules_per_hour=20, max_good_share=0.001)

    jsonschema.validate(tree, schemas.settings())


def test_an_unknown_key_does_not_meet_the_schema_of_the_settings():
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"gatway": {}}, schemas.settings())


def test_they_are_written_where_they_belong(tmp_path):
    (tmp_path / "schemas").mkdir()
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "configuration.md").write_text("# x\n")

    schemas.write(tmp_path)

    assert {path.name for path in (tmp_path / "schemas").iterdir()} == set(schemas.texts())
    assert "| `organisation` |" in (tmp_path / "docs" / "configuration.md").read_text()
