"""`vedette patterns`: what counts as bad behaviour.

Comes in: nothing, or a pattern's name. Goes out: the list, or all that the pattern says.
"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from typing import Annotated

from cyclopts import Parameter

from vedette.cli import words
from vedette.flow.errors import CannotRun


def patterns(
    name: Annotated[str | None, Parameter(name="NAME", help="A pattern's name or number.")] = None,
    *,
    output: words.Output = "text",
) -> int:
    """List the patterns, or show one in full."""
    # The patterns' loader brings Polars: not for --help.
    from vedette.detect.load import SHIPPED, PatternError, load_patterns  # noqa: PLC0415
    from vedette.features.measures.catalog import MEASURES  # noqa: PLC0415
    from vedette.report import screen, terminal_patterns  # noqa: PLC0415

    try:
        every = load_patterns(SHIPPED, MEASURES)
    except PatternError as error:
        raise CannotRun(str(error), "Mend the pattern files, or install Vedette anew.") from None
    wanted = [one for one in every if name in {None, one.id, str(one.number), f"{one.number:02d}"}]
    if not wanted:
        from vedette.flow.settings_checks import nearest  # noqa: PLC0415 - only where used

        close = nearest(name or "", [one.id for one in every])
        raise CannotRun(f"no pattern is called {name}", f"Expected {close}.")
    if output == "json":
        shown = [asdict(one) for one in wanted]
        sys.stdout.write(json.dumps(shown if name is None else shown[0], indent=2) + "\n")
    elif name is None:
        terminal_patterns.show_all(wanted, screen.console(sys.stdout))
    else:
        terminal_patterns.show_one(wanted[0], screen.console(sys.stdout))
    return 0
