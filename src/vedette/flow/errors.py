"""The one error that a person is meant to read.

Comes in: what went wrong, where, and how to mend it. Goes out: an exception that the
command line prints and turns into exit code 2. It never carries a secret: whoever raises
it masks what came from a client.
"""

from __future__ import annotations


class CannotRun(Exception):  # noqa: N818 - it names a verdict, not a class of faults
    """What was asked for cannot be done; says what, where, and how to mend it.

    Attributes:
        message: what is wrong and where, without a full stop at the end.
        mend: what to do about it, or an empty string.
    """

    def __init__(self, message: str, mend: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.mend = mend

    def __str__(self) -> str:
        return f"{self.message}\n{self.mend}" if self.mend else self.message
