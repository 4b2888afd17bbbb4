"""How many identities each address carries, on all proxies together (guard G2).

Comes in: frames of `Calls`. Goes out: a frame of addresses with the number of verified
keys, tokens or users behind them, whichever is most. A proxy that logs no identity must
not make an office look like one client. Bounded: at most `CAP` values per address and kind.
"""

from __future__ import annotations

from typing import Final

import polars as pl

CAP: Final = 64
KINDS: Final = ("key", "token", "user")
_NONE: Final = pl.Schema({"ip": pl.String, "kind": pl.String, "value": pl.String})


class Carried:
    """Collects verified identities by address, frame by frame."""

    def __init__(self) -> None:
        self._seen = pl.DataFrame(schema=_NONE)

    def add(self, calls: pl.DataFrame) -> None:
        """Note the verified identities of one frame."""
        fresh = [
            calls.filter(pl.col(f"{kind}_auth") == "verified").select(
                "ip", pl.lit(kind).alias("kind"), pl.col(kind).alias("value")
            )
            for kind in KINDS
            if calls[kind].null_count() < calls.height
        ]
        if not fresh:
            return
        both = pl.concat([self._seen, *fresh]).drop_nulls().unique(maintain_order=True)
        self._seen = both.filter(pl.int_range(pl.len()).over("ip", "kind") < CAP)

    def addresses(self) -> pl.DataFrame:
        """`ip` and `carried`, for addresses that carry more than one identity."""
        counts = (
            self._seen.group_by("ip", "kind").len().group_by("ip").agg(carried=pl.col("len").max())
        )
        return counts.filter(pl.col("carried") > 1).sort("ip")
