"""`vedette analyse`: from a log to the attack.

Comes in: the command's words. Goes out: the report on stdout or in files, and the exit
code. All thinking happens in `flow.analyse`; this file only asks, shows and counts.
"""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from vedette.cli import given, words
from vedette.flow.errors import CannotRun
from vedette.flow.options import AnalyseOptions
from vedette.model.visible import visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vedette.model.analysis import Analysis
    from vedette.model.settings import Settings

_ORDER = ("low", "medium", "high", "critical")


def analyse(  # noqa: PLR0913 - one parameter per option
    *paths: words.Paths,
    format_: words.Format = "auto",
    spec: words.Spec = None,
    config: words.Config = None,
    trusted_hop: words.Hops = (),
    since: words.Since = None,
    until: words.Until = None,
    timezone: words.Timezone = None,
    tune: words.Tune = False,
    json: words.Json = None,
    report: words.Report = None,
    fail_on: words.FailOn = None,
    output: words.Output = "text",
) -> int:
    """Find who attacks which API in a log, how and since when, and what would stop it."""
    _named(paths)
    json = "-" if output == "json" else json
    for option, path in (("--json", json), ("--report", report)):
        if path is not None and str(path) != "-":
            given.writable(option, Path(path))
    settings, config_path = given.settings(config)
    where = given.zone(timezone)
    options = AnalyseOptions(
        format=format_,
        spec=spec,
        trusted_hops=hops(trusted_hop),
        since=given.moment("--since", since, where),
        until=given.moment("--until", until, where),
        tune=tune,
        timezone=timezone,
        config_path=config_path,
    )
    analysis = run(paths, settings, options)
    with given.readers_may_leave():
        _show(analysis, json, report, _again(paths, options, since, until))
    return _code(analysis, fail_on)


def _named(paths: Sequence[str]) -> None:
    """Logs must be named; what looks like an option and is none is a mistake, not a log."""
    if not paths:
        raise CannotRun("no log named", "Name a file, a folder or a glob; - is standard input.")
    for path in paths:
        if path.startswith("-") and path != "-":
            mend = f"`vedette analyse --help` shows the options; a file of that name is ./{path}"
            raise CannotRun(f"unknown option {path}", mend)


def hops(written: Sequence[str]) -> tuple[str, ...]:
    """Networks of trusted hops, checked."""
    from vedette.flow.settings_checks import network  # noqa: PLC0415 - only where used

    for one in written:
        expected = network(one)
        if expected:
            raise CannotRun(f"--trusted-hop: found {one}, expected {expected}")
    return tuple(written)


def run(paths: Sequence[str], settings: Settings, options: AnalyseOptions) -> Analysis:
    """Analyse the logs, with progress on a terminal."""
    # The engine, its compiler and Polars take a second to load: not for --help or a mistake.
    from vedette.cli.progress import shown  # noqa: PLC0415
    from vedette.flow.analyse import analyse as judged  # noqa: PLC0415

    with shown() as progress:
        return judged(paths, settings, options, progress)


def _show(analysis: Analysis, json: str | None, report: Path | None, again: str) -> None:
    if json is not None:
        from vedette.report.json import text  # noqa: PLC0415 - only where used

        if json == "-":
            sys.stdout.write(text(analysis))
        else:
            given.write("--json", Path(json), text(analysis))
    if report is not None:
        from vedette.report.html import page  # noqa: PLC0415 - only where used

        given.write("--report", report, page(analysis, again))
        sys.stderr.write(f"The report is in {visible(str(report), 500)}\n")
    if json != "-":
        from vedette.report import screen, terminal  # noqa: PLC0415 - only where used

        terminal.show(analysis, screen.console(sys.stdout), again)


def _code(analysis: Analysis, fail_on: str | None) -> int:
    if fail_on is None:
        return 0
    least = _ORDER.index(fail_on)
    return 3 if any(_ORDER.index(one.severity) >= least for one in analysis.incidents) else 0


def _again(
    paths: Sequence[str], options: AnalyseOptions, since: str | None, until: str | None
) -> str:
    """The command that was given, without where its result goes."""
    said = ["vedette", "analyse", *paths]
    named: list[tuple[str, object]] = [
        ("--format", options.format if options.format != "auto" else None),
        ("--spec", options.spec),
        ("--config", options.config_path),
        *(("--trusted-hop", hop) for hop in options.trusted_hops),
        ("--since", since),
        ("--until", until),
        ("--timezone", options.timezone),
    ]
    for option, value in named:
        if value is not None:
            said += [option, str(value)]
    return visible(shlex.join(said), 1_000)
