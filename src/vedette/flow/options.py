"""What a person may ask of one analysis, beyond the settings file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class AnalyseOptions:
    """The options of `vedette analyse`, checked and typed.

    Attributes:
        format: a format's name, or `auto`.
        spec: an OpenAPI document for proxies that name none.
        trusted_hops: networks whose X-Forwarded-For is believed, beside the settings'.
        since: only calls that ended at or after this, µs UTC.
        until: only calls that ended before this, µs UTC.
        tune: also count the incidents at scaled thresholds.
        timezone: IANA zone of logs that write local times without an offset.
        config_path: the settings file that was read, for relative paths in it.
    """

    format: str = "auto"
    spec: Path | None = None
    trusted_hops: tuple[str, ...] = ()
    since: int | None = None
    until: int | None = None
    tune: bool = False
    timezone: str | None = None
    config_path: Path | None = None
