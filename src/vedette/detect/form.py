"""The shape of a pattern file: what may stand in its TOML, and the JSON Schema of it.

In: the mapping that a TOML reader made of one file. Out: a `PatternFile`, every value of the
right type. It never looks at measures or other files: that is `load` and `reach`.
"""

from __future__ import annotations

import copy
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from vedette.model.finding import Guard, Severity
from vedette.model.pattern import Family

WINDOWS: Final[dict[str, int]] = {
    "1m": 60_000_000,
    "5m": 300_000_000,
    "10m": 600_000_000,
    "1h": 3_600_000_000,
    "24h": 86_400_000_000,
}
"""The windows a pattern may ask for, and their length in µs."""

Text = Annotated[str, Field(min_length=1)]
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Share = Annotated[float, Field(ge=0, le=1)]
Bounds = dict[Text, Annotated[float, Field(ge=0)]]
Cell = str | int | float | bool | list[str | int | float | bool]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class WhenTable(_Strict):
    """One level: bounds that must all hold over one window."""

    window: Literal["1m", "5m", "10m", "1h", "24h"]
    severity: Severity
    confidence: Share = 0.6
    at_least: Bounds = Field(default_factory=dict)
    at_most: Bounds = Field(default_factory=dict)
    equals: Bounds = Field(default_factory=dict)
    calibrated: str = Field(default="", description="where this level's numbers come from")


class ExampleTable(_Strict):
    """A piece of traffic: each row is a run of like calls (see `detect/examples.py`)."""

    name: Text
    traffic: Annotated[list[dict[str, Cell]], Field(min_length=1)]
    expects: dict[str, Cell] = Field(default_factory=dict)


class PatternFile(_Strict):
    """One pattern file."""

    id: Name
    number: Annotated[int, Field(ge=1)]
    version: Annotated[int, Field(ge=1)]
    title: Text
    means: Text
    kind: Name
    family: Family
    per: Annotated[list[Text], Field(min_length=1)]
    peers: Literal["none", "optional", "required"] = "none"
    alone: bool = True
    guards: list[Guard] = Field(default_factory=list[Guard])
    suggests: Literal["flag", "throttle", "block"] = "flag"
    rate: Annotated[str, Field(pattern=r"^(1|2|5|10|20|50|100|200|500)/(s|min)$")] | None = None
    shows: list[Name] = Field(default_factory=list)
    needs: dict[str, object] = Field(default_factory=dict)
    owasp: list[Text] = Field(default_factory=list)
    oat: list[Text] = Field(default_factory=list)
    apigee: Text | None = None
    calibrated: str = Field(default="", description="where the pattern's numbers come from")
    when: Annotated[list[WhenTable], Field(min_length=1)]
    fires: Annotated[list[ExampleTable], Field(min_length=2)]
    quiet: Annotated[list[ExampleTable], Field(min_length=2)]


def schema() -> dict[str, object]:
    """The JSON Schema of a pattern file, as kept in `schemas/pattern.schema.json`."""
    made = copy.deepcopy(PatternFile.model_json_schema())
    made["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    made["title"] = "A detection pattern of Vedette"
    return made
