"""Batches on a line are taken apart; everything else stays as it is."""

from __future__ import annotations

import json

import polars as pl
import pytest

from vedette.watch.formats.lines import LINE, SEQ
from vedette.watch.formats.unwrap import unwrap, unwrap_line

ONE, TWO = '{"a":1}', '{"a":2}'


def opened(*lines: str) -> list[tuple[str, int]]:
    frame = pl.DataFrame({LINE: lines, SEQ: [100 * place for place in range(len(lines))]})
    return unwrap(frame).select(LINE, SEQ).rows()


@pytest.mark.parametrize(
    "batch",
    [
        f"[{ONE}, {TWO}]",
        f'{{"Records": [{ONE}, {TWO}]}}',
        f'{{"log": {{"version": "1.2", "entries": [{ONE}, {TWO}]}}}}',
        f'{{"resourceSpans": [{{"scopeSpans": [{{"spans": [{ONE}, {TWO}]}}]}}]}}',
    ],
)
def test_a_batch_is_its_records(batch: str) -> None:
    """Each has an offset of its own."""
    assert [(ONE, 0), (TWO, 1), ("x", 100)] == opened(batch, "x")


@pytest.mark.parametrize(
    "line",
    ["[2026-11-23] text", ONE, "[]", "[1, 2]", f"[{ONE}, {TWO}", '{"log": "text"}', "plain", ""],
)
def test_what_is_no_batch_stays_as_it_is(line: str) -> None:
    assert [(line, 0)] == opened(line)


def test_the_first_record_of_a_batch_stands_for_it_when_explained() -> None:
    assert {"a": 1} == json.loads(unwrap_line(f"[{ONE},{TWO}]"))
