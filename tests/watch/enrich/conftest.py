"""Wire frames and enrichers for this room's tests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
from tests.watch.enrich.samples import KEY

from vedette.model.settings import Settings
from vedette.watch.enrich.enricher import Enricher
from vedette.watch.wire import WIRE

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture
def wire() -> Callable[..., pl.DataFrame]:
    """A wire frame of rows given as dicts; what a row leaves out is an ordinary GET."""

    def build(*rows: dict[str, Any]) -> pl.DataFrame:
        plain = {"source": "a", "method": "GET", "path": "/", "status": 200, "peer": "192.0.2.1"}
        whole = [plain | {"seq": i, "time": i} | row for i, row in enumerate(rows)]
        return pl.DataFrame(whole, schema=WIRE, infer_schema_length=None)

    return build


@pytest.fixture
def enricher(tmp_path: Path) -> Callable[..., Enricher]:
    """An enricher under settings given as keywords."""

    def build(hops: tuple[str, ...] = (), **settings: Any) -> Enricher:
        return Enricher(
            Settings(**settings), key=KEY, trusted_hops=hops, base=tmp_path, now=1_000_000
        )

    return build


@pytest.fixture
def both(enricher: Callable[..., Enricher]) -> Callable[..., pl.DataFrame]:
    """Both passes over one wire frame."""

    def run(frame: pl.DataFrame, **settings: Any) -> pl.DataFrame:
        made = enricher(**settings)
        calls = made.first(frame)
        made.learn()
        return made.second(calls)

    return run
