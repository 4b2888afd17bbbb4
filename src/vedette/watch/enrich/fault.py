"""The one error of this room: a file of the user's that cannot be used.

Comes in: nothing. Goes out: `Fault`. It never carries a secret of the traffic: only the
user's own files are quoted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


class Fault(ValueError):  # noqa: N818 - the house calls them faults
    """A file that the settings name cannot be used; the text says what, where and the mend."""

    def __init__(self, file: Path | str, place: str, what: str) -> None:
        where = f"{file}:{place}" if place else str(file)
        super().__init__(f"{where}: {what}")
