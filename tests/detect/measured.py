"""The measures that the shipped patterns name, declared as far as the loader looks."""

from __future__ import annotations

from vedette.model.measure import Count, Distinct, Gap, Measure, Quotient, Ratio, Step, Sum

_COUNTS = (
    "calls successes client_errors unauthorized forbidden not_found too_many server_errors probes "
    "bad_path_calls bad_path_misses bare_bad_misses unknown_calls unknown_ok odd_methods "
    "login_calls login_fails login_pages login_successes rejected key_calls token_calls tor_calls "
    "object_calls object_successes object_refusals unknown_probes odd_query_calls writes attempts"
)
_DISTINCT = {
    "paths": ("calls", 512),
    "probe_paths": ("probes", 512),
    "unknown_probe_paths": ("unknown_probes", 256),
    "probe_queries": ("probes", 256),
    "bad_paths": ("bad_path_calls", 64),
    "bad_miss_paths": ("bad_path_misses", 64),
    "bare_bad_paths": ("bare_bad_misses", 64),
    "unknown_ok_paths": ("unknown_ok", 64),
    "unknown_ok_sizes": ("unknown_ok", 64),
    "rejected_credentials": ("rejected", 256),
    "tokens": ("token_calls", 256),
    "users": ("calls", 256),
    "login_users": ("login_calls", 256),
    "login_sizes": ("login_pages", 64),
    "networks": ("calls", 256),
    "addresses": ("calls", 256),
    "user_agents": ("calls", 256),
    "ua_families": ("calls", 64),
    "fingerprints": ("calls", 64),
    "objects": ("object_calls", 512),
    "objects_ok": ("object_successes", 512),
    "objects_refused": ("object_refusals", 512),
    "operations": ("calls", 256),
    "shapes": ("calls", 64),
    "error_shapes": ("client_errors", 64),
    "queries": ("calls", 512),
    "odd_queries": ("odd_query_calls", 256),
}
_RATIOS = {
    "client_error_share": ("client_errors", "calls"),
    "unauthorized_share": ("unauthorized", "calls"),
    "forbidden_share": ("forbidden", "calls"),
    "rejected_share": ("rejected", "calls"),
    "probe_share": ("probes", "calls"),
    "login_share": ("login_calls", "calls"),
    "login_success_share": ("login_successes", "login_calls"),
    "object_refusal_share": ("object_refusals", "object_calls"),
    "small_step_share": ("small_steps", "object_calls"),
}
_QUOTIENTS = {
    "calls_per_token": ("token_calls", "tokens"),
    "tokens_per_user_agent": ("tokens", "user_agents"),
    "calls_per_path": ("calls", "paths"),
    "calls_per_user_agent": ("calls", "user_agents"),
}

_ALL: tuple[Measure, ...] = (
    *(Count(name, name, "TRUE") for name in _COUNTS.split()),
    *(Distinct(n, n, "path", where, n, cap) for n, (where, cap) in _DISTINCT.items()),
    *(Ratio(n, n, part, whole) for n, (part, whole) in _RATIOS.items()),
    *(Quotient(n, n, top, bottom, "calls") for n, (top, bottom) in _QUOTIENTS.items()),
    Sum("bytes_out", "bytes sent", "bytes_out", "TRUE", "bytes"),
    Step("small_steps", "steps", "object_number", "TRUE", "near"),
    Step("long_runs", "runs", "object_number", "TRUE", "run", 20),
    Gap("gap_cv", "variation of gaps", "TRUE"),
)

MEASURES: dict[str, Measure] = {measure.name: measure for measure in _ALL}
