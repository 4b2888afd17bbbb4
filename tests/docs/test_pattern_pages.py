"""Every pattern, measure and format stands in the documentation, as the code has it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from docs import build
from vedette.detect.load import SHIPPED
from vedette.features.measures.catalog import MEASURES
from vedette.watch.formats.catalog import FORMATS

DOCS = Path(__file__).parents[2] / "docs"
MADE = build.made(DOCS)
LINK = re.compile(r"\]\(([^)\s]+)\)")
PAGES = [DOCS.parent / "CONTRIBUTING.md", *sorted(DOCS.rglob("*.md"))]


@pytest.mark.parametrize("path", sorted(MADE), ids=lambda path: path.name)
def test_a_page_is_fresh(path: Path):
    there = path.read_text(encoding="utf-8") if path.exists() else None

    assert MADE[path] == there, f"{path.name} is missing or stale: run `{build.COMMAND}`"


def test_no_page_outlives_its_pattern():
    assert build.orphans(DOCS) == [], f"run `{build.COMMAND}`"


def test_every_pattern_measure_and_format_is_there():
    formats = MADE[DOCS / "formats.md"]
    measures = MADE[DOCS / "measures.md"]

    assert {f"{file.stem}.md" for file in SHIPPED.glob("*.toml")} < {path.name for path in MADE}
    assert not [name for name in MEASURES if f'<a id="{name}"></a>' not in measures]
    assert not [one.name for one in FORMATS if f"| `{one.name}` |" not in formats]


def test_a_stale_page_is_seen(tmp_path: Path):
    (tmp_path / "formats.md").write_text(f"{build.BEGIN}{build.END}")
    build.write(tmp_path)
    old = tmp_path / "patterns" / "no_more.md"
    old.write_text("# No more\n")

    assert [old] == build.orphans(tmp_path)


def anchors(page: Path) -> set[str]:
    text = page.read_text(encoding="utf-8")
    heads = re.findall(r"^#+ (.*)$", text, re.MULTILINE)
    slugs = {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}
    return slugs | set(re.findall(r'<a id="([^"]+)">', text))


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_links_lead_somewhere(page: Path):
    for link in LINK.findall(page.read_text(encoding="utf-8")):
        if link.startswith("http"):
            continue
        file, _, anchor = link.partition("#")
        target = (page.parent / file).resolve() if file else page

        assert target.exists(), link
        assert not anchor or anchor in anchors(target), link
