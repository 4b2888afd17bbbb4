"""`vedette doctor`: can Vedette run well here?

Comes in: the machine and the settings. Goes out: a list of what is fine, what costs
something and what is broken, each with how to mend it; exit code 2 if anything is broken.
It changes nothing.
"""

from __future__ import annotations

import json
import os
import platform
import shutil
import sys
import tempfile
from dataclasses import asdict, dataclass
from importlib import import_module, metadata
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from vedette import __version__
from vedette.cli import given, words
from vedette.flow.errors import CannotRun

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vedette.model.settings import Settings

_NEEDED: Final = ("polars", "duckdb", "numba", "numpy", "pydantic", "rich", "jinja2", "zstandard")
_GIB: Final = 1024**3
_MEMORY: Final = 2 * _GIB
_DISK: Final = 1 * _GIB
_STYLES: Final = {"good": "good", "costs": "medium", "broken": "bad"}


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at: what it is, how it is, what was seen, how to mend it."""

    name: str
    state: Literal["good", "costs", "broken"]
    seen: str
    mend: str = ""


def doctor(
    *,
    config: words.Config = None,
    output: words.Output = "text",
) -> int:
    """Check whether Vedette can run well here."""
    checks = list(examine(config))
    if output == "json":
        sys.stdout.write(json.dumps([asdict(check) for check in checks], indent=2) + "\n")
    else:
        from vedette.report import screen  # noqa: PLC0415 - Rich, not for --help

        console = screen.console(sys.stdout)
        for check in checks:
            parts = (f"{check.state:<8}", _STYLES[check.state]), f"{check.name}: {check.seen}"
            screen.say(console, *parts, hang=8)
            if check.mend:
                screen.say(console, (check.mend, "dim"), indent=8)
    return 2 if any(check.state == "broken" for check in checks) else 0


def examine(config: Path | None = None) -> Iterator[Check]:
    """Everything there is to look at, one after the other."""
    yield Check("Vedette", "good", f"{__version__} on Python {platform.python_version()}")
    yield from _packages()
    yield _compiler_cache()
    yield _memory()
    yield _cores()
    yield _disk()
    yield _zones()
    try:
        settings, path = given.settings(config)
    except CannotRun as error:
        faults = error.message.split("\n")
        yield Check("settings", "broken", "; ".join(faults), error.mend)
        return
    yield Check("settings", "good", str(path) if path else "none: the defaults hold")
    base = path.parent if path else Path()
    yield _data(settings, base)
    yield from _lists(settings, base)


def _packages() -> Iterator[Check]:
    for name in _NEEDED:
        try:
            import_module(name)
        except ImportError as error:
            again = f"pip install --force-reinstall {name}"
            yield Check(name, "broken", f"cannot be loaded ({error})", again)
        else:
            yield Check(name, "good", metadata.version(name))


def _compiler_cache() -> Check:
    """Whether compiled kernels can be kept: without that every start compiles again."""
    base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    there = next((one for one in (base, *base.parents) if one.exists()), base)
    if os.access(there, os.W_OK):
        return Check("compiler cache", "good", f"{base} can be written to")
    seen = f"{base} cannot be written to: every start compiles again, or uses a temporary folder"
    return Check("compiler cache", "costs", seen, "Set XDG_CACHE_HOME to a folder of your own.")


def _memory() -> Check:
    size = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    limit = Path("/sys/fs/cgroup/memory.max")
    told = limit.read_text().strip() if limit.exists() else "max"
    size = min(size, int(told)) if told.isdigit() else size
    seen = f"{size / _GIB:.1f} GiB"
    if size >= _MEMORY:
        return Check("memory", "good", seen)
    return Check("memory", "costs", seen, "Large logs may need up to 2 GiB: analyse them in parts.")


def _cores() -> Check:
    cores = len(os.sched_getaffinity(0))
    return Check("processors", "good", str(cores))


def _disk() -> Check:
    folder = tempfile.gettempdir()
    free = shutil.disk_usage(folder).free
    seen = f"{free / _GIB:.1f} GiB free in {folder}"
    if free >= _DISK:
        return Check("temporary disk", "good", seen)
    mend = "Large logs are sorted on disk: set TMPDIR to a larger folder."
    return Check("temporary disk", "costs", seen, mend)


def _zones() -> Check:
    try:
        given.zone("Europe/Paris")
    except CannotRun:
        return Check("time zones", "costs", "no database of zones", "pip install tzdata")
    return Check("time zones", "good", "known by name")


def _data(settings: Settings, base: Path) -> Check:
    folder = base / settings.data
    there = next((one for one in (folder, *folder.absolute().parents) if one.exists()), base)
    if os.access(there, os.W_OK):
        kept = "exists" if folder.is_dir() else "is made when something is kept"
        return Check("data folder", "good", f"{folder} {kept}")
    mend = "Set `data` in vedette.yaml to a folder that can be written to."
    return Check("data folder", "broken", f"{folder} cannot be written to", mend)


def _lists(settings: Settings, base: Path) -> Iterator[Check]:
    """The databases: each missing one costs something, a named one must be there."""
    costs = {
        "asn": "networks are told apart by /24 and /48 only",
        "country": "countries are unknown",
        "tor": "Tor exits are not recognised",
    }
    for name, named in settings.lists.model_dump().items():
        if named is None:
            if name in costs:
                mend = f"Set `lists.{name}` in vedette.yaml to a file."
                yield Check(f"{name} list", "costs", f"none: {costs[name]}", mend)
        elif (base / named).is_file():
            yield Check(f"{name} list", "good", str(base / named))
        else:
            mend = f"`lists.{name}` names a file that must exist."
            yield Check(f"{name} list", "broken", f"{base / named} does not exist", mend)
