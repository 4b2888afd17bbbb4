"""What log shippers write in front of a line: syslog, and container runtimes.

Comes in: lines. Goes out: the same lines without the prefix that most of them have. A
line without it stays as it is.
"""

from __future__ import annotations

from typing import Final

import polars as pl

_TAG: Final = r"[^ \[\]:]{1,64}(?:\[[0-9]+\])?: ?"
_RFC3164: Final = r"^(?:<[0-9]{1,3}>)?[A-Z][a-z]{2} [ 0-9][0-9] [0-9:]{8} (?:[^ ]+ )?" + _TAG
_ISO_SYSLOG: Final = (
    r"^(?:<[0-9]{1,3}>)?[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}[0-9.]*(?:Z|[+-][0-9:]{4,6}) [^ ]+ "
    + _TAG
)
_RFC5424: Final = (
    r"^<[0-9]{1,3}>1 [^ ]+ [^ ]+ [^ ]+ [^ ]+ [^ ]+ (?:-|(?:\[(?:[^\]\\]|\\.)*\])+) ?(?:\x{feff})?"
)
_CRI: Final = (
    r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}[0-9.]*(?:Z|[+-][0-9:]{4,6}) std(?:out|err) [FP] "
)

PREFIXES: Final[dict[str, str]] = {
    "syslog (RFC 5424)": _RFC5424,
    "syslog (RFC 3164)": _RFC3164,
    "syslog (ISO time)": _ISO_SYSLOG,
    "container (CRI)": _CRI,
}
"""Every prefix by its name."""


def prefix_of(sample: pl.Series) -> str | None:
    """The name of the prefix that at least half of the lines have."""
    for name, pattern in PREFIXES.items():
        hits = sample.str.contains(pattern).sum()
        if hits and hits * 2 >= len(sample):
            return name
    return None


def strip(lines: pl.Series, name: str) -> pl.Series:
    """The lines without that prefix."""
    return lines.str.replace(PREFIXES[name], "")
