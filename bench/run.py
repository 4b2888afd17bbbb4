"""The bench: what Vedette costs for each call, beside its peers, on one file in one run.

    python bench/run.py [--quick] [--only vedette|peers] [--folder DIR]

Writes `bench/RESULTS.md` (with --quick: `RESULTS.quick.md` in the working folder). The
exit code is 1 when a bound of the project's own is missed: see `BOUNDS`.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import peers
from measure import VEDETTE, Cost, best, cost
from traffic import LINES_PER_CLIENT, generate

REPOSITORY = Path(__file__).parent.parent
BOUNDS = {
    "calls per core-second, text": ("at least", 60_000),
    "calls per second on two cores": ("at least", 100_000),
    "peak memory, MiB": ("at most", 2_048),
    "times GoAccess, by CPU per line": ("at least", 1),
    "times CrowdSec, by CPU per line": ("at least", 100),
    "times fail2ban-regex, by CPU per line": ("at least", 2),
    "JSON against text, by CPU per line": ("at least", 1.0),
    "growth: dearest against cheapest call": ("at most", 1.3),
    "10,000 lines, seconds": ("at most", 2),
    "first start ever, seconds": ("at most", 20),
}
METHOD = (
    "Each run is a whole process from start to end: read, parse, judge at every instant, "
    "explain, write the JSON and the HTML report. CPU is user + system of all threads, "
    "peak is the largest resident size. The log is `bench/traffic.py` (seed 7): one day in "
    f"nginx's combined format; one client for {LINES_PER_CLIENT} lines, so a larger log is "
    "the same day with more clients and more attackers. JSON holds the same calls, plain with "
    "the same facts, rich with hosts, API keys and tokens besides, so that every grain has "
    "work to do. The best of the repetitions (by CPU) counts."
)
PLAIN, RICH = "JSON, the same facts", "JSON with hosts, keys and tokens"


@dataclass(frozen=True)
class Run:
    """One whole `vedette analyse`."""

    what: str
    lines: int
    ran: Cost

    @property
    def per_core_second(self) -> float:
        """Calls for each second of CPU."""
        return self.lines / self.ran.cpu


@dataclass
class Book:
    """Everything measured, as it comes in."""

    runs: list[Run] = field(default_factory=list)
    rows: list[peers.Row] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)
    values: dict[str, float] = field(default_factory=dict)
    per_line: float | None = None

    def find(self, what: str) -> Run | None:
        """The run of that name, if it was made."""
        return next((run for run in self.runs if run.what == what), None)


def vedette(log: Path, folder: Path, cache: Path) -> Cost:
    """One `vedette analyse` with everything switched on: JSON and HTML are written too."""
    command = [
        *VEDETTE, "analyse", str(log),
        "--json", str(folder / "analysis.json"), "--report", str(folder / "report.html"),
    ]  # fmt: skip
    env = {
        "PYTHONPATH": str(REPOSITORY / "src"),
        "XDG_CACHE_HOME": str(cache),
        "TMPDIR": str(folder),
        "NO_COLOR": "1",
    }
    ran = cost(command, env=env, reads=log)
    if ran.code != 0:
        sys.exit(f"vedette analyse {log} ended with code {ran.code}:\n{ran.said[-2_000:]}")
    return ran


def log_of(lines: int, folder: Path, form: str = "text") -> Path:
    """The generated log of that size; made once and kept in the folder."""
    path = folder / f"{lines}.{form}.log"
    if not path.exists():
        print(f"generating {path.name} ...", flush=True)
        generate(lines, path, form)
    return path


def measure_vedette(book: Book, folder: Path, sizes: list[int], reps: int) -> None:
    """First start, small log, growth, JSON beside text."""
    cache = folder / "cache"
    shutil.rmtree(cache, ignore_errors=True)
    small = log_of(10_000, folder)
    noted(book, "first start ever, 10,000 lines", 10_000, vedette(small, folder, cache))
    noted(book, "10,000 lines", 10_000, best([vedette(small, folder, cache) for _ in range(3)]))
    for lines in sizes:
        log = log_of(lines, folder)
        count = reps if lines <= 5_000_000 else 1
        noted(book, f"text, {lines:,} lines", lines,
              best([vedette(log, folder, cache) for _ in range(count)]))  # fmt: skip
        if lines > 5_000_000:
            log.unlink()
    middle = sizes[min(1, len(sizes) - 1)]
    for form, what in (("json", PLAIN), ("rich", RICH)):
        log = log_of(middle, folder, form)
        ran = best([vedette(log, folder, cache) for _ in range(reps)])
        noted(book, f"{what}, {middle:,} lines", middle, ran)


def noted(book: Book, what: str, lines: int, ran: Cost) -> None:
    """Keep and print one run."""
    book.runs.append(Run(what, lines, ran))
    print(f"{what}: {ran.wall:.1f} s, {ran.cpu:.1f} s CPU, {ran.peak:.0f} MiB, "
          f"{lines / ran.cpu:,.0f} calls per core-second", flush=True)  # fmt: skip


def judge(book: Book, sizes: list[int]) -> None:
    """The figures that have bounds, from what was measured."""
    main_run = book.find(f"text, {sizes[min(1, len(sizes) - 1)]:,} lines")
    values = book.values
    if main_run is not None:
        values["calls per core-second, text"] = main_run.per_core_second
        values["calls per second on two cores"] = main_run.lines / main_run.ran.wall
        values["peak memory, MiB"] = max(run.ran.peak for run in book.runs)
        grown = [run.ran.cpu / run.lines for run in book.runs if run.what.startswith("text")]
        values["growth: dearest against cheapest call"] = max(grown) / min(grown)
        for run in book.runs:
            if run.what.startswith(PLAIN):
                values["JSON against text, by CPU per line"] = (
                    run.per_core_second / main_run.per_core_second
                )
        per_line = book.per_line = main_run.ran.cpu / main_run.lines * 1e6
        for name in ("GoAccess", "CrowdSec", "fail2ban-regex"):
            costs = [row.cpu for row in book.rows if row.name == name]
            if costs:
                values[f"times {name}, by CPU per line"] = _fair(name, costs) / per_line
    starts = {
        "10,000 lines, seconds": "10,000 lines",
        "first start ever, seconds": "first start ever, 10,000 lines",
    }
    for name, what in starts.items():
        run = book.find(what)
        if run is not None:
            values[name] = run.ran.wall


def _fair(name: str, costs: list[float]) -> float:
    """A peer's CPU per line: CrowdSec's whole collection, the cheapest row of the others."""
    return costs[0] if name == "CrowdSec" else min(costs)


def met(name: str, value: float) -> bool:
    """Whether a value keeps its bound."""
    side, bound = BOUNDS[name]
    return value >= bound if side == "at least" else value <= bound


def written(book: Book) -> str:
    """The results as a page."""
    lines = [
        "# What Vedette costs, measured",
        "",
        f"Made by `make bench` on {time.strftime('%d %B %Y', time.gmtime())}. {machine()}",
        "",
        METHOD,
        "",
        *_bounds_table(book),
        *_runs_table(book),
        *_peers_table(book),
    ]
    return "\n".join(lines) + "\n"


def _bounds_table(book: Book) -> list[str]:
    rows = ["| what | bound | measured | |", "|-|-|-|-|"]
    for name, (side, bound) in BOUNDS.items():
        value = book.values.get(name)
        shown = "not measured" if value is None else _figure(value)
        kept = "" if value is None else ("kept" if met(name, value) else "**missed**")
        rows.append(f"| {name} | {side} {_figure(bound)} | {shown} | {kept} |")
    return ["## Bounds", "", *rows, ""]


def _figure(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.2f}".rstrip("0").rstrip(".")


def _runs_table(book: Book) -> list[str]:
    if not book.runs:
        return []
    rows = [
        "| run | wall s | CPU s | peak MiB | calls/s | calls per core-second |",
        "|-|-|-|-|-|-|",
    ]
    for run in book.runs:
        ran = run.ran
        rows.append(f"| {run.what} | {ran.wall:.2f} | {ran.cpu:.2f} | {ran.peak:,.0f} | "
                    f"{run.lines / ran.wall:,.0f} | {run.per_core_second:,.0f} |")  # fmt: skip
    return ["## Vedette", "", "`vedette analyse LOG --json FILE --report FILE.html`", "", *rows, ""]


def _peers_table(book: Book) -> list[str]:
    ours = book.per_line
    units = "CPU µs/line | wall µs/line | peak MiB"
    rows = [
        f"| peer | version | what it does | measured on | {units} | Vedette is |",
        "|-|-|-|-|-|-|-|-|",
    ]
    for row in book.rows:
        times = "" if ours is None else f"{_figure(row.cpu / ours)} x"
        rows.append(f"| {row.name} | {row.version} | {row.work} | {row.how} | {row.cpu:,.1f} | "
                    f"{row.wall:,.1f} | {row.peak:,.0f} | {times} |")  # fmt: skip
    note = (
        "The peers do other work than Vedette: the ratios are orders of magnitude, not a league "
        "table. Where two sizes stand, the smaller run was taken off the larger one, so that a "
        "peer's start does not count against it. CrowdSec is Debian's 1.4.6 in offline replay "
        "(`-dsn file://`), from its unpacked package with the hub files it ships; newer ones "
        "may be faster."
    )
    commands = [f"- `{row.command}`" for row in book.rows]
    missing = [f"- {sentence}" for sentence in book.absent]
    return ["## Peers, on lines of the same file", "", note, "", *rows, "", *commands, *missing]


def machine() -> str:
    """One line about where this was measured."""
    cpu = next(
        (line.split(":")[1].strip() for line in _proc("cpuinfo") if "model name" in line), "?"
    )
    memory = next((int(line.split()[1]) // 1_048_576 for line in _proc("meminfo")), 0)
    commit = subprocess.run(["git", "-C", str(REPOSITORY), "rev-parse", "--short", "HEAD"],
                            capture_output=True, text=True, check=False).stdout.strip()  # fmt: skip
    system = f"{platform.system()} {platform.release()}, Python {platform.python_version()}"
    return f"Machine: {os.cpu_count()} x {cpu}, {memory} GiB, {system}, commit {commit}."


def _proc(name: str) -> list[str]:
    path = Path("/proc") / name
    return path.read_text().splitlines() if path.exists() else []


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description="What Vedette costs, beside its peers")
    parser.add_argument("--quick", action="store_true", help="small sizes, one repetition")
    parser.add_argument("--only", choices=["vedette", "peers"])
    parser.add_argument(
        "--folder", type=Path, default=Path(tempfile.gettempdir()) / "vedette-bench"
    )
    given = parser.parse_args()
    folder: Path = given.folder / ("quick" if given.quick else "full")
    folder.mkdir(parents=True, exist_ok=True)
    sizes = [50_000, 200_000] if given.quick else [1_000_000, 5_000_000, 20_000_000]
    book = Book()
    if given.only != "vedette":
        log = log_of(sizes[1], folder)
        book.rows, book.absent = peers.all_peers(peers.Bench(log, sizes[1], folder, given.quick))
        for row in book.rows:
            print(
                f"{row.name} {row.version}, {row.work}: {row.cpu:,.1f} µs CPU per line", flush=True
            )
    if given.only != "peers":
        measure_vedette(book, folder, sizes, 1 if given.quick else 3)
    judge(book, sizes)
    page = written(book)
    target = (
        folder / "RESULTS.quick.md"
        if given.quick or given.only
        else REPOSITORY / "bench/RESULTS.md"
    )
    target.write_text(page)
    print(page)
    print(f"written to {target}")
    missed = [name for name, value in book.values.items() if not met(name, value)]
    return 1 if missed and not given.quick else 0


if __name__ == "__main__":
    sys.exit(main())
