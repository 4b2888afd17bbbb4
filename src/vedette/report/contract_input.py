"""The parts of the JSON contract that say what was read.

Comes in: nothing. Goes out: types for `report.contract`; the text under a field is its
description in the schema.
"""

from __future__ import annotations

from pydantic import with_config
from typing_extensions import TypedDict

documented = with_config(use_attribute_docstrings=True)
"""A field's docstring is its description."""


@documented
class FileJson(TypedDict):
    """One input file and how its lines fared."""

    file: str
    """Its path as given, or `-` for standard input."""
    formats: list[str]
    """The formats met in it."""
    lines: int
    """Lines (or records) read."""
    calls: int
    """Lines that became calls."""
    rejected: dict[str, int]
    """Lines that could not be read, by reason."""
    note: str | None
    """What is worth knowing about it, such as a cut archive; null if nothing."""


@documented
class RejectedJson(TypedDict):
    """A line that could not be read."""

    file: str
    """The file it is in."""
    line: int | None
    """Its number, counted from 1; null where unknown."""
    reason: str
    """Why it could not be read."""
    text: str
    """At most 160 characters of it, token-like runs replaced by their length."""


@documented
class InputJson(TypedDict):
    """What was read. `lines` is `calls` plus `rejected`."""

    files: list[FileJson]
    """The files, in the order read."""
    lines: int
    """Lines (or records) read in all."""
    calls: int
    """Lines that became calls."""
    rejected: int
    """Lines that could not be read."""
    rejected_by_reason: dict[str, int]
    """The same, by reason."""
    rejected_samples: list[RejectedJson]
    """A few of them."""
    first: str | None
    """End of the first call; null without calls."""
    last: str | None
    """End of the last call; null without calls."""
    formats: list[str]
    """All formats met."""


@documented
class OperationJson(TypedDict):
    """One operation seen in the traffic."""

    proxy: str
    """The API."""
    operation: str
    """Method and template."""
    source: str
    """Where the template is from: spec, learned or guessed."""
    label: str | None
    """What it is for, such as `login`; null if unknown."""
    label_guessed: bool
    """The label is Vedette's guess."""
    calls: int
    """Its calls."""
    clients: int
    """Its clients."""
    errors: int
    """Its calls answered 4xx or 5xx."""


@documented
class TuningJson(TypedDict):
    """The incidents a pattern would raise with one threshold scaled."""

    pattern: str
    """The pattern."""
    measure: str
    """The measure whose threshold is scaled."""
    threshold: float
    """The threshold as it is."""
    incidents: dict[str, int]
    """Incidents by factor."""
