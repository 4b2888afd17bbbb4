"""The installation's HMAC key, with which keys, tokens and users are fingerprinted.

Comes in: the settings. Goes out: the key, made once (0600, never overwritten) where a
place for it is named. It is never shown, logged or put into the environment.
"""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from vedette.flow.errors import CannotRun
from vedette.model.visible import visible

if TYPE_CHECKING:
    from vedette.model.settings import Settings

NAME: Final = "hmac.key"
_SHORTEST: Final = 16
_LONGEST: Final = 4_096

_EPHEMERAL: Final = (
    "Fingerprints (k1_…) hold for this run only: no data folder keeps their key. "
    "Set `data` or `fingerprints.key_file` to compare runs and to use a rule that names one."
)


@dataclass(frozen=True, slots=True)
class Secret:
    """The key, and what a person should know about it (null: nothing)."""

    key: bytes = field(repr=False)
    note: str | None = None


def for_analysis(settings: Settings, folder: Path) -> Secret:
    """The key for one analysis; relative paths are taken from `folder`.

    A place that the settings name is used, and made if it is empty. Without one, a key that
    `vedette run` left in the usual place is used, else one that is forgotten afterwards.

    Raises:
        CannotRun: the key cannot be read or made, or is none.
    """
    named = settings.fingerprints.key_file is not None or "data" in settings.model_fields_set
    usual = where(settings, folder)
    if named or usual.exists():
        return kept(usual)
    return Secret(secrets.token_hex(32).encode(), _EPHEMERAL)


def where(settings: Settings, folder: Path) -> Path:
    """The file that holds the key."""
    named = settings.fingerprints.key_file
    return folder / (named if named is not None else Path(settings.data) / NAME)


def kept(path: Path) -> Secret:
    """The key in the file at `path`, which is made where it is missing.

    Raises:
        CannotRun: the file cannot be read or made, or holds no key.
    """
    try:
        if not path.exists():
            _make(path)
        with path.open("rb") as file:
            key = file.read(_LONGEST + 1).strip()
            loose = os.fstat(file.fileno()).st_mode & 0o077
    except OSError as error:
        message = f"{visible(str(path))}: {error.strerror or 'the key cannot be read'}"
        mend = "Name a place that can be read and written as `fingerprints.key_file`."
        raise CannotRun(message, mend) from None
    if not _SHORTEST <= len(key) <= _LONGEST:
        message = f"{visible(str(path))}: found {len(key)} bytes, expected an HMAC key"
        mend = f"It needs {_SHORTEST} to {_LONGEST:,} bytes. Remove the file to have one made."
        raise CannotRun(message, mend)
    shown = visible(str(path))
    return Secret(key, f"Others can read {shown}: chmod 600 it." if loose else None)


def _make(path: Path) -> None:
    """Make the key whole or not at all; of two that try at once, one wins for both."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_hex(32).encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(fresh, path)
        except FileExistsError:
            return
    finally:
        fresh.unlink()
