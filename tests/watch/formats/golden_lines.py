"""Annotated sample lines: each stands under a JSON comment that says what must be read of it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "golden"
NOW = 1_795_564_800_000_000  # 2026-11-25T00:00:00Z
_TIMES = {"time", "started"}


@dataclass(frozen=True)
class Sample:
    """One annotated line and where it stands."""

    place: str
    text: str
    read: dict[str, Any] | None
    reject: str | None
    header: bool
    zone: str
    alone: bool


def samples(path: Path) -> list[Sample]:
    lines = path.read_text("utf-8").split("\n")
    found: list[Sample] = []
    note: dict[str, Any] | None = None
    for number, line in enumerate(lines, 1):
        if line.startswith('# {"'):
            note = json.loads(line[2:])
            continue
        if not line:
            continue
        assert note is not None, f"{path.name}:{number}: a line without its comment"
        assert "why" in note or note.get("header"), f"{path.name}:{number}: say why"
        found.append(
            Sample(
                f"{path.name}:{number}",
                line,
                micros(note["read"]) if "read" in note else None,
                note.get("reject"),
                bool(note.get("header")),
                note.get("zone", "UTC"),
                note.get("alone", True),
            )
        )
        note = None
    return found


def micros(read: dict[str, Any]) -> dict[str, Any]:
    return {
        name: to_micros(value) if name in _TIMES and value else value
        for name, value in read.items()
    }


def to_micros(text: str) -> int:
    moment = datetime.fromisoformat(text)
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


def all_samples() -> dict[str, list[Sample]]:
    return {path.stem: samples(path) for path in sorted(FOLDER.glob("*.log"))}
