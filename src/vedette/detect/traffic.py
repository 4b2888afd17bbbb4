"""The compact traffic of an example, written out as calls.

In: rows such as `{times = 60, every = "2s", path = "/items/{i}", status = 404}`. Out: a
frame with the schema `CALLS`, by time. Deterministic; it reads nothing else.

A row stands for `clients` clients (1) that make `times` calls each (1), `every` so often (1s)
from `start` on (0s), each up to `jitter` (0.4) of that late. Any column of `Calls` may be
given; a list is taken in turn. In texts `{i}` is the call's number, `{n}` the client's, `{r}`
a random word, `{k}` a random number, `{w}` a word that grows. What is left out is an ordinary
successful GET.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from ipaddress import ip_address, ip_network
from typing import Any, Final, cast

import polars as pl

from vedette.model.call import CALLS, HOUR, MINUTE, SECOND

BEGIN: Final = 1_767_603_600_000_000
"""2026-01-05T09:00:00Z in µs: when examples begin."""

SHAPE: Final = frozenset({"times", "every", "start", "clients", "jitter", "query"})
"""Keys of a row that are no columns of `Calls`."""

_UNITS: Final = {"ms": 1000, "s": SECOND, "m": MINUTE, "h": HOUR}
_SPAN: Final = re.compile(r"^(\d+(?:\.\d+)?)(ms|s|m|h)$")
_DIGITS: Final = re.compile(r"^\d+$")
_NAME: Final = re.compile(r"^[A-Za-z_][\w.-]*$")
_ONE_CLIENT: Final = "203.0.113.9"

Row = Mapping[str, object]


def calls_of(rows: Sequence[Row]) -> pl.DataFrame:
    """The calls that an example's rows stand for.

    Raises:
        ValueError: if a row has a key or a span of time that means nothing.
    """
    made = [call for number, row in enumerate(rows) for call in _calls(number, row)]
    made.sort(key=lambda call: cast("int", call["time"]))
    for seq, call in enumerate(made):
        call["seq"] = seq
    return pl.DataFrame(made, schema=CALLS, orient="row")


def span(text: object) -> int:
    """A span of time such as `40ms`, `2s`, `5m` or `1h`, in µs.

    Raises:
        ValueError: if it is none.
    """
    found = _SPAN.match(str(text))
    if not found:
        raise ValueError(f"{text!r} is no span of time such as 200ms, 5s, 2m or 1h")
    return round(float(found[1]) * _UNITS[found[2]])


def unknown_keys(row: Row) -> list[str]:
    """The keys of a row that mean nothing."""
    return [key for key in row if key not in SHAPE and key not in CALLS]


def _calls(number: int, row: Row) -> Iterator[dict[str, Any]]:
    if unknown := unknown_keys(row):
        raise ValueError(f"{unknown[0]!r} is no column of a call")
    every, start = span(row.get("every", "1s")), span(row.get("start", "0s"))
    times, clients = int(str(row.get("times", 1))), int(str(row.get("clients", 1)))
    jitter = float(str(row.get("jitter", 0.4)))
    for n in range(1, clients + 1):
        phase = start + every * (n - 1) // clients
        for i in range(1, times + 1):
            late = round(every * jitter * _chance(number, n, i))
            yield _call(row, (number, n, i), BEGIN + phase + every * (i - 1) + late)


def _call(row: Row, place: tuple[int, int, int], time: int) -> dict[str, Any]:
    given = {key: _value(value, place) for key, value in row.items() if key not in SHAPE}
    query = _value(row.get("query", ""), place)
    call: dict[str, Any] = {**_ordinary(time), **_client(given, place, row), **given}
    call["user_agent"] = call["user_agent"] or None
    if call["user_agent"]:
        call.setdefault("ua_family", str(call["user_agent"]).split("/")[0])
    call.setdefault("status_class", call["status"] // 100)
    call.update({k: v for k, v in _object(call).items() if k not in given})
    call.update({k: v for k, v in _query(str(query)).items() if k not in given})
    if "login" in call["path"]:
        call.setdefault("label", "login")
    for kind in ("key", "token", "user"):
        call.setdefault(f"{kind}_auth", _auth(call, kind))
    return call


def _ordinary(time: int) -> dict[str, Any]:
    """A successful GET."""
    return {
        "organisation": "default",
        "environment": "example",
        "source": "example",
        "time": time,
        "started": time - 20_000,
        "ingested": time,
        "resolution": 1,
        "host": "api.example",
        "method": "GET",
        "path": "/v1/items",
        "proxy": "example",
        "operation_from": "spec",
        "operation_version": 1,
        "bad_path": False,
        "status": 200,
        "bytes_in": 300,
        "bytes_out": 1200,
        "duration": 20_000,
        "tor": False,
        "user_agent": "Mozilla/5.0 Example/1",
        "attempt": False,
        "preflight": False,
        "late": False,
    }


def _client(given: Mapping[str, Any], place: tuple[int, int, int], row: Row) -> dict[str, str]:
    _, n, _ = place
    crowd = f"198.{18 + n // 256 % 2}.{n % 256}.{7 + n // 512}"
    client = str(given.get("client") or (crowd if row.get("clients", 1) != 1 else _ONE_CLIENT))
    address = ip_address(client)
    wide, narrow = (24, 32) if address.version == 4 else (48, 64)
    ip = client if narrow == 32 else str(ip_network(f"{client}/{narrow}", strict=False))
    subnet = str(ip_network(f"{client}/{wide}", strict=False))
    return {"client": client, "peer": client, "ip": ip, "subnet": subnet}


def _object(call: Mapping[str, Any]) -> dict[str, Any]:
    """Operation and object of a path whose numbers (or the given object) are ids."""
    parts = str(call["path"]).split("/")
    known = call.get("object")
    ids = [p for p in parts if p and (_DIGITS.match(p) or p == known)]
    template = "/".join("{id}" if p in ids else p for p in parts)
    found: dict[str, Any] = {"operation": f"{call['method']} {template}"}
    if ids:
        number = int(ids[-1]) if _DIGITS.match(ids[-1]) else None
        found |= {"path_ids": "/".join(ids), "object": ids[-1], "object_number": number}
    return found


def _query(query: str) -> dict[str, Any]:
    if not query:
        return {}
    parts = [part.partition("=") for part in query.split("&")]
    pairs = sorted((name if _NAME.match(name) else "?", value or name) for name, _, value in parts)
    return {
        "query_names": "&".join(name for name, _ in pairs),
        "query_count": len(pairs),
        "query_shape": "&".join(f"{len(value)}a" for _, value in pairs),
        "query_hash": hashlib.sha256(repr(pairs).encode()).hexdigest()[:16],
    }


def _auth(call: Mapping[str, Any], kind: str) -> str:
    """As for an imported log: 401 refuses a credential, success proves it."""
    if not call.get(kind):
        return "none"
    if call["status"] == 401:
        return "rejected"
    return "verified" if call["status"] < 400 else "presented"


def _value(value: object, place: tuple[int, int, int]) -> Any:
    number, n, i = place
    if isinstance(value, list):
        turn = cast("list[object]", value)
        return _value(turn[(i - 1) % len(turn)], place)
    if not isinstance(value, str) or "{" not in value:
        return value
    word = _hash(number, n, i)
    names = {"i": i, "n": n, "r": _letters(word), "k": int(word[:4], 16) + 1, "w": "w" * (i % 9)}
    for name, text in names.items():
        value = value.replace("{" + name + "}", str(text))
    return value


def _hash(*place: int) -> str:
    return hashlib.sha256(repr(place).encode()).hexdigest()


def _letters(digits: str) -> str:
    return "".join(chr(ord("a") + int(digit, 16)) for digit in digits[:8])


def _chance(*place: int) -> float:
    return int(_hash(*place)[-8:], 16) / 2**32
