"""What Vedette makes of one log line, for `vedette explain`."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A format that did not fit, and how near it came."""

    format: str
    reason: str


@dataclass(frozen=True, slots=True)
class LineExplained:
    """One line: its format, its fields, and what each pattern would count of it.

    Attributes:
        text: the line as it may be shown: at most 160 characters, secrets masked.
        format: the format that read it; null when none did.
        fields: columns of a call and their values, secrets masked, nulls left out.
        near_misses: the formats that were tried in vain, nearest first.
        counts: per pattern id, the measures to which this call adds.
        reason: why the line was rejected, where it was.
    """

    text: str
    format: str | None
    fields: dict[str, str | int | bool | None] = field(
        default_factory=dict[str, str | int | bool | None], hash=False
    )
    near_misses: tuple[NearMiss, ...] = ()
    counts: dict[str, tuple[str, ...]] = field(
        default_factory=dict[str, tuple[str, ...]], hash=False
    )
    reason: str | None = None
