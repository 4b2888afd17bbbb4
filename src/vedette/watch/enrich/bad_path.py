"""Known-bad targets: what scanners ask for, and attacks written into a path or query.

Comes in: distinct paths and queries. Goes out: a verdict for each. One linear pass over
the text, whatever the length of the list; a bare `/admin` is nobody's attack.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote, unquote_plus

import polars as pl

from vedette.watch.enrich import listing
from vedette.watch.enrich.fault import Fault

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_LONGEST: Final = 4_096
_START, _END = "\x02", "\x03"
"""Stand for the ends of a path, so that `exact`, `prefix`, `suffix` are plain text too."""

_MARKS: Final = (
    # SQL
    r"\bunion[\s+/*()!0-9]{1,40}(?:all[\s+/*()]{1,20}|distinct[\s+]{1,20})?select\b",
    r"\bselect\b.{1,200}\bfrom\b.{0,100}(?:information_schema|sysobjects|pg_catalog|sqlite_master|dual\b)",
    r"information_schema\.|\bsysobjects\b|xp_cmdshell|sp_executesql|load_file\s?\(|into\s+(?:out|dump)file",
    r"\b(?:sleep|pg_sleep|benchmark|extractvalue|updatexml|dbms_pipe\.receive_message)\s{0,4}\(",
    r"waitfor\s+delay\s|\border\s+by\s+[0-9]{1,3}\s{0,3}(?:--|#)",
    r"['\")]\s{0,8}(?:or|and)\s{1,8}[\s('\"]{0,8}[0-9a-z]{1,30}['\")]{0,3}\s{0,4}(?:=|like\b|<|>|between\b)",
    r"\b(?:or|and)\s{1,8}([0-9]{1,6})\s{0,3}=\s{0,3}[0-9]{1,6}(?:\s|--|#|$|\)|/\*)",
    r"['\"]\s{0,4}(?:--|;\s{0,4}--|#|/\*)|;\s{0,4}(?:drop|alter|truncate)\s+(?:table|database)\b",
    r"\bcast\s{0,2}\(.{1,80}\bas\b|\bchar\s?\([0-9]{1,3}\s?[,)]|\b0x[0-9a-f]{16,}",
    # Scripts
    r"<\s{0,4}/?\s{0,4}(?:script|iframe|svg|object|embed|applet|img|body|marquee|meta|style|base|math|video|details)\b",
    r"\bjavascript\s{0,4}:|\bvbscript\s{0,4}:|data:text/html|\bon(?:error|load|click|focus|mouseover|toggle|begin)\s{0,4}=",
    r"\b(?:alert|prompt|confirm|eval)\s{0,4}[(`]|document\.(?:cookie|location|domain|write)|string\.fromcharcode",
    # Commands
    r"[;|`]\s{0,4}(?:cat|ls|id|whoami|uname|wget|curl|nc|ncat|ping|sleep|bash|sh|cmd|type|dir|net|ifconfig|nslookup|echo|chmod|rm|python[23]?|perl|php)(?:\s|\$\{?ifs|[|;&)`<>]|$)",
    r"&&?\s{0,4}(?:cat|whoami|uname|wget|curl|ping|nslookup|ifconfig|chmod)\s|\$\((?:[a-z/]{1,20})(?:\s|\))|\$\{?ifs\b",
    r"\b(?:wget|curl)\s{1,4}(?:-[a-z]{1,4}\s{1,4}){0,4}(?:https?|ftp|tftp)://|/bin/(?:ba|da|z|k|c)?sh\b|cmd(?:\.exe)?\s{0,4}/c\s|\bchmod\s{1,4}[0-7+]|\brm\s{1,4}-rf?\b",
    # Code and templates
    r"\$\{[^}]{0,80}(?:jndi|lower|upper|env|sys|java|date|::-|runtime|script:|url:|dns:)",
    r"\bjndi\s?:|<\?(?:php|=)|\b(?:phpinfo|passthru|shell_exec|base64_decode|call_user_func(?:_array)?|file_put_contents)\s{0,2}\(|\bassert\s?\(\$",
    r"\{\{.{0,40}(?:[0-9]{1,6}\s?\*\s?[0-9'\"]{1,8}|config|self|request|class|constructor).{0,80}\}\}|\$\{[0-9]{1,6}\*[0-9]{1,6}\}|<%=.{1,40}%>|#\{[0-9]{1,6}\*[0-9]{1,6}\}|%\{\(?#",
    r"class\.module\.classloader|__proto__|java\.lang\.(?:runtime|processbuilder)|ognl|getruntime\(|#_memberaccess|t\(java\.",
    r"\(\)\s{0,4}\{\s{0,4}:;?\s{0,4}\}\s{0,4};",
    # Files and inclusions
    r"\.\.[/\\]\.\.|[=/]\.\.[/\\](?:\.|etc|windows|proc|var|boot)|\.\.[;%]|%c0%a[ef]|%252e",
    r"/etc/(?:passwd|shadow|hosts|group|issue)\b|/proc/self/|c:[/\\]{1,2}(?:windows|winnt|boot|users)|win\.ini\b|boot\.ini\b|/web-inf/",
    r"(?:^|[=&?\s])(?:php|phar|expect|zip|zlib|data|gopher|dict|ldap|jar|netdoc|file)://",
    r"169\.254\.169\.254|metadata\.google\.internal|allow_url_(?:include|fopen)|auto_prepend_file|<!(?:entity|doctype)|<!--#(?:exec|include)",
    r"\\think\\|invokefunction|element_parents=|\bcd\s{1,4}/tmp\b",
    r"[\r\n]\s{0,2}(?:set-cookie|location|content-(?:type|length))\s?:|\x00",
)
_ATTACK: Final = "(?s)" + "|".join(f"(?:{mark})" for mark in _MARKS)
"""Marks of attacks in decoded, lower-case text; for Polars' linear engine only."""


_OVERLONG: Final = re.compile(r"(?i)%c0%(?:ae|af)|%u00(?:2e|2f)|%uff0(?:e|f)|%e0%80%(?:ae|af)")


class BadPaths:
    """The list of bad paths: our own and the user's."""

    def __init__(self, extra: Path | None = None) -> None:
        entries = _shipped()
        if extra is not None:
            entries += tuple(_own(extra))
        plain, globs = _compile(entries)
        self._plain = plain
        self._globs = globs

    def in_paths(self, paths: pl.Series) -> pl.Series:
        """For distinct raw paths: is this a well-known bad target? Null counts as no."""
        text = decoded(paths)
        marked = (
            pl.DataFrame([text.alias("path")])
            .select(
                pl.concat_str(
                    pl.lit(_START), pl.col("path").str.replace_all("[\x02\x03]", ""), pl.lit(_END)
                )
            )
            .to_series()
        )
        bad = marked.str.contains_any(self._plain)
        if self._globs:
            bad |= marked.str.contains(self._globs)
        return (bad | attacks(text)).fill_null(value=False)


def in_queries(queries: pl.Series) -> pl.Series:
    """For distinct raw queries: does it carry an attack? Null counts as no."""
    return attacks(decoded(queries, plus=True)).fill_null(value=False)


def attacks(text: pl.Series) -> pl.Series:
    """For decoded lower-case text: does it hold a mark of an attack?"""
    return text.str.contains(_ATTACK)


def decoded(values: pl.Series, *, plus: bool = False) -> pl.Series:
    """Text as the backend may read it: percent signs resolved twice, lower case, ≤ 4,096."""
    odd = values.str.contains(r"[%+]" if plus else "%").fill_null(value=False)
    cut = values.str.head(_LONGEST)
    if odd.any():
        once = unquote_plus if plus else unquote
        fixed = [unquote(once(_overlong(v))) for v in cut.filter(odd).to_list()]
        cut = cut.clone().scatter(odd.arg_true(), pl.Series(fixed, dtype=pl.String))
    return cut.str.to_lowercase()


def _own(path: Path) -> Iterable[str]:
    for number, line in listing.lines(path):
        if "?" in line:
            what = f"found {line[:60]!r}, expected a path; queries are judged by themselves"
            raise Fault(path, str(number), what)
        yield line.lower()


def _overlong(text: str) -> str:
    """Dots and slashes in encodings that no honest client uses, made plain."""
    return _OVERLONG.sub(lambda match: "/" if match[0][-1] in "fF" else ".", text)


@cache
def _shipped() -> tuple[str, ...]:
    text = (
        resources.files("vedette.watch.enrich").joinpath("lists/bad_paths.txt").read_text("utf-8")
    )
    bare = (line.split("#", 1)[0].strip() for line in text.splitlines())
    return tuple(line for line in bare if line)


def _compile(entries: Iterable[str]) -> tuple[list[str], str]:
    """Plain texts for one multi-pattern pass, and one regex for entries with a star inside."""
    plain: list[str] = []
    globs: list[str] = []
    for entry in entries:
        core = entry.strip("*")
        head = "" if entry.startswith("*") else _START
        tail = "" if entry.endswith("*") else _END
        if "*" in core:
            inner = "[^\x03]*".join(re.escape(part) for part in core.split("*"))
            globs.append(head + inner + tail)
        elif core:
            plain.append(head + core + tail)
    return sorted(set(plain)), "|".join(sorted(set(globs)))
