"""The documentation lists every key of the settings, and is fresh."""

from __future__ import annotations

import re
from pathlib import Path

from vedette.flow.settings import parse
from vedette.report import keys, schemas

PAGE = Path(__file__).parents[2] / "docs" / "configuration.md"


def test_the_table_in_the_documentation_is_fresh():
    """If this fails, run `make fix`."""
    text = PAGE.read_text(encoding="utf-8")

    assert keys.placed(text, schemas.settings()) == text


def test_the_table_names_keys_at_every_depth_as_yaml_writes_them():
    table = keys.table(schemas.settings())

    for key in ("organisation", "gateway.trusted_hops", "policies[].do[].for", "formats[].json"):
        assert f"| `{key}` | " in table
    assert "| `proxies[].name` | What the API is called, here and in findings and rules. " in table
    assert "must be given |" in table


def test_the_example_of_the_documentation_is_right():
    example = re.search(r"```yaml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert example

    assert parse(example[1].encode()).proxies[0].name == "accounts"
