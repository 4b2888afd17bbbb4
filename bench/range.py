"""The quality range: Vedette on labelled traffic that it did not make.

    python bench/range.py [--only SET,...] [--folder DIR]

Comes in: the shared data (`../shared/data`, or the folder that VEDETTE_SHARED names).
Goes out: the tables of `docs/quality.md`, and exit code 1 when a requirement is missed.
Where the data is absent it says so and ends with 0: nothing was judged.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from range_chapters import REPOSITORY, SETS, Chapter, Place

PAGE = REPOSITORY / "docs/quality.md"
BEGIN, END = "<!-- made by `make range`, from here -->", "<!-- to here -->"


def page(chapters: list[Chapter], seconds: float) -> str:
    """The generated part of the quality page."""
    lines = [f"Made on {datetime.now(UTC):%d %B %Y} in {seconds:.0f} s.", "",
             "| set | requirement | | measured |", "|-|-|-|-|"]  # fmt: skip
    for chapter in chapters:
        for check in chapter.checks:
            met = "met" if check.met else "**missed**"
            lines.append(f"| {chapter.title} | {check.requirement} | {met} | {check.shown} |")
    for chapter in chapters:
        lines += ["", f"## {chapter.title}", "", chapter.about]
        for table in chapter.tables:
            lines += ["", *table] if table else []
    return "\n".join(lines)


def placed(text: str, made: str) -> str:
    """The page with its generated part replaced."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{made}\n{END}{after}"


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description="Vedette on labelled traffic")
    parser.add_argument("--only", default=",".join(SETS), help=f"of {', '.join(SETS)}")
    parser.add_argument("--folder", type=Path, help="keep the logs and results here")
    given = parser.parse_args()
    shared = Path(os.environ.get("VEDETTE_SHARED", REPOSITORY.parent / "shared/data"))
    if not shared.exists():
        print(f"The labelled traffic is not here ({shared}): nothing was judged. "
              "VEDETTE_SHARED names the folder that holds it.")  # fmt: skip
        return 0
    with tempfile.TemporaryDirectory(prefix="vedette-range-") as temporary:
        folder = given.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        return judge(Place(shared, folder), given.only.split(","))


def judge(place: Place, names: list[str]) -> int:
    """Run the named sets, write the page, print what was required; 1 when something is missed."""
    began = time.monotonic()
    chapters: list[Chapter] = []
    for name in names:
        chapters.append(SETS[name](place))
        for check in chapters[-1].checks:
            print(f"{'met   ' if check.met else 'MISSED'}  {chapters[-1].title}: "
                  f"{check.requirement}: {check.shown}", flush=True)  # fmt: skip
    made = page(chapters, time.monotonic() - began)
    if len(names) == len(SETS):
        PAGE.write_text(placed(PAGE.read_text(), made))
        print(f"written to {PAGE}")
    else:
        print(made)
    return 0 if all(check.met for chapter in chapters for check in chapter.checks) else 1


if __name__ == "__main__":
    sys.exit(main())
