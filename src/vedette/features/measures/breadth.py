"""How varied: paths, operations, queries and request shapes."""

from __future__ import annotations

from typing import Final

from vedette.model.measure import Distinct, Measure, Quotient

MEASURES: Final[tuple[Measure, ...]] = (
    Distinct("paths", "different paths", "path", "calls", "paths", 512),
    Distinct("operations", "different operations", "operation", "calls", "operations"),
    Distinct(
        "shapes", "different method, path and status", "method, path, status", "calls", "shapes"
    ),
    Distinct("statuses", "different statuses", "status", "calls", "statuses", 64),
    Distinct("queries", "different queries", "query_hash", "calls", "queries", 512),
    Distinct("query_forms", "different forms of query values", "query_shape", "calls", "forms"),
    Distinct(
        "query_shapes",
        "different sets of query parameters per path",
        "query_names, path",
        "calls",
        "shapes",
    ),
    Quotient("calls_per_path", "calls per path", "calls", "paths", "calls"),
    Quotient("calls_per_shape", "calls per request shape", "calls", "shapes", "calls"),
)
