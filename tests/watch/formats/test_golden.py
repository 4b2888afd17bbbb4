"""Every format against its annotated lines, and every branch of it against having one."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl
import pytest
from tests.watch.formats.golden_lines import NOW, all_samples

from vedette.watch.formats import tally
from vedette.watch.formats.base import REASONS, Context
from vedette.watch.formats.catalog import FORMATS
from vedette.watch.formats.file import FileReading
from vedette.watch.formats.jsonmap import JsonFormat, Key, run
from vedette.watch.formats.layout import Maybe, Piece, compile_layout
from vedette.watch.formats.table import TableFormat
from vedette.watch.formats.text import TextFormat
from vedette.watch.read import explain_line
from vedette.watch.sources.base import Block, Found

GOLDEN = all_samples()
BY_NAME = {one.name: one for one in FORMATS}


def each(kind: type) -> list[str]:
    return [one.name for one in FORMATS if isinstance(one, kind)]


def test_every_format_has_golden_lines() -> None:
    """A format without samples is a format that nobody has read."""
    assert set(GOLDEN) == set(BY_NAME)


def file_of(zone: str) -> FileReading:
    return FileReading(Found("golden", "golden"), FORMATS, Context(zone, NOW))


@pytest.mark.parametrize("name", GOLDEN)
def test_each_line_is_read_as_its_comment_says(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A whole file of samples, recognised by itself: calls by offset, rejected lines by number."""
    monkeypatch.setattr(tally, "PER_REASON", 1000)
    for zone in sorted({sample.zone for sample in GOLDEN[name]}):
        reading = file_of(zone)
        text = "".join(f"{sample.text}\n" for sample in GOLDEN[name])
        calls = {row["seq"]: row for row in reading.feed(Block(text.encode(), 0)).to_dicts()}
        reasons = {one.line: one.reason for one in reading.tally.samples}
        offset = 0
        for number, sample in enumerate(GOLDEN[name], 1):
            call, reason = calls.get(offset), reasons.get(number)
            offset += len(sample.text.encode()) + 1
            if sample.zone != zone:
                continue
            assert (sample.reject, sample.read is None) == (reason, call is None), sample.place
            if sample.read is not None and call is not None:
                assert sample.read == {key: call[key] for key in sample.read}, sample.place


@pytest.mark.parametrize("name", [*each(TextFormat), *each(JsonFormat)])
def test_each_line_alone_is_recognised(name: str) -> None:
    """No line needs its neighbours to be told from other formats."""
    for sample in GOLDEN[name]:
        if sample.read is not None and sample.alone:
            reading = explain_line(sample.text, timezone=sample.zone, now=NOW)
            assert reading.format is not None, sample.place
            assert BY_NAME[reading.format].family == BY_NAME[name].family, sample.place


@pytest.mark.parametrize("name", GOLDEN)
def test_reasons_are_from_the_fixed_set(name: str) -> None:
    """Golden rejections use the reasons that the code can give."""
    assert {one.reject for one in GOLDEN[name] if one.reject} <= set(REASONS)


def variants(pieces: tuple[Piece, ...]) -> Iterator[tuple[str, tuple[Piece, ...]]]:
    """The layout with each optional part once required and once left out."""
    for place, piece in enumerate(pieces):
        if isinstance(piece, Maybe):
            before, after = pieces[:place], pieces[place + 1 :]
            yield f"without part {place}", (*before, *after)
            yield f"with part {place}", (*before, *piece.pieces, *after)
            for name, inner in variants(piece.pieces):
                yield f"{name} of {place}", (*before, *inner, *after)


@pytest.mark.parametrize("name", each(TextFormat))
def test_every_branch_of_a_layout_has_a_sample(name: str) -> None:
    """Each reading (tight, loose, raw) and each optional part, there and not there."""
    one = BY_NAME[name]
    assert isinstance(one, TextFormat)
    left = pl.Series([sample.text for sample in GOLDEN[name] if sample.read is not None])
    lines = left
    for tier in one.compiled.tiers:
        matched = left.str.contains(tier.pattern)
        assert matched.any(), f"no sample for {tier.pattern}"
        left = left.filter(~matched)
    for branch, pieces in variants(one.compiled.pieces):
        compiled = compile_layout(pieces, escaping=one.compiled.escaping)
        assert any(lines.str.contains(tier.pattern).any() for tier in compiled.tiers), branch


@pytest.mark.parametrize("name", each(JsonFormat))
def test_every_key_of_a_map_has_a_sample(name: str) -> None:
    """Each path of the map has a value in some golden line."""
    one = BY_NAME[name]
    assert isinstance(one, JsonFormat)
    lines = pl.Series([sample.text for sample in GOLDEN[name]])
    lines = lines.filter(lines.str.starts_with("{"))
    missing = [key.field.name for key in one.keys if not has_value(lines, key)]
    assert missing == []


def has_value(lines: pl.Series, key: Key) -> bool:
    sql = key.sql or f"json_extract_string(line, '{key.path}')"
    return run(lines, f"TRY({sql}) AS v FROM frame")["v"].is_not_null().any()


@pytest.mark.parametrize("name", each(TableFormat))
def test_every_column_of_a_table_has_a_sample(name: str) -> None:
    """Each column name that the family knows stands in a golden header."""
    one = BY_NAME[name]
    assert isinstance(one, TableFormat)
    headers = [sample.text.lower() for sample in GOLDEN[name] if sample.header]
    missing = [column for column in one.known.table if not any(column in head for head in headers)]
    assert missing == []
