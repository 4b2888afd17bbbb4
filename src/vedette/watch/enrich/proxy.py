"""Which API a call belongs to.

Comes in: the gateway's own name for it, the host, the path and the settings. Goes out: the
proxy, never null. A client that invents a host per call gets `default`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from vedette.watch.enrich.distinct import Memo

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vedette.model.settings import Proxy

DEFAULT: Final = "default"
HOSTS: Final = 500
"""Hosts that become proxies by themselves; later ones are `default`."""

_HOST: Final = r"^[a-z0-9_]([a-z0-9._-]{0,251}[a-z0-9_])?$|^[0-9a-f:.\[\]]{3,45}$"


class Proxies:
    """Finds the proxy: the gateway's word, the settings (longest base first), the host."""

    def __init__(self, proxies: Sequence[Proxy]) -> None:
        self._proxies = sorted(proxies, key=lambda p: (-len(p.base.rstrip("/")), p.name))
        self._named = frozenset(proxy.name for proxy in proxies)
        self._hosts: set[str] = set()
        self.refused = 0
        self._memo = Memo(("host",), {"name": pl.String}, self._admit)

    def of(self, wire: pl.DataFrame) -> pl.Series:
        """The proxy of each call."""
        host = wire.select(pl.col("host").str.to_lowercase().str.strip_suffix("."))
        by_host = self._memo.of(host).to_series()
        frame = pl.DataFrame([wire["proxy"], host.to_series(), wire["path"]])
        path = pl.col("path")
        found = pl.when(pl.col("proxy").str.len_bytes() > 0).then(pl.col("proxy").str.head(128))
        for proxy in self._proxies:
            if not proxy.hosts and not proxy.base.strip("/") and len(self._proxies) > 1:
                continue  # it says nothing of where it is
            here = pl.lit(value=True)
            if proxy.hosts:
                here = pl.col("host").is_in([name.lower() for name in proxy.hosts])
                if len(self._proxies) == 1 or proxy.base.strip("/"):
                    here = here | pl.col("host").is_null()  # a log without hosts
            base = "/" + proxy.base.strip("/")
            if base != "/":
                here = here & ((path == base) | path.str.starts_with(base + "/"))
            found = found.when(here).then(pl.lit(proxy.name))
        return frame.select(found.otherwise(by_host).fill_null(DEFAULT).alias("proxy")).to_series()

    def _admit(self, frame: pl.DataFrame) -> pl.DataFrame:
        host = frame["host"]
        plain = host.str.contains(_HOST).fill_null(value=False)
        # Sorted, so that the same batch admits the same hosts whatever order they come in.
        for name in sorted(set(host.filter(plain).to_list()) - self._hosts):
            if len(self._hosts) < HOSTS:
                self._hosts.add(name)
            else:
                self.refused += 1
        known = host.is_in(sorted(self._hosts)) if self._hosts else plain & False
        return pl.select(pl.when(known & plain).then(host).alias("name"))
