"""What the accused did, in words: one phrase per kind of measure.

Comes in: the measures that a pattern rests on, and the facts. Goes out: a phrase such as
"tried 1,204 logins" and what came of it. A pattern of a new kind needs no new phrase: the
last one fits all. It never says what the numbers do not.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from vedette.explain.facts import Facts
from vedette.explain.kind import base
from vedette.explain.words import count, number, share, size
from vedette.model.finding import Evidence

Told = tuple[str, str]
"""The deed, and what came of it (or nothing)."""


def deed(measures: Sequence[str], facts: Facts, evidence: Sequence[Evidence]) -> Told:
    """What was done; `measures` are those that fired by being large."""
    values = {base(each.measure): each.value for each in evidence}
    for words, phrase in _PHRASES:
        if any(word in measures for word in words):
            return phrase(facts, values)
    return _calls(facts, values)


def _logins(facts: Facts, values: dict[str, float]) -> Told:
    names = values.get("login_users")
    with_names = f" with {number(names)} user names" if names and names > 1 else ""
    tried = max(facts.logins, facts.kind)
    came = (
        "none succeeded"
        if not facts.logins_ok
        else f"{facts.logins_ok:,} succeeded ({share(facts.logins_ok / tried)})"
    )
    return f"tried {count(tried, 'login')}{with_names}", came


def _rejected(facts: Facts, values: dict[str, float]) -> Told:
    many = values.get("rejected_credentials")
    least = max(many or 0, facts.tokens, facts.keys)
    what = f"{number(least)} different keys or tokens" if least > 1 else "keys or tokens"
    return (
        f"showed {what} in {count(facts.kind, 'call')} and had them refused",
        _got_through(facts),
    )


def _probing(facts: Facts, _: dict[str, float]) -> Told:
    failed = facts.client_errors + facts.server_errors
    part = "all" if failed == facts.calls else f"{failed:,}"
    return (
        f"asked for {count(facts.paths, 'path')}, looking for what might be there,",
        f"{part} of its {count(facts.calls, 'call')} were answered with an error",
    )


def _walking(facts: Facts, _: dict[str, float]) -> Told:
    return f"walked through {count(facts.objects, 'id')} one after the other", _served(facts)


def _refused_objects(facts: Facts, _: dict[str, float]) -> Told:
    return (
        f"tried {count(facts.objects, 'id')}",
        f"{count(facts.kind, 'call')} of {facts.calls:,} were refused",
    )


def _objects(facts: Facts, _: dict[str, float]) -> Told:
    return f"read {count(facts.objects, 'different id')}", _served(facts)


def _refused(facts: Facts, _: dict[str, float]) -> Told:
    part = share(facts.kind / max(facts.calls, 1))
    return f"went on after {count(facts.kind, 'refusal')}", f"{part} of all it asked for"


def _failing(facts: Facts, _: dict[str, float]) -> Told:
    part = share(facts.kind / max(facts.calls, 1))
    return f"made {count(facts.kind, 'failing call')}", f"{part} of its {facts.calls:,}"


def _tokens(facts: Facts, _: dict[str, float]) -> Told:
    return (
        f"used {count(facts.tokens, 'access token')} in {count(facts.calls, 'call')}",
        f"with {count(facts.user_agents, 'user agent')}",
    )


def _guises(facts: Facts, _: dict[str, float]) -> Told:
    made = f"in {count(facts.calls, 'call')}"
    return f"called itself by {count(facts.user_agents, 'user agent')} {made}", _served(facts)


def _bytes(facts: Facts, _: dict[str, float]) -> Told:
    return f"took out {size(facts.bytes_out)} in {count(facts.calls, 'call')}", _served(facts)


def _paths(facts: Facts, _: dict[str, float]) -> Told:
    return (
        f"fetched {count(facts.paths, 'different path')} in {count(facts.calls, 'call')}",
        _served(facts),
    )


def _calls(facts: Facts, _: dict[str, float]) -> Told:
    return f"made {count(facts.calls, 'call')}", _served(facts)


def _served(facts: Facts) -> str:
    return f"{share(facts.ok / max(facts.calls, 1))} were answered"


def _got_through(facts: Facts) -> str:
    return f"{count(facts.ok, 'call')} got through" if facts.ok else "nothing got through"


_PHRASES: Final[
    tuple[tuple[frozenset[str], Callable[[Facts, dict[str, float]], Told]], ...]
] = (
    (frozenset({"login_fails", "login_calls", "login_users", "login_fail_share"}), _logins),
    (frozenset({"rejected", "rejected_credentials", "rejected_share"}), _rejected),
    (
        frozenset({
            "bad_paths", "bad_path_calls", "bad_path_misses", "bad_miss_paths", "bare_bad_paths",
            "probes", "probe_paths", "probe_share", "unknown_calls", "unknown_ok_paths",
            "odd_methods",
        }),
        _probing,
    ),
    (frozenset({"small_steps", "small_step_share", "long_runs"}), _walking),
    (frozenset({"object_refusals", "objects_refused", "object_refusal_share"}), _refused_objects),
    (frozenset({"objects", "objects_ok", "object_successes"}), _objects),
    (frozenset({"forbidden", "forbidden_share"}), _refused),
    (frozenset({"client_errors", "client_error_share", "not_found", "unauthorized"}), _failing),
    (frozenset({"tokens", "tokens_per_user_agent"}), _tokens),
    (frozenset({"user_agents", "ua_families", "os_families", "fingerprints"}), _guises),
    (frozenset({"bytes_out"}), _bytes),
    (frozenset({"paths", "operations", "shapes", "queries"}), _paths),
)  # fmt: skip
