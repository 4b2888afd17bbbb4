"""`vedette formats`: the log formats that are read.

Comes in: nothing. Goes out: a table of their names, as `--format` takes them.
"""

from __future__ import annotations

import json
import sys

from vedette.cli import words


def formats(
    *,
    output: words.Output = "text",
) -> int:
    """List the log formats that are read."""
    from vedette.report import screen  # noqa: PLC0415 - Rich, not for --help
    from vedette.watch.formats.catalog import FORMATS  # noqa: PLC0415 - Polars, the same

    known = [(one.name, one.family.replace("_", " ")) for one in FORMATS]
    if output == "json":
        shown = [{"name": name, "family": family} for name, family in known]
        sys.stdout.write(json.dumps(shown, indent=2) + "\n")
        return 0
    console = screen.console(sys.stdout)
    screen.grid(console, ("name for --format", "family"), known, indent=0, numbers=False)
    console.print()
    note = "Logs are recognised by themselves. `formats` in vedette.yaml adds layouts of your own."
    screen.say(console, (note, "dim"))
    return 0
