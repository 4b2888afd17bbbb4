"""What people write on the command line, as values.

Comes in: words. Goes out: times, places to write to, settings; or a `CannotRun` that says
what was found and what is expected.
"""

from __future__ import annotations

import os
import secrets
import sys
from contextlib import contextmanager
from datetime import UTC, datetime, tzinfo
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from vedette.flow.errors import CannotRun

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

    from vedette.model.settings import Settings

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def zone(name: str | None) -> tzinfo:
    """The time zone of that name; UTC where none is named."""
    if name is None:
        return UTC
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, ZoneInfoNotFoundError):
        message = f"--timezone: found {name}, expected a time zone such as Europe/Paris"
        raise CannotRun(message) from None


def moment(option: str, text: str | None, where: tzinfo) -> int | None:
    """µs UTC of a written time; one without an offset is in the zone `where`."""
    if text is None:
        return None
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        message = f"{option}: found {text}, expected a time such as 2026-11-24T10:00:00Z"
        raise CannotRun(message, "A date alone means its midnight.") from None
    passed = (time if time.tzinfo else time.replace(tzinfo=where)) - _EPOCH
    return (passed.days * 86_400 + passed.seconds) * 1_000_000 + passed.microseconds


def settings(named: Path | None) -> tuple[Settings, Path | None]:
    """The settings and the file they are from (null: the defaults)."""
    from vedette.flow.settings import found, load  # noqa: PLC0415 - pydantic, only where used

    path = found(named)
    return load(path, pattern_names()), path


def pattern_names() -> frozenset[str]:
    """The names of the patterns that come with Vedette, without reading them."""
    folder = resources.files("vedette") / "detect" / "patterns"
    if not folder.is_dir():
        return frozenset()
    names = (file.name for file in folder.iterdir())
    return frozenset(name.removesuffix(".toml") for name in names if name.endswith(".toml"))


@contextmanager
def readers_may_leave() -> Generator[None]:
    """Whoever reads the output may stop reading (`| head`): that is no failure."""
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def writable(option: str, path: Path) -> None:
    """Say early that a result could not be written: not after minutes of work."""
    if path.is_dir():
        raise CannotRun(f"{option}: {path} is a folder", "Name a file in it.")
    if not path.parent.is_dir():
        message = f"{option}: the folder {path.parent} does not exist"
        raise CannotRun(message, f"mkdir -p {path.parent}")
    if not os.access(path.parent, os.W_OK):
        raise CannotRun(f"{option}: the folder {path.parent} cannot be written to")


def write(option: str, path: Path, text: str) -> None:
    """Write a result whole or not at all; only its owner may read it."""
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
    try:
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                file.write(text)
            fresh.replace(path)
        finally:
            fresh.unlink(missing_ok=True)
    except OSError as error:
        reason = error.strerror or "it cannot be written"
        raise CannotRun(f"{option}: {path}: {reason}") from None
