"""From the paths a user gave to the files to read.

Comes in: paths, folders, globs, `-`. Goes out: files with a stable identity, and what
could not be found. Never opens a file.
"""

from __future__ import annotations

import glob
import os
import stat
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

from vedette.watch.sources.base import Failure, Found

STDIN: Final = "-"


def find(paths: Sequence[str]) -> tuple[list[Found], list[Failure]]:
    """Every file behind `paths`, in a stable order, each once.

    A file's identity is its path relative to the folder that holds the argument, so it
    does not depend on where the user stood; where two files would share one, both keep
    their path as given.
    """
    named: list[tuple[str, str]] = []
    failures: list[Failure] = []
    for path in paths:
        members = list(_members(path))
        named += members
        if not members:
            failures.append(Failure(path, _why_nothing(path)))
    unique = list(_once(named))
    ids = Counter(name for _, name in unique)
    return [Found(path, name if ids[name] == 1 else path) for path, name in unique], failures


def _members(path: str) -> Iterator[tuple[str, str]]:
    """Pairs of (path as given, short identity)."""
    if path == STDIN:
        yield STDIN, STDIN
    elif Path(path).is_dir():
        yield from _walk(path)
    elif Path(path).exists() or os.path.lexists(path):
        yield path, Path(path).name
    elif glob.has_magic(path):
        for hit in sorted(glob.glob(path, recursive=True)):  # noqa: PTH207 - keeps the text as given
            if Path(hit).is_dir():
                yield from _walk(hit)
            else:
                yield hit, Path(hit).name


def _walk(folder: str) -> Iterator[tuple[str, str]]:
    base = Path(folder).resolve().name
    for root, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            path = str(Path(root) / name)
            if not name.startswith(".") and _is_regular(path):
                yield path, str(Path(base) / os.path.relpath(path, folder))


def _is_regular(path: str) -> bool:
    """Whether it is a plain file; one that cannot be looked at is reported when opened."""
    try:
        return stat.S_ISREG(Path(path).stat().st_mode)
    except OSError:
        return True


def _once(named: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    seen: set[str] = set()
    for path, name in named:
        real = path if path == STDIN else os.path.realpath(path)
        if real not in seen:
            seen.add(real)
            yield path, name


def _why_nothing(path: str) -> str:
    if Path(path).is_dir():
        return "the folder holds no file"
    if glob.has_magic(path):
        return "no file matches this pattern"
    return "no such file or folder"
