"""An example's traffic in words.

Comes in: a row of an example, as `detect/traffic.py` reads it. Goes out: a phrase.
"""  # noqa: INP001 - a folder of pages, not a package

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

_SAID: Final = frozenset(
    {"clients", "times", "every", "start", "jitter", "method", "path", "status", "query"}
)


def row(traffic: Mapping[str, object]) -> str:
    """One row in words: who, how many calls, how often, of what, and what is special."""
    clients, times = int(str(traffic.get("clients", 1))), int(str(traffic.get("times", 1)))
    calls = f"{times:,} {'call' if times == 1 else 'calls'}"
    who = f"{clients:,} clients, each {calls}" if clients > 1 else calls
    pace = f", one every {traffic.get('every', '1s')}" if times > 1 else ""
    after = f", after {traffic['start']}" if "start" in traffic else ""
    answer = f", answered {_turns(traffic['status'])}" if "status" in traffic else ""
    rest = [f"{name} {_turns(value)}" for name, value in traffic.items() if name not in _SAID]
    return f"{who}{pace}{after}: {_asked(traffic)}{answer}" + "".join(f", {one}" for one in rest)


def _asked(traffic: Mapping[str, object]) -> str:
    method = f"{traffic['method']} " if isinstance(traffic.get("method"), str) else ""
    paths = traffic.get("path", "/v1/items")
    first = str(paths[0]) if isinstance(paths, list) else str(paths)
    query = f"?{_first(traffic['query'])}" if "query" in traffic else ""
    more = f" and {len(paths) - 1} more" if isinstance(paths, list) else ""
    return f"`{method or 'GET '}{first}{query}`{more}"


def _first(value: object) -> str:
    return str(value[0]) if isinstance(value, list) else str(value)


def _turns(value: object) -> str:
    """A value, or the values taken in turn, each with how often it comes."""
    if not isinstance(value, list):
        return f"`{value}`" if value != "" else "none"
    counts = {str(one): value.count(one) for one in value}
    if len(counts) > 3:
        return f"{len(counts)} in turn"
    parts = [f"`{one}`" + (f" ({many} of {len(value)})" if many > 1 else "")
             for one, many in counts.items()]  # fmt: skip
    return " and ".join(parts) + " in turn"
