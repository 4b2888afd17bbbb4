"""The table of kinds: every field of every format names one, and fills a column that is."""

from __future__ import annotations

import polars as pl
import pytest

from vedette.watch.formats.base import Field
from vedette.watch.formats.catalog import FORMATS
from vedette.watch.formats.jsonmap import JsonFormat
from vedette.watch.formats.kinds import KINDS, kind_of
from vedette.watch.formats.layout import flat
from vedette.watch.formats.table import TableFormat
from vedette.watch.formats.text import TextFormat
from vedette.watch.wire import WIRE

COMPOSITES = {"", "request", "target", "start", "day", "clock", "rest"}


def fields(one: object) -> list[Field]:
    if isinstance(one, TextFormat):
        return [piece for piece in flat(one.compiled.pieces) if isinstance(piece, Field)]
    if isinstance(one, JsonFormat):
        return [key.field for key in one.keys]
    assert isinstance(one, TableFormat)
    return [Field(*entry, name) for name, entry in one.known.table.items()]


@pytest.mark.parametrize("one", FORMATS, ids=lambda one: one.name)
def test_every_field_has_a_kind_and_a_column(one: object) -> None:
    for field in fields(one):
        assert kind_of(field.kind)
        assert field.column in WIRE or field.column in COMPOSITES, field


def test_names_of_formats_are_unique() -> None:
    names = [one.name for one in FORMATS]

    assert len(set(names)) == len(names)


@pytest.mark.parametrize("name", [name for name, kind in KINDS.items() if kind.tight])
def test_a_tight_pattern_is_one_that_polars_takes(name: str) -> None:
    assert not pl.Series(["?"]).str.contains(f"^(?:{KINDS[name].tight})$")[0]


def test_a_notation_of_ones_own_is_a_kind_of_time() -> None:
    assert (True, "%Y") == (kind_of("at:%Y").time, kind_of("at:%Y").notation)
