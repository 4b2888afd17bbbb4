"""Incidents for the tests of this folder, with the traffic they stand for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tests.explain.cases import PATTERNS
from tests.explain.traffic import NOON, Frame

from vedette.decide.good import good_clients
from vedette.decide.scope import with_proposals
from vedette.model.call import SECOND
from vedette.model.client import Client
from vedette.model.incident import Incident
from vedette.model.settings import Protected


def incident(client: Client | Sequence[Client], start: float, last: float, **more: Any) -> Incident:
    """An incident over [start, last] seconds after noon."""
    given: dict[str, Any] = {
        "id": "4f1d",
        "title": "Credential stuffing",
        "verdict": "attacker",
        "severity": "medium",
        "confidence": 0.6,
        "first_seen": NOON + round(start * SECOND),
        "last_seen": NOON + round(last * SECOND),
        "calls": 1,
        "clients": (client,) if isinstance(client, Client) else tuple(client),
        "proxies": ("shop",),
        "operations": (),
        "patterns": ("credential_stuffing",),
        "story": "",
        "finding_ids": ("4f1d",),
        **more,
    }
    return Incident(**given)


def decided(
    calls: Frame, *incidents: Incident, protected: Protected | None = None
) -> list[Incident]:
    """The incidents with their proposals."""
    return list(
        with_proposals(
            incidents,
            calls,
            good=good_clients(calls),
            protected=protected or Protected(),
            patterns=PATTERNS,
        )
    )
