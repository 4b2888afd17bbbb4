"""What an analysis says about one client.

Comes in: an analysis and a client as a person writes it. Goes out: the analysis with only
the incidents, findings and held-back entries that name the client.
"""

from __future__ import annotations

import ipaddress
from dataclasses import replace
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

    from vedette.model.analysis import Analysis
    from vedette.model.client import Client

_PREFIX: Final = 8
"""Digits of a fingerprint that name it."""


def client(analysis: Analysis, wanted: str) -> Analysis:
    """The analysis as far as it names the client.

    Args:
        analysis: the whole of it.
        wanted: an address or network, a fingerprint or its first 8 digits, or any other
            identity as it stands in the report; `kind=value` or `kind value` also works.
    """
    kind, value = _split(wanted.strip())

    def named(clients: Iterable[Client]) -> bool:
        return any(
            (kind is None or kind == known) and _same(value, identity)
            for one in clients
            for known, identity in one.who
        )

    findings = tuple(one for one in analysis.findings if named(one.clients))
    idents = {one.id for one in findings}
    incidents = tuple(
        one for one in analysis.incidents if named(one.clients) or idents & set(one.finding_ids)
    )
    held_back = tuple(one for one in analysis.held_back if named(one.clients))
    return replace(analysis, incidents=incidents, findings=findings, held_back=held_back, tuning=())


def _split(wanted: str) -> tuple[str | None, str]:
    kinds = ("ip", "subnet", "key", "token", "user", "ja4", "user_agent")
    for kind in kinds:
        for sign in ("=", " "):
            if wanted.startswith(kind + sign):
                return kind, wanted[len(kind) + 1 :].strip()
    return None, wanted


def _same(wanted: str, identity: str) -> bool:
    if wanted == identity:
        return True
    digits = wanted.partition("_")[2] or wanted
    if len(digits) >= _PREFIX and identity.partition("_")[2].startswith(digits):
        return True
    try:
        one, other = (ipaddress.ip_network(text, strict=False) for text in (wanted, identity))
    except ValueError:
        return False
    return one.version == other.version and one.overlaps(other)
