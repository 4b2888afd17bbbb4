"""`vedette test`: do the patterns do what their own examples say?

Comes in: pattern files or names. Goes out: what failed, with numbers; exit code 3 then.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from vedette.cli import given, words
from vedette.flow.errors import CannotRun

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vedette.report.terminal_tried import Tried


def examples(
    *patterns: Annotated[
        str,
        Parameter(
            name="PATTERNS",
            help="Pattern files, folders of them, or names of shipped ones. Default: all shipped.",
        ),
    ],
    output: words.Output = "text",
) -> int:
    """Run the examples that patterns carry, and name what fails, with numbers."""
    # The engine and its compiler: not for --help.
    from vedette.detect.load import PatternError  # noqa: PLC0415
    from vedette.flow.try_patterns import try_patterns  # noqa: PLC0415

    files, names = _places(patterns)
    try:
        results: Sequence[Tried] = try_patterns(files)
    except PatternError as error:
        raise CannotRun(str(error), "A pattern's file must be right before it is tried.") from None
    if names and not files:
        results = [one for one in results if one.pattern in names]
    if output == "json":
        sys.stdout.write(json.dumps([_plain(one) for one in results], indent=2) + "\n")
    else:
        from vedette.report import screen, terminal_tried  # noqa: PLC0415 - only where used

        terminal_tried.show(results, screen.console(sys.stdout))
    return 0 if all(one.passed for one in results) else 3


def _places(patterns: Sequence[str]) -> tuple[list[Path], set[str]]:
    """Files to try (none: the shipped ones), and the names to keep of the shipped ones."""
    shipped = given.pattern_names()
    files = [Path(one) for one in patterns if one not in shipped]
    for file in files:
        if not file.exists():
            known = ", ".join(sorted(shipped)) or "none"
            message = f"{file} is neither a pattern file nor the name of a pattern"
            raise CannotRun(message, f"Known patterns: {known}")
    return files, {one for one in patterns if one in shipped}


def _plain(result: Tried) -> dict[str, object]:
    return {
        "pattern": result.pattern,
        "example": result.example,
        "expected": result.expected,
        "got": result.got,
        "passed": result.passed,
        "nearest": result.nearest,
        "numbers": dict(result.numbers),
    }
