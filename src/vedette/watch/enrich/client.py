"""Who connected: the client's address by trusted hops.

Comes in: the peer, X-Forwarded-For, and the address the gateway resolved. Goes out: the
client's address and the peer's. Whoever is not a trusted hop can write what it likes into
X-Forwarded-For: it is never believed beyond the first untrusted address from the right.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from vedette.watch.enrich import address
from vedette.watch.enrich.distinct import Memo
from vedette.watch.enrich.ranges import of_networks

if TYPE_CHECKING:
    from collections.abc import Sequence

_HOPS = 32


class Hops:
    """The trusted hops, and the walk along X-Forwarded-For."""

    def __init__(self, trusted: Sequence[str]) -> None:
        """Take networks as text.

        Raises:
            ValueError: one of them is no address or network.
        """
        self._trusted = of_networks((text, 0) for text in trusted)
        self._memo = Memo(("last", "chain"), {"client": pl.String}, self._walk_all)

    def client(self, wire: pl.DataFrame) -> pl.Series:
        """The raw text of the client's address for each call; null if nothing names one."""
        last = wire.select(pl.coalesce("client", "peer").alias("last")).to_series()
        chain = wire["forwarded_for"].alias("chain")
        if chain.null_count() == wire.height or (not len(self._trusted) and last.null_count() == 0):
            return last
        return self._memo.of(pl.DataFrame([last, chain])).to_series()

    def _walk_all(self, frame: pl.DataFrame) -> pl.DataFrame:
        walked = [self.walk(last, chain) for last, chain in frame.iter_rows()]
        return pl.DataFrame({"client": walked}, schema={"client": pl.String})

    def walk(self, last: str | None, chain: str | None) -> str | None:
        """The client of one call: `last` connected, `chain` is its X-Forwarded-For.

        From the right, each trusted hop vouches for the entry to its left. An entry that
        is no address ends the walk at the hop that wrote it. A log without any peer
        (Envoy's default text) is trusted for the rightmost entry, which the gateway wrote.
        """
        if not chain:
            return last
        entries = chain.rsplit(",", _HOPS)[-_HOPS:]
        if last is None:
            last = entries.pop().strip()
        while entries and self._trusts(last):
            entry = entries.pop().strip()
            if address.packed(entry) is None:
                break
            last = entry
        return last

    def _trusts(self, text: str) -> bool:
        found = address.packed(text)
        return found is not None and self._trusted.holds(found)
