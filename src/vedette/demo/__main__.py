"""`python -m vedette.demo [FOLDER]`: the show, from nothing to a summary and a report.

Comes in: a folder, `out/demo` if none is named. Goes out: exit code 0 when everything that
was planted was found and no one good was accused, 1 when not, 2 when it could not run.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from rich.console import Console

from vedette.demo.show import Means, show
from vedette.demo.told import Told
from vedette.flow.analyse import analyse
from vedette.flow.errors import CannotRun
from vedette.flow.options import AnalyseOptions
from vedette.model.analysis import Analysis
from vedette.model.settings import Settings
from vedette.report import html

PIPE_WIDTH = 120
"""Columns where nobody says how many there are."""


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m vedette.demo", description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=Path("out/demo"))
    parser.add_argument("--seed", type=int, default=7, help="another day")
    given = parser.parse_args()
    console = Console(width=None if sys.stdout.isatty() else PIPE_WIDTH)
    try:
        return 0 if show(given.folder, console, _means(console), given.seed) else 1
    except CannotRun as fault:
        console.print(str(fault), markup=False)
        return 2


def _means(console: Console) -> Means:
    told = Told(console)

    def run(paths: list[str], settings: Settings, config: Path) -> Analysis:
        return analyse(paths, settings, AnalyseOptions(config_path=config), told)

    def report(analysis: Analysis, path: Path) -> None:
        path.write_text(html.page(analysis, "make demo"), encoding="utf-8")

    return Means(analyse=run, report=report)


if __name__ == "__main__":
    sys.exit(main())
