"""`vedette formats`: the log formats that are read.

Comes in: nothing. Goes out: a table of their names, as `--format` takes them.
"""

from __future__ import annotations

import json
import sys
from typing import Annotated

from cyclopts import Parameter

from vedette.cli import given  # noqa: TC001 - Cyclopts reads it when the command runs


def formats(
    *,
    output: Annotated[given.Output, Parameter(name=("--output", "-o"))] = "text",
) -> int:
    """List the log formats that are read.

    Parameters
    ----------
    output
        `json` for a program.
    """
    from vedette.report import screen  # noqa: PLC0415 - Rich, not for --help
    from vedette.watch.formats.catalog import FORMATS  # noqa: PLC0415 - Polars, the same

    known = [(one.name, one.family.replace("_", " ")) for one in FORMATS]
    if output == "json":
        shown = [{"name": name, "family": family} for name, family in known]
        sys.stdout.write(json.dumps(shown, indent=2) + "\n")
        return 0
    console = screen.console(sys.stdout)
    screen.grid(console, ("name for --format", "family"), known, indent=0)
    console.print()
    note = "Logs are recognised by themselves. `formats` in vedette.yaml adds layouts of your own."
    screen.say(console, (note, "dim"))
    return 0
