"""Addresses: one spelling for each, and the network each belongs to.

Comes in: address text as logs write it (port, brackets, zone, `::ffff:`). Goes out: its
canonical text, the IPv4 number, the `ip` grain and the subnet. Garbage becomes null; it
never raises.
"""

from __future__ import annotations

import re
import socket
from typing import Final

import polars as pl

_OCTET: Final = r"(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
V4: Final = rf"^{_OCTET}\.{_OCTET}\.{_OCTET}\.{_OCTET}$"
_DRESSED: Final = (
    re.compile(r"^([0-9.]+):[0-9]{1,5}$"),
    re.compile(r"^\[([0-9A-Fa-f:.]+)(?:%[\w.-]+)?\](?::[0-9]{1,5})?$"),
    re.compile(r"^([0-9A-Fa-f:.]+)%[\w.-]+$"),
)
"""1.2.3.4:80, [2001:db8::1%eth0]:80 and fe80::1%eth0."""
_MAPPED: Final = b"\x00" * 10 + b"\xff\xff"
_LONGEST: Final = 80

SCHEMA: Final = pl.Schema(
    {"address": pl.String, "number": pl.UInt32, "ip": pl.String, "subnet": pl.String}
)
"""What is known of an address by itself; `number` is null for IPv6."""


def packed(text: str) -> bytes | None:
    """The 4 or 16 bytes of an address, a mapped IPv4 as 4; null for anything else."""
    text = text.strip()
    if not text or len(text) > _LONGEST:
        return None
    found = _pack(text)
    if found is None:
        bare = next((match[1] for form in _DRESSED if (match := form.match(text))), None)
        found = _pack(bare) if bare else None
    if found is not None and found.startswith(_MAPPED) and len(found) == 16:
        return found[12:]
    return found


def _pack(text: str) -> bytes | None:
    family = socket.AF_INET6 if ":" in text else socket.AF_INET
    if family == socket.AF_INET and not re.match(V4, text):
        return None
    try:
        return socket.inet_pton(family, text)
    except (OSError, ValueError):
        return None


def written(address: bytes) -> str:
    """The canonical text of a packed address."""
    return socket.inet_ntop(socket.AF_INET if len(address) == 4 else socket.AF_INET6, address)


def numbers(values: pl.Series) -> pl.Series:
    """IPv4 text as unsigned numbers, row for row; null for anything else."""
    raw = values.alias("raw").to_frame()
    octets = pl.col("raw").str.split_exact(".", 3).struct
    a, b, c, d = (octets.field(f"field_{i}").cast(pl.UInt32, strict=False) for i in range(4))
    number = (a * 2**24 + b * 2**16 + c * 2**8 + d).cast(pl.UInt32, strict=False)
    plain = pl.col("raw").str.contains(V4)
    return raw.select(pl.when(plain).then(number).alias("number")).to_series()


def describe(values: pl.Series) -> pl.DataFrame:
    """`SCHEMA` for a column of distinct address texts, row for row."""
    number = numbers(values)
    plain = pl.DataFrame({"address": values, "number": number}).select(
        pl.when(pl.col("number").is_not_null()).then("address").alias("address"),
        "number",
        pl.when(pl.col("number").is_not_null()).then("address").alias("ip"),
        pl.when(pl.col("number").is_not_null())
        .then(pl.col("address").str.replace(r"\d+$", "0/24"))
        .alias("subnet"),
    )
    odd = (number.is_null() & values.is_not_null()).arg_true()
    if odd.len() == 0:
        return plain
    rows = [_row(text) for text in values.gather(odd).to_list()]
    others = pl.DataFrame(rows, schema=SCHEMA, orient="row")
    return plain.select(
        pl.Series(column.name, column.clone().scatter(odd, others[column.name]))
        for column in plain.iter_columns()
    )


def _row(text: str) -> tuple[str | None, int | None, str | None, str | None]:
    found = packed(text)
    if found is None:
        return (None, None, None, None)
    address = written(found)
    if len(found) == 4:
        return (address, int.from_bytes(found, "big"), address, written(found[:3] + b"\0") + "/24")
    half, third = found[:8] + bytes(8), found[:6] + bytes(10)
    return (address, None, written(half) + "/64", written(third) + "/48")
