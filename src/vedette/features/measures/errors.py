"""What went wrong: errors by kind, and how varied they were."""

from __future__ import annotations

from typing import Final

from vedette.model.measure import Count, Distinct, Measure, Ratio

MEASURES: Final[tuple[Measure, ...]] = (
    Count("client_errors", "calls answered 4xx", "status_class = 4"),
    Count("unauthorized", "calls answered 401", "status = 401"),
    Count("forbidden", "calls answered 403", "status = 403"),
    Count("not_found", "calls answered 404", "status = 404"),
    Count("too_many", "calls answered 429", "status = 429"),
    Count("server_errors", "calls answered 5xx", "status_class = 5"),
    Distinct(
        "error_shapes",
        "different method, path and status among client errors",
        "method, path, status",
        "client_errors",
        "shapes",
        64,
    ),
    Ratio("client_error_share", "share of calls answered 4xx", "client_errors", "calls"),
    Ratio("unauthorized_share", "share of calls answered 401", "unauthorized", "calls"),
    Ratio("forbidden_share", "share of calls answered 403", "forbidden", "calls"),
    Ratio("not_found_share", "share of calls answered 404", "not_found", "calls"),
    Ratio("server_error_share", "share of calls answered 5xx", "server_errors", "calls"),
)
