"""Every test that the documentation names as proof is there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")


def named() -> Iterator[tuple[str, str]]:
    for page in sorted((ROOT / "docs").rglob("*.md")):
        yield from NAMED.findall(page.read_text(encoding="utf-8"))


@pytest.mark.parametrize(("file", "test"), sorted(set(named())))
def test_a_named_test_exists(file: str, test: str):
    assert f"def {test}(" in (ROOT / file).read_text(encoding="utf-8")


def test_every_claim_of_the_security_page_names_its_test():
    page = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    claims = [row for row in page.splitlines() if row.count(" | ") == 2 and "Held by" not in row]

    assert len(claims) >= 20
    assert not [claim for claim in claims if not NAMED.search(claim)]
