"""The show: make the day, analyse it, compare with the truth, say how it went.

Comes in: a folder. Goes out: logs and a report in the folder, a summary on the terminal,
and whether everything planted was found and nobody good accused.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import yaml
from rich.console import Console
from rich.table import Table

from vedette.demo.score import Outcome, Prints, Score, score
from vedette.demo.shop import a_day
from vedette.demo.truth import Day
from vedette.demo.write import HMAC_KEY, write
from vedette.model.analysis import Analysis
from vedette.model.settings import Settings
from vedette.watch.enrich import credential
from vedette.watch.enrich.fingerprint import Fingerprints

Analyse = Callable[[list[str], Settings, Path], Analysis]
"""Logs, settings and the settings' path in, an analysis out."""


@dataclass(frozen=True, slots=True)
class Means:
    """What the show is handed: how to analyse and how to report."""

    analyse: Analyse
    report: Callable[[Analysis, Path], None]


def show(folder: Path, console: Console, means: Means, seed: int = 7) -> bool:
    """Run the whole show in `folder`; true when it passes."""
    began = time.monotonic()
    console.print("[bold]A day of a shop's API[/bold]: normal life, traps, attacks.")
    day = a_day(seed)
    write(day, folder)
    console.print(
        f"{len(day.calls):,} calls, {len(day.planted)} attacks and {len(day.traps)} traps "
        f"written to {folder / 'logs'}"
    )
    path = folder / "vedette.yaml"
    settings = Settings.model_validate(yaml.safe_load(path.read_text()))
    analysis = means.analyse([str(folder / "logs")], settings, path)
    report = folder / "report.html"
    means.report(analysis, report)
    result = score(day, analysis, prints())
    _summary(console, day, analysis, result)
    console.print(f"Report: [bold]{report}[/bold]   ({time.monotonic() - began:.1f} s in all)")
    return result.passes


def prints() -> Prints:
    """How the demo's own HMAC key stands for what its clients carry."""
    fingerprints = Fingerprints(HMAC_KEY.encode())

    def token(raw: str) -> str:
        return fingerprints.of(credential.read(raw).token or raw)

    def user(raw: str) -> str | None:
        named = credential.read(raw).user
        return fingerprints.of(named) if named else None

    return Prints(key=fingerprints.of, token=token, user=user)


def _summary(console: Console, day: Day, analysis: Analysis, result: Score) -> None:
    table = Table(title="What was planted, and what was found", title_justify="left")
    for name, justify in (("attack", "left"), ("calls", "right"), ("found", "left"),
                          ("after", "right"), ("by", "left"), ("client", "left")):  # fmt: skip
        table.add_column(name, justify=justify, overflow="fold")  # pyright: ignore[reportArgumentType]
    for one in result.outcomes:
        table.add_row(one.name, f"{one.calls:,}", _found(one), _after(one.after),
                      ", ".join(one.seen_by), _short(one.client))  # fmt: skip
    console.print(table)
    traps = Table(title="Who looked bad and must be left alone", title_justify="left")
    for name in ("trap", "what tempts", "outcome"):
        traps.add_column(name, overflow="fold")
    for trap in day.traps:
        said = result.spoken_of.get(trap.name)
        accused = any(trap.name in wrong.who for wrong in result.wrong)
        outcome = "[red]ACCUSED[/red]" if accused else f"left alone{f': {said}' if said else ''}"
        traps.add_row(trap.name, trap.tempts, outcome)
    console.print(traps)
    for wrong in result.wrong:
        console.print(f"[red]accused wrongly[/red]: {wrong.who}: {wrong.client} "
                      f"({', '.join(wrong.patterns)})")  # fmt: skip
    console.print(
        f"[bold]Attacks found: {result.found} of {len(result.outcomes)}. "
        f"Good clients accused: {len(result.wrong)}.[/bold] "
        f"{len(analysis.incidents)} incidents, {analysis.input.calls:,} calls read."
    )


def _found(one: Outcome) -> str:
    if not one.found:
        return "[red]MISSED[/red]"
    return "[green]yes[/green]" if one.expected else "[yellow]by another pattern[/yellow]"


def _after(micros: int | None) -> str:
    if micros is None:
        return ""
    seconds = micros // 1_000_000
    hours, minutes = seconds // 3_600, seconds // 60
    if hours:
        return f"{hours} h {minutes % 60} min"
    return f"{minutes} min {seconds % 60} s" if minutes else f"{seconds} s"


def _short(client: str | None) -> str:
    """A client with its fingerprints cut to what a person can compare."""
    return "" if client is None else re.sub(r"(k1_[0-9a-f]{8})[0-9a-f]{24}", r"\1…", client)
