"""Text from clients, made harmless for eyes, terminals and pages.

Comes in: any text a client may have chosen. Goes out: the same text on one line, in which
everything invisible, reordering or controlling stands as a visible escape. It does not
escape HTML (the template engine does) and masks no secrets (that happened at intake).
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_INVISIBLE: Final = frozenset("\u00ad\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
"""Characters that Unicode counts as printable and that show nothing."""

_MARKS: Final = 2
"""Marks a character may carry before the rest is shown as escapes (no towers of accents)."""

_PLAIN: Final = re.compile(r"[\x20-\x7e]*\Z")


def visible(text: str, limit: int = 200) -> str:
    """`text` on one line with nothing hidden, at most `limit` characters and an ellipsis."""
    if len(text) > limit:
        text = text[: max(limit - 1, 0)] + "…"
    if _PLAIN.match(text):
        return text
    shown, marks = list[str](), 0
    for char in text:
        marks = marks + 1 if unicodedata.category(char) in {"Mn", "Me"} else 0
        hidden = not char.isprintable() or char in _INVISIBLE or marks > _MARKS
        shown.append(_escape(char) if hidden else char)
    return "".join(shown)


def _escape(char: str) -> str:
    code = ord(char)
    if code <= 0xFF:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"
