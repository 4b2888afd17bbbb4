"""How much a whole process costs: CPU, wall clock, peak memory.

Comes in: a command. Goes out: a `Cost`. The numbers are the kernel's own (wait4), for the
process and the children it waited for; nothing is left out but the page cache, which is
warmed first by reading the input.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

VEDETTE = (
    sys.executable,
    "-c",
    "import sys; from vedette.cli.main import main; sys.exit(main())",
)
"""The command `vedette`, of this working tree, with this Python."""


@dataclass(frozen=True)
class Cost:
    """What one run cost. Seconds, and MiB of the largest process."""

    cpu: float
    wall: float
    peak: float
    code: int
    said: str

    def over(self, other: Cost) -> Cost:
        """The cost beyond `other`'s: what the additional lines cost, without the start."""
        return Cost(self.cpu - other.cpu, self.wall - other.wall, self.peak, self.code, self.said)


def cost(
    command: list[str],
    *,
    env: dict[str, str] | None = None,
    reads: Path | None = None,
    stdin: Path | None = None,
    limit: float = 1_800,
) -> Cost:
    """Run the command to its end; one that uses over `limit` s of CPU is ended."""
    if reads is not None:
        warm(reads)
    with (stdin or Path(os.devnull)).open("rb") as given:
        began = time.monotonic()
        process = subprocess.Popen(
            command,
            stdin=given,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env={**os.environ, **(env or {})},
        )
        resource.prlimit(process.pid, resource.RLIMIT_CPU, (int(limit), int(limit)))
        assert process.stdout is not None
        said = process.stdout.read().decode("utf-8", "replace")
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.monotonic() - began
        process.returncode = os.waitstatus_to_exitcode(status)
    cpu = usage.ru_utime + usage.ru_stime
    return Cost(cpu, wall, usage.ru_maxrss / 1_024, process.returncode, said)


def warm(path: Path) -> None:
    """Read the file once, so that no run pays for the disk."""
    with path.open("rb") as file:
        while file.read(1 << 24):
            pass


def best(costs: list[Cost]) -> Cost:
    """The run that used the least CPU: on a shared machine the least disturbed one."""
    return min(costs, key=lambda one: one.cpu)
