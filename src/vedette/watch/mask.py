"""Masking of text that could not be read, before anyone sees it.

Comes in: a piece of a log that no format understood. Goes out: at most 160 printable
characters without anything that looks like a secret. Never guesses that something is
harmless: what looks like a token is one.
"""

from __future__ import annotations

import re
from typing import Final

LONGEST: Final = 160
"""Characters of masked text shown at most."""

_LOOK_AT: Final = 4096  # characters looked at; a secret cut by the end is masked as it stands
_RUN: Final = re.compile(r"[A-Za-z0-9_\-+/=.~%]{12,}")
_CREDENTIAL: Final = re.compile(
    r"(?i)\b(basic|bearer|digest|negotiate|apikey|token)([ :]\s?)([^\s\"',;&\]}]+)"
)
_NAMED: Final = re.compile(
    r"(?i)((?:pass(?:word|wd|phrase)?|pwd|secret|token|api[_-]?key|apikey|access[_-]?key|auth"
    r"(?:orization)?|session(?:[_-]?id)?|sid|jwt|cookie|set-cookie|signature|sig|client[_-]?secret"
    r"|credentials?|otp|pin)[\w-]{0,16}[\"']?\s?[=:]\s?[\"']?)([^\s\"'&;,}\]]+)"
)


def mask(text: str) -> str:
    """The text as it may be shown: secrets by their length, control characters escaped."""
    text = text[:_LOOK_AT]
    text = _CREDENTIAL.sub(lambda found: f"{found[1]}{found[2]}{_length(found[3])}", text)
    text = _NAMED.sub(lambda found: f"{found[1]}{_length(found[2])}", text)
    text = _RUN.sub(_masked_run, text)
    text = "".join(map(_printable, text[: 2 * LONGEST]))
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def _length(value: str) -> str:
    """A secret by its length; one that was masked already stays as it is."""
    return value if value.startswith("[") else f"[{len(value)}]"


def _masked_run(found: re.Match[str]) -> str:
    return f"[{len(found[0])}]" if any(map(str.isdigit, found[0])) else found[0]


def _printable(character: str) -> str:
    if character.isprintable():
        return character
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
