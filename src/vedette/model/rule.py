"""A rule: what is done, to whom, where, until when."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final, Literal

Action = Literal["allow", "block", "throttle", "flag"]
State = Literal["observe", "enforce", "paused"]

ACTIONS: Final[tuple[Action, ...]] = ("allow", "block", "throttle", "flag")
"""Actions in order of precedence."""

CONDITIONS: Final = (
    "ip", "key", "token", "user", "app", "developer", "product", "claim", "user_agent",
    "ua_family", "asn", "country", "ja4", "method", "pattern", "list", "fingerprint",
)  # fmt: skip
"""The keys that a rule's `when` may hold."""

RATES: Final = (1, 2, 5, 10, 20, 50, 100, 200, 500)
"""The rates a throttle may have, per second or per minute."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Where a rule holds: the whole gateway, one proxy, or one operation of it."""

    proxy: str | None = None
    operation: str | None = None

    def __str__(self) -> str:
        return self.operation or self.proxy or "the whole gateway"


@dataclass(frozen=True, slots=True)
class Rule:
    """An action on the calls that match every condition within the scope.

    `when` maps a condition's key to the values it may take (any of them). `duration`
    and `until` are µs; exactly one of them is set unless the action is a hand-made allow.
    """

    name: str
    when: dict[str, tuple[str, ...]] = field(hash=False)
    action: Action
    scope: Scope = Scope()
    rate: str | None = None
    headers: dict[str, str] = field(default_factory=dict[str, str], hash=False)
    duration: int | None = None
    until: int | None = None
    state: State = "observe"
    reason: str = ""

    def as_dict(self) -> dict[str, object]:
        """The rule as it stands in YAML and JSON."""
        scope = {"proxy": self.scope.proxy, "operation": self.scope.operation}
        when = {key: list(v) if len(v) != 1 else next(iter(v)) for key, v in self.when.items()}
        shown: dict[str, object | None] = {
            "name": self.name,
            "scope": {key: value for key, value in scope.items() if value},
            "when": when,
            "action": self.action,
            "rate": self.rate,
            "headers": self.headers or None,
            "for": _duration(self.duration),
            "until": _moment(self.until),
            "state": self.state,
            "reason": self.reason or None,
        }
        return {key: value for key, value in shown.items() if value not in (None, {})}


def _duration(micros: int | None) -> str | None:
    if micros is None:
        return None
    seconds = micros // 1_000_000
    for unit, size in (("h", 3600), ("m", 60)):
        if seconds % size == 0:
            return f"{seconds // size}{unit}"
    return f"{seconds}s"


def _moment(micros: int | None) -> str | None:
    if micros is None:
        return None
    whole, part = divmod(micros, 1_000_000)
    shown = datetime.fromtimestamp(whole, UTC).replace(microsecond=part)
    return shown.isoformat(timespec="microseconds" if part else "seconds").replace("+00:00", "Z")
