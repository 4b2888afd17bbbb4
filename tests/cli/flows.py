"""Small flows for the tests of the commands: they answer at once, with made-up results."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from types import ModuleType

from tests.report import sample

from vedette.flow.errors import CannotRun
from vedette.model.explained import LineExplained, NearMiss


@dataclass
class Asked:
    """What the flow was asked for."""

    paths: tuple[str, ...] = ()
    settings: object = None
    options: object = None
    lines: list[bytes] = field(default_factory=list)


@dataclass(frozen=True)
class Result:
    """One example of a pattern, run."""

    pattern: str
    example: str
    expected: str
    got: str
    passed: bool
    numbers: dict[str, float | None]
    nearest: str = ""


def install(monkeypatch, analysis=None, results=()) -> Asked:
    """Put flows into place that remember what they were asked and give what they are told."""
    asked = Asked()

    def analyse(paths, settings, options, progress):
        asked.paths, asked.settings, asked.options = tuple(paths), settings, options
        progress.stage("reading", 10)
        progress.advance(10, lines=3)
        if isinstance(analysis, Exception):
            raise analysis
        return analysis or sample.rich()

    def explain_line(line, settings, options):
        asked.lines.append(line)
        asked.settings, asked.options = settings, options
        if line.startswith(b"?"):
            near = (NearMiss("nginx_combined", f"no quote {sample.HOSTILE}"),)
            return LineExplained("? <12>", None, near_misses=near)
        fields = {"http.request.method": "GET", "url.path": sample.HOSTILE, "status": 404}
        counts = {"vulnerability_scan": ("probes", "probe_paths")}
        return LineExplained("1.2.3.4 - -", "nginx_combined", fields, counts=counts)

    for name, function in (
        ("analyse", analyse),
        ("explain_line", explain_line),
        ("try_patterns", lambda _files: list(results)),
    ):
        module = ModuleType(f"vedette.flow.{name}")
        setattr(module, name, function)
        monkeypatch.setitem(sys.modules, module.__name__, module)
    return asked


def refused() -> CannotRun:
    """What a flow raises when it cannot run."""
    return CannotRun("x.log: no known format\nfirst line: \x1b[31m<32>", "Name it: --format")
