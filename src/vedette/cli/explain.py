"""`vedette explain`: what Vedette makes of one line, or of one client in a log.

Comes in: a line (or `-` for standard input), or a client and the logs to look in. Goes
out: format, fields and what each pattern counts; or all that was found about the client.
"""

from __future__ import annotations

import re
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Final

from cyclopts import Parameter

from vedette.cli import given, words
from vedette.cli.analyse import hops, run
from vedette.flow.errors import CannotRun
from vedette.flow.options import AnalyseOptions

if TYPE_CHECKING:
    from vedette.model.explained import LineExplained
    from vedette.model.settings import Settings

_What = Annotated[
    str,
    Parameter(
        name="LINE-OR-CLIENT",
        allow_leading_hyphen=True,
        help="A log line in quotes, or `-` to read lines from standard input, which keeps them "
        "out of your shell's history. With LOG: a client, such as 203.0.113.7 or the first 8 "
        "digits of a key's fingerprint.",
    ),
]
_Logs = Annotated[str, Parameter(name="LOG", help="The logs in which to look for the client.")]

_NO_LINE: Final = re.compile(r"[^\s{}\"]{0,200}\Z")
"""What no log format has as a whole line: one short word."""

_LINES: Final = 20
_LONGEST: Final = 1_000_000


def explain(
    what: _What,
    /,
    *logs: _Logs,
    format_: words.Format = "auto",
    spec: words.Spec = None,
    config: words.Config = None,
    trusted_hop: words.Hops = (),
    timezone: words.Timezone = None,
    output: words.Output = "text",
) -> int:
    """Show what Vedette makes of one log line, or of one client."""
    given.zone(timezone)
    settings, config_path = given.settings(config)
    options = AnalyseOptions(
        format=format_,
        spec=spec,
        trusted_hops=hops(trusted_hop),
        timezone=timezone,
        config_path=config_path,
    )
    if logs:
        return _client(what, logs, settings, options, output)
    if what != "-" and _NO_LINE.match(what):
        message = f"{what} is no log line; it may be a client"
        raise CannotRun(message, f"Name the logs to look in: vedette explain {what} access.log")
    return _lines(what, settings, options, output)


def _lines(what: str, settings: Settings, options: AnalyseOptions, output: words.Output) -> int:
    from vedette.flow.explain_line import explain_line  # noqa: PLC0415 - loads the engine

    lines = _standard_input() if what == "-" else [what.encode("utf-8", "surrogateescape")]
    explained = [explain_line(line, settings, options) for line in lines]
    if output == "json":
        _print_json(explained)
        return 0
    from vedette.report import screen, terminal_line  # noqa: PLC0415 - only where used

    console = screen.console(sys.stdout)
    for one in explained:
        terminal_line.show(one, console)
    return 0


def _standard_input() -> list[bytes]:
    read = sys.stdin.buffer.read(_LONGEST)
    lines = [line for line in read.splitlines() if line.strip()][:_LINES]
    if not lines:
        raise CannotRun("standard input holds no line", "Pipe a log line into it.")
    return lines


def _print_json(explained: list[LineExplained]) -> None:
    import json  # noqa: PLC0415 - only where used

    shown = [asdict(one) for one in explained]
    sys.stdout.write(json.dumps(shown[0] if len(shown) == 1 else shown, indent=2) + "\n")


def _client(
    what: str,
    logs: tuple[str, ...],
    settings: Settings,
    options: AnalyseOptions,
    output: words.Output,
) -> int:
    from vedette.report import about, json, screen, terminal  # noqa: PLC0415 - only where used

    analysis = about.client(run(logs, settings, options), what)
    if output == "json":
        sys.stdout.write(json.text(analysis))
    else:
        terminal.show_client(analysis, screen.console(sys.stdout), what)
    return 0
