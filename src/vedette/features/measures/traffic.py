"""How much: calls, outcomes, bytes and the backend's time."""

from __future__ import annotations

from typing import Final

from vedette.model.measure import Count, Measure, Ratio, Sum

MEASURES: Final[tuple[Measure, ...]] = (
    Count("calls", "calls", "TRUE"),
    Count("successes", "calls answered 2xx or 3xx", "status_class IN (2, 3)"),
    Count("writes", "calls that change something", "method IN ('POST', 'PUT', 'PATCH', 'DELETE')"),
    Count("attempts", "calls that Vedette itself refused", "attempt"),
    Count("tor_calls", "calls from a Tor exit", "tor"),
    Sum("bytes_out", "bytes sent to the client", "bytes_out", "calls", "bytes"),
    Sum("bytes_in", "bytes received from the client", "bytes_in", "calls", "bytes"),
    Sum(
        "backend_time",
        "time the backend spent, or the whole call where that is unknown",
        "COALESCE(upstream_time, duration)",
        "calls",
        "µs",
    ),
    Ratio("success_share", "share of calls answered 2xx or 3xx", "successes", "calls"),
)
