"""What clients are called: the texts behind the ids of clients that may meet a level.

Comes in: ids in rising order with the texts of their grain's columns. Goes out: the texts of any
of them. It forgets clients that the kernel forgot, so it stays as small as the kernel's tables.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from vedette.features.kernel.shapes import I64


class Names:
    """The names of one grain's clients."""

    def __init__(self, columns: tuple[str, ...]) -> None:
        self._columns = columns
        self._ids = np.zeros(0, np.int64)
        self._texts = pl.DataFrame(schema=dict.fromkeys(columns, pl.String))

    def __len__(self) -> int:
        return self._ids.size

    def add(self, first: int, texts: pl.DataFrame) -> None:
        """Name the clients `first`, `first` + 1, ...; `texts` has a line for each."""
        ids = np.arange(first, first + texts.height, dtype=np.int64)
        self._ids = np.concatenate([self._ids, ids])
        self._texts = self._texts.vstack(texts.select(self._columns))

    def of(self, ids: I64) -> pl.DataFrame:
        """The names of clients, a line each."""
        return self._texts[np.searchsorted(self._ids, ids)]

    def keep(self, ids: I64) -> None:
        """Forget all but `ids`."""
        kept = np.isin(self._ids, ids)
        self._texts = self._texts.filter(kept).rechunk()
        self._ids = self._ids[kept]
