"""G6: clients that an administrator excluded for a time, and crawlers borne out by their network.

In: the exclusions of the settings, addresses of verified crawlers, rows with clients. Out: a
sentence per row, or null. It resolves no names and reads no files.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Final

import polars as pl

from vedette.model.call import AUTH
from vedette.model.settings import Exclusion

Network = IPv4Network | IPv6Network

_NOTHING: Final = pl.lit(None, pl.String)


@dataclass(frozen=True, slots=True)
class KnownGood:
    """Exclusions and verified crawlers (values of the column `ip`)."""

    exclusions: tuple[Exclusion, ...] = ()
    crawlers: frozenset[str] = frozenset()

    def reasons(self, rows: pl.DataFrame, window: int) -> pl.Expr:
        """Per row, why the client is known good at that instant, or null.

        An exclusion holds while any part of the window lies within it. What a row does not
        show (its user agent, say) is not taken as excluded.
        """
        reason = self._crawlers(rows)
        for exclusion in reversed(self.exclusions):
            matches = _matches(rows, exclusion.who)
            if matches is None:
                continue
            text = f"excluded by {exclusion.name!r}: {exclusion.reason}"
            during = matches & _during(exclusion, pl.col("at"), window)
            reason = pl.when(during).then(pl.lit(text)).otherwise(reason)
        return reason

    def unverified(self, calls: pl.DataFrame) -> pl.DataFrame:
        """Calls with the identities of excluded clients taken for shown, not verified."""
        hidden = pl.lit(value=False)
        for exclusion in self.exclusions:
            matches = _matches(calls, exclusion.who)
            if matches is not None:
                hidden |= (matches & _during(exclusion, pl.col("time"), 0)).fill_null(value=False)
        if not self.exclusions:
            return calls
        return calls.with_columns(
            pl.when(hidden & (pl.col(name) == "verified"))
            .then(pl.lit("presented", AUTH))
            .otherwise(name)
            .alias(name)
            for name in ("key_auth", "token_auth", "user_auth")
        )

    def _crawlers(self, rows: pl.DataFrame) -> pl.Expr:
        column = "ip" if "ip" in rows.columns else "subnet"
        if not self.crawlers or column not in rows.columns:
            return _NOTHING
        values = rows.get_column(column).unique().to_list()
        good = [v for v in values if v in self.crawlers]
        if column == "subnet":
            covered = {str(subnet_of(address)) for address in self.crawlers}
            good = [v for v in values if str(_network(v)) in covered]
        text = "a declared crawler, borne out by its network"
        return pl.when(pl.col(column).is_in(good)).then(pl.lit(text)).otherwise(_NOTHING)


def subnet_of(ip: str) -> Network | None:
    """The network of a value of the column `ip`: its IPv4 /24 or IPv6 /48."""
    network = _network(ip)
    if network is None:
        return None
    length = 24 if network.version == 4 else 48
    return network.supernet(new_prefix=min(length, network.prefixlen))


def _during(exclusion: Exclusion, at: pl.Expr, window: int) -> pl.Expr:
    begun = at > _micros(exclusion.start) if exclusion.start else pl.lit(value=True)
    over = at - window >= _micros(exclusion.until) if exclusion.until else pl.lit(value=False)
    return begun & ~over


def _micros(time: datetime) -> int:
    """µs UTC; a time without a zone is UTC, wherever this runs."""
    zoned = time if time.tzinfo else time.replace(tzinfo=UTC)
    return round(zoned.timestamp() * 1_000_000)


def _matches(rows: pl.DataFrame, who: Mapping[str, Sequence[str]]) -> pl.Expr | None:
    """All conditions of an exclusion, or nothing if the rows do not show one of them."""
    parts: list[pl.Expr] = []
    for kind, values in who.items():
        if kind in rows.columns:
            wanted = _members(rows, kind, values)
        elif kind == "ip" and "subnet" in rows.columns:
            kind, wanted = "subnet", _members(rows, "subnet", values)  # noqa: PLW2901
        else:
            return None
        parts.append(pl.col(kind).is_in(wanted))
    return pl.all_horizontal(parts) if parts else None


def _members(rows: pl.DataFrame, column: str, values: Iterable[str]) -> list[str]:
    """The distinct values of a column that are among `values`, or inside one as a network."""
    present = [v for v in rows.get_column(column).unique().to_list() if v is not None]
    if column not in ("ip", "subnet"):
        wanted = set(values)
        return [v for v in present if v in wanted]
    networks = [n for v in values if (n := _network(v)) is not None]
    return [v for v in present if (n := _network(v)) and any(_within(n, w) for w in networks)]


def _within(inner: Network, outer: Network) -> bool:
    if isinstance(inner, IPv4Network) and isinstance(outer, IPv4Network):
        return inner.subnet_of(outer)
    if isinstance(inner, IPv6Network) and isinstance(outer, IPv6Network):
        # The grain is a /64: an exclusion of one address within it excludes it.
        return inner.subnet_of(outer) or (outer.prefixlen > 64 and outer.subnet_of(inner))
    return False


def _network(text: str) -> Network | None:
    try:
        return ip_network(text, strict=False)
    except ValueError:
        return None
