"""The command line: which commands there are, and what an ending means.

Comes in: the words of a command. Goes out: an exit code: 0 done, 2 could not run (the
message says what, where and how to mend it), 3 what was asked to be told about is so.
Nothing heavy is imported here: each command brings what it needs when it is called.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Final

from cyclopts import App, CycloptsError

from vedette import __version__
from vedette.cli.given import readers_may_leave
from vedette.flow.errors import CannotRun
from vedette.model.visible import visible

if TYPE_CHECKING:
    from collections.abc import Sequence

DONE: Final = 0
COULD_NOT: Final = 2
IS_SO: Final = 3
_INTERRUPTED: Final = 130
_TRACE: Final = "VEDETTE_TRACE"

_COMMANDS: Final = (
    ("analyse", "analyse", "PATH...", "Find who attacks which API in a log, and how to stop it."),
    (
        "explain",
        "explain",
        "LINE|-|CLIENT [LOG...]",
        "Show what Vedette makes of a line or a client.",
    ),
    ("test", "examples", "[PATTERNS...]", "Run the examples that patterns carry; name what fails."),
    ("formats", "formats", "", "List the log formats that are read."),
    ("patterns", "patterns", "[NAME]", "List the patterns, or show one in full."),
    ("doctor", "doctor", "", "Check whether Vedette can run well here."),
)
"""Command, its file and function, what follows it, and what it does."""


def app() -> App:
    """The commands; their code is imported when one is called or asked for help."""
    made = App(
        name="vedette",
        help="Watches an API gateway's traffic, finds bad behaviour per client, shows why.",
        version=__version__,
        help_formatter="default" if sys.stdout.isatty() else "plain",
        suppress_keyboard_interrupt=False,
    )
    for name, file, words, summary in _COMMANDS:
        usage = f"Usage: vedette {name} {words} [OPTIONS]".replace("  ", " ")
        made.command(f"vedette.cli.{file}:{file}", name=name, help=summary, usage=usage)
    made.command(version)
    return made


def version() -> int:
    """Show the version."""
    sys.stdout.write(f"vedette {__version__}\n")
    return DONE


def main(words: Sequence[str] | None = None) -> int:
    """Run one command and give its exit code.

    Args:
        words: the words after `vedette`; null: those of this process.
    """
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(errors="backslashreplace")
    outcome: object = None
    try:
        with readers_may_leave():
            outcome = app()(
                list(sys.argv[1:] if words is None else words),
                exit_on_error=False,
                print_error=False,
                result_action="return_value",
            )
    except CannotRun as error:
        return _refuse(error.message, error.mend)
    except CycloptsError as error:
        return _refuse(_plain(error), "`vedette COMMAND --help` shows what can be said.")
    except KeyboardInterrupt:
        sys.stderr.write("\nStopped.\n")
        return _INTERRUPTED
    except Exception as error:
        if os.environ.get(_TRACE):
            raise
        return _refuse(f"a fault in Vedette: {_where(error)}", f"{_TRACE}=1 shows all of it.")
    return outcome if isinstance(outcome, int) else DONE


def _where(error: BaseException) -> str:
    """Kind and place of a fault; never its text, which may hold what a client sent."""
    place = error.__traceback__
    while place and place.tb_next:
        place = place.tb_next
    at = f" at {place.tb_frame.f_code.co_filename}:{place.tb_lineno}" if place else ""
    return f"{type(error).__name__}{at}"


def _refuse(message: str, mend: str) -> int:
    """Say on stderr what cannot be done and how to mend it; one line stays one line."""
    for line in message.split("\n"):
        sys.stderr.write(f"vedette: {visible(line, 2_000)}\n")
    for line in mend.split("\n") if mend else ():
        sys.stderr.write(f"         {visible(line, 2_000)}\n")
    return COULD_NOT


def _plain(error: CycloptsError) -> str:
    return " ".join(str(error).split())


if __name__ == "__main__":
    sys.exit(main())
