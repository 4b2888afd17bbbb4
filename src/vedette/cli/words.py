"""The options that commands share: their names, types and what they mean.

Comes in: nothing. Goes out: annotated types, which Cyclopts reads from a command's
signature.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter

Severity = Literal["low", "medium", "high", "critical"]

Paths = Annotated[
    str,
    Parameter(
        name="PATH",
        allow_leading_hyphen=True,
        help="Files, folders or globs, also compressed; `-` is standard input.",
    ),
]
Format = Annotated[
    str,
    Parameter(
        name="--format",
        help="The log's format, if it is not recognised by itself; see `vedette formats`.",
    ),
]
Spec = Annotated[Path | None, Parameter(help="An OpenAPI document: it names the operations.")]
Config = Annotated[
    Path | None,
    Parameter(help="The settings file; `vedette.yaml` here is read if none is named."),
]
Hops = Annotated[
    tuple[str, ...],
    Parameter(
        name="--trusted-hop",
        negative=(),
        show_default=False,
        help="A network (CIDR) of your own proxies, whose X-Forwarded-For is believed. "
        "May be repeated.",
    ),
]
Since = Annotated[
    str | None,
    Parameter(help="Only calls at or after this time, such as 2026-11-24T10:00:00Z."),
]
Until = Annotated[str | None, Parameter(help="Only calls before this time.")]
Timezone = Annotated[
    str | None,
    Parameter(help="The zone of times without an offset, such as Europe/Paris. Default: UTC."),
]
Tune = Annotated[
    bool,
    Parameter(
        negative=(),
        show_default=False,
        help="Also count the incidents with each threshold halved, doubled and fourfold.",
    ),
]
Json = Annotated[
    str | None,
    Parameter(
        allow_leading_hyphen=True,
        help="Write the result as JSON to this file; `-` prints it instead of the report.",
    ),
]
Report = Annotated[Path | None, Parameter(help="Write the result as one HTML page to this file.")]
FailOn = Annotated[
    Severity | None, Parameter(help="Exit with 3 if there is an incident at least this severe.")
]
Output = Annotated[
    Literal["text", "json"],
    Parameter(name=("--output", "-o"), help="What is printed: text for people, or JSON."),
]
