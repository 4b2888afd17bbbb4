"""The pages and tables of the documentation that are made from the code.

Comes in: pattern files, measures and formats. Goes out: Markdown. `make fix` (or
`python -m docs.build` in the repository's folder) writes it; a test says when it is stale. It
never reads a log and never decides anything.
"""  # noqa: INP001 - a folder of pages, not a package

from __future__ import annotations

from pathlib import Path
from typing import Final

from docs import build_formats, build_measures, build_patterns

ROOT: Final = Path(__file__).parent
COMMAND: Final = "make fix"
"""The command that makes every page anew."""

BEGIN: Final = "<!-- formats: made by `make fix` -->\n"
END: Final = "<!-- end of formats -->\n"


def made(root: Path = ROOT) -> dict[Path, str]:
    """File -> content of everything made here."""
    folder = root / "patterns"
    pages = {folder / name: text for name, text in build_patterns.pages().items()}
    pages[root / "measures.md"] = build_measures.page()
    formats = root / "formats.md"
    pages[formats] = placed(formats.read_text(encoding="utf-8"), build_formats.table())
    return pages


def placed(text: str, table: str) -> str:
    """A page with the table between its two marks renewed.

    Raises:
        ValueError: the page lacks a mark.
    """
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"formats.md: expected the lines {BEGIN.strip()} and {END.strip()}")
    return f"{before}{BEGIN}{table}{END}{after}"


def orphans(root: Path = ROOT) -> list[Path]:
    """Pages of patterns that are no more."""
    return sorted(set((root / "patterns").glob("*.md")) - set(made(root)))


def write(root: Path = ROOT) -> None:
    """Write every page, and remove those of patterns that are no more."""
    (root / "patterns").mkdir(exist_ok=True)
    for path in orphans(root):
        path.unlink()
    for path, text in made(root).items():
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write()
