"""The condition `ip`: an address, or a network in CIDR notation.

Comes in: IPv4 addresses and networks; IPv6 networks up to /64 and single IPv6 addresses
(/128). `::ffff:1.2.3.4` means 1.2.3.4. Goes out: a test of the column `ip` (the IPv4
address, or the /64 of an IPv6 one), and of `client` for a single IPv6 address. It never
takes an IPv6 network between /65 and /127: the grain of a client is the /64.

The text of a /64 always ends in "::/64", with the groups before it written out, since
its last four groups are zero and make the longest run. So its groups can be cut out of
the text by position, alike in Polars and in SQL.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping, Sequence
from typing import Final

import polars as pl

from vedette.decide.conditions.base import listed, literal

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
_GRAIN: Final = 64
_SUFFIX: Final = "::/64"
_DOTTED: Final = r"^[0-9]+\.[0-9]+\.[0-9]+\.[0-9]+$"


def network(value: str) -> Network:
    """The network that `value` names.

    Raises:
        ValueError: it names none, or one that no rule can hold.
    """
    found = ipaddress.ip_network(value)
    if isinstance(found, ipaddress.IPv6Network):
        mapped = found.network_address.ipv4_mapped
        if mapped is not None and found.prefixlen >= 96:
            return ipaddress.IPv4Network((mapped, found.prefixlen - 96))
        if _GRAIN < found.prefixlen < 128:
            raise ValueError(f"{value} is narrower than a /64 and wider than one address")
    return found


def grain(address: str) -> str:
    """The column `ip` of a client address: itself, or the /64 of an IPv6 address."""
    found = ipaddress.ip_address(address)
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped is not None:
            return str(found.ipv4_mapped)
        return str(ipaddress.ip_network((found, _GRAIN), strict=False))
    return str(found)


def _exact(found: Network) -> tuple[str, str] | None:
    """The column and text that equal this network, where one text can say it."""
    if found.version == 4:
        return ("ip", str(found.network_address)) if found.prefixlen == 32 else None
    if found.prefixlen == 128:
        return ("client", str(found.network_address))
    return ("ip", str(found)) if found.prefixlen == _GRAIN else None


def _parts(found: Network) -> list[tuple[int, int]]:
    """For each octet (IPv4) or group of 16 bits (IPv6) that the prefix touches: low, high."""
    size = 8 if found.version == 4 else 16
    first, last = found.network_address.packed, found.broadcast_address.packed
    step = size // 8
    touched = -(-found.prefixlen // size)
    return [
        (int.from_bytes(first[i : i + step]), int.from_bytes(last[i : i + step]))
        for i in range(0, touched * step, step)
    ]


def _expr(found: Network) -> pl.Expr:
    ip = pl.col("ip")
    if found.version == 4:
        groups = ip.str.split(".")
        told = ip.str.contains(_DOTTED)
        base = 10
    else:
        groups = ip.str.strip_suffix(_SUFFIX).str.split(":")
        told = ip.str.ends_with(_SUFFIX)
        base = 16
    for place, (low, high) in enumerate(_parts(found)):
        group = groups.list.get(place, null_on_oob=True)
        number = group.str.to_integer(base=base, strict=False).fill_null(0)
        told &= number.is_between(low, high)
    return told


def _sql(found: Network) -> str:
    if found.version == 4:
        told = [f"regexp_matches(\"ip\", '{_DOTTED}')"]
        group = "TRY_CAST(split_part(\"ip\", '.', {place}) AS BIGINT)"
    else:
        told = [f"ends_with(\"ip\", '{_SUFFIX}')"]
        cut = f"string_split(replace(\"ip\", '{_SUFFIX}', ''), ':')[{{place}}]"
        group = f"TRY_CAST('0x' || {cut} AS BIGINT)"
    told += [
        f"COALESCE({group.format(place=place)}, 0) BETWEEN {low} AND {high}"
        for place, (low, high) in enumerate(_parts(found), start=1)
    ]
    return "(" + " AND ".join(told) + ")"


def _within(found: Network, call: Mapping[str, object]) -> bool:
    column = "client" if found.version == 6 and found.prefixlen == 128 else "ip"
    text = call.get(column)
    if not isinstance(text, str):
        return False
    try:
        other = ipaddress.ip_network(text)
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv4Network):
        return isinstance(other, ipaddress.IPv4Network) and other.subnet_of(found)
    return isinstance(other, ipaddress.IPv6Network) and other.subnet_of(found)


class Address:
    """The call's client address is one of these, or lies in one of these networks."""

    key = "ip"
    columns = ("ip", "client")

    def expected(self, value: str) -> str | None:
        """An address or network that a rule can hold."""
        try:
            network(value)
        except ValueError:
            return self._hint(value)
        return None

    def expr(self, values: Sequence[str]) -> pl.Expr:
        """Equality where a text says it, else a comparison of octets or groups."""
        exact, ranges = self._sorted(values)
        tests = [pl.col(column).is_in(texts) for column, texts in exact.items()]
        tests += [_expr(found) for found in ranges]
        return pl.any_horizontal([test.fill_null(value=False) for test in tests])

    def sql(self, values: Sequence[str]) -> str:
        """The same as SQL."""
        exact, ranges = self._sorted(values)
        tests = [
            f'"{column}" IN ({", ".join(literal(text) for text in texts)})'
            for column, texts in exact.items()
        ]
        tests += [_sql(found) for found in ranges]
        return "(" + " OR ".join(f"COALESCE({test}, FALSE)" for test in tests) + ")"

    def holds(self, values: Sequence[str], call: Mapping[str, object]) -> bool:
        """The same for one call."""
        return any(_within(network(value), call) for value in values)

    def words(self, values: Sequence[str]) -> str:
        """The addresses and networks."""
        if all(_exact(network(value)) for value in values):
            return listed(values, "ip", "addresses")
        return listed(values, "network", "networks")

    @staticmethod
    def _sorted(values: Sequence[str]) -> tuple[dict[str, list[str]], list[Network]]:
        exact: dict[str, list[str]] = {}
        ranges: list[Network] = []
        for found in map(network, values):
            if (pair := _exact(found)) is None:
                ranges.append(found)
            else:
                exact.setdefault(pair[0], []).append(pair[1])
        return exact, ranges

    @staticmethod
    def _hint(value: str) -> str:
        try:
            wider = ipaddress.ip_network(value, strict=False)
        except ValueError:
            return "an address (203.0.113.7) or a network (203.0.113.0/24, 2001:db8::/48)"
        if wider.version == 6 and wider.prefixlen > _GRAIN:
            return "an IPv6 network of /64 or wider, or one address (/128)"
        return f"a network without host bits: {wider}"
