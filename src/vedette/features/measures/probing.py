"""Looking for what is not there: probes, known-bad paths, unknown paths, odd methods."""

from __future__ import annotations

from typing import Final

from vedette.model.measure import Count, Distinct, Measure, Ratio

_BAD_MISS: Final = "bad_path AND status_class = 4"
_UNKNOWN_OK: Final = "operation_from = 'guessed' AND status_class = 2"

MEASURES: Final[tuple[Measure, ...]] = (
    Count(
        "probes",
        "calls answered 400, 403, 404, 405 or 501",
        "status IN (400, 403, 404, 405, 501)",
    ),
    Count("bad_path_calls", "calls to well-known probe or exploit targets", "bad_path"),
    Count("bad_path_misses", "such calls answered 4xx", _BAD_MISS),
    Count(
        "bare_bad_misses",
        "such calls answered 4xx that named no user agent",
        f"{_BAD_MISS} AND user_agent IS NULL",
    ),
    Count(
        "unknown_calls",
        "calls outside the known operations",
        "operation_from = 'guessed'",
    ),
    Count("unknown_ok", "such calls answered 2xx", _UNKNOWN_OK),
    Count(
        "odd_methods",
        "calls with a method that APIs do not use",
        "method NOT IN ('GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS')",
    ),
    Count(
        "odd_query_calls",
        "calls with a query parameter whose name no API would give it",
        "query_names LIKE '%?%'",
    ),
    Distinct("odd_queries", "different such queries", "query_hash", "odd_query_calls", "queries"),
    Count(
        "unknown_probes",
        "such calls outside the known operations",
        "status IN (400, 403, 404, 405, 501) AND operation_from = 'guessed'",
    ),
    Distinct(
        "unknown_probe_paths", "different unknown paths probed", "path", "unknown_probes", "paths"
    ),
    Distinct("probe_paths", "different paths probed", "path", "probes", "paths", 512),
    Distinct("probe_queries", "different queries probed", "query_hash", "probes", "queries"),
    Distinct("bad_paths", "different known-bad paths", "path", "bad_path_calls", "paths"),
    Distinct(
        "bad_miss_paths",
        "different known-bad paths answered 4xx",
        "path",
        "bad_path_misses",
        "paths",
        64,
    ),
    Distinct(
        "bare_bad_paths",
        "different known-bad paths answered 4xx, asked for without a user agent",
        "path",
        "bare_bad_misses",
        "paths",
        16,
    ),
    Distinct("unknown_ok_paths", "unknown paths answered 2xx", "path", "unknown_ok", "paths"),
    Distinct(
        "unknown_ok_sizes", "different sizes of those answers", "bytes_out", "unknown_ok", "sizes"
    ),
    Ratio("probe_share", "share of calls answered like a probe", "probes", "calls"),
)
