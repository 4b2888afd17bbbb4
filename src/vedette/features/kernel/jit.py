"""How kernels are compiled, and where the compiled code is kept.

Comes in: plain functions over arrays. Goes out: compiled ones; with NUMBA_DISABLE_JIT=1 the
functions themselves. Numba checks only the file of the outermost function before it trusts
its cache, so the folder is named for the text of all of them.
"""

# pyright: reportPrivateImportUsage=false, reportAttributeAccessIssue=false
# pyright: reportUnknownVariableType=false, reportCallIssue=false
# (numba is typed only in part)

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, TypeVar, cast

import numba

F = TypeVar("F", bound=Callable[..., Any])

HERE: Final = Path(__file__).parent


def _digest() -> str:
    text = hashlib.sha256(f"{numba.__version__}".encode())
    for file in sorted(HERE.glob("*.py")):
        text.update(file.read_bytes())
    return text.hexdigest()[:16]


def _folder() -> Path:
    base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    for root in (Path(base), Path(tempfile.gettempdir()) / f"vedette-{os.getuid()}"):
        folder = root / "vedette" / f"kernel-{_digest()}"
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError:
            continue
        if os.access(folder, os.W_OK) and folder.stat().st_uid == os.getuid():
            return folder
    return Path(tempfile.mkdtemp(prefix="vedette-kernel-"))


FOLDER: Final = _folder()
"""Where compiled kernels are kept; a change of any kernel file makes a new folder."""


_INNER: Final[dict[str, Any]] = {
    "nogil": True,
    "error_model": "numpy",
    "_nrt": False,
    "no_cpython_wrapper": True,
    "no_cfunc_wrapper": True,
}


def entry(function: F) -> F:
    """Compile a function that Python calls; kept on disk, runs without the GIL.

    Without reference counts (`_nrt`): kernels make no arrays, and counting references to
    those they are given took half of their time.
    """
    before = numba.config.CACHE_DIR
    numba.config.CACHE_DIR = str(FOLDER)
    try:
        made = numba.njit(nogil=True, cache=True, error_model="numpy", _nrt=False)(function)
    finally:
        numba.config.CACHE_DIR = before
    return cast("F", made)


def inner(function: F) -> F:
    """Compile a function that only kernels call."""
    return cast("F", numba.njit(**_INNER)(function))


def hot(function: F) -> F:
    """The same for one called per call or per set: it becomes part of its callers.

    To call it would be to copy hundreds of words of arguments each time.
    """
    return cast("F", numba.njit(**_INNER, forceinline=True)(function))
