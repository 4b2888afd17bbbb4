"""The scanner reads what the regex engine reads, byte for byte."""

from __future__ import annotations

import random
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.watch.formats.catalog import FORMATS
from vedette.watch.formats.onepass import Automaton, automaton
from vedette.watch.formats.scan import scan
from vedette.watch.formats.text import TextFormat

GOLDEN = Path(__file__).parent / "golden"
LAYOUTS = [one for one in FORMATS if isinstance(one, TextFormat)]
READ = [one for one in LAYOUTS if automaton(one.compiled.tiers[0].pattern) is not None]


def by_regex(lines: pl.Series, pattern: str) -> list[pl.Series]:
    return lines.str.extract_groups(pattern).struct.unnest().get_columns()


def agree(lines: list[str], pattern: str) -> bool:
    one_pass = automaton(pattern)
    assert isinstance(one_pass, Automaton)
    series = pl.Series("line", lines, dtype=pl.String)
    columns, matched = scan(series, one_pass)
    expected = by_regex(series, pattern)
    assert expected[0].is_not_null().to_list() == matched.to_list()
    return all(
        one.to_list() == other.to_list() for one, other in zip(expected, columns, strict=True)
    )


def golden_lines() -> list[str]:
    text = "\n".join(file.read_text("utf-8", "replace") for file in GOLDEN.glob("*.log"))
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def test_most_text_formats_are_read_in_one_pass():
    assert len(READ) >= 0.7 * len(LAYOUTS)


@pytest.mark.parametrize("layout", READ, ids=lambda one: one.name)
def test_golden_lines_read_alike_whole_and_damaged(layout: TextFormat):
    lines = golden_lines()
    dice = random.Random(1)
    cut = [line[: dice.randrange(len(line) + 1)] for line in lines]
    poked = [line[:i] + dice.choice('" \\[]-é\x00?') + line[i + 1 :] for line in lines
             for i in [dice.randrange(len(line))]]  # fmt: skip

    assert agree(lines + cut + poked, layout.compiled.tiers[0].pattern)


@given(st.lists(st.text(st.sampled_from('ab "\\?é-'), max_size=40), max_size=20))
def test_any_text_reads_alike(lines: list[str]):
    pattern = r'^()([a-z]+) "((?:[^"\\]|\\.)*)"(?: ([^ ?]*)(?:\?([^ ]*))?)?$'

    assert agree(lines, pattern)


def test_texts_of_every_length_around_the_inline_limit_are_whole():
    lines = ["x" * n + " " + "é" * n for n in range(30)]

    assert agree(lines, r"^()([^ ]*) ([^ ]*)$")


def test_no_lines_give_no_rows():
    one_pass = automaton(r"^()([a-z]*)$")
    assert one_pass is not None

    columns, matched = scan(pl.Series("line", [], dtype=pl.String), one_pass)

    assert [0, 0] == [len(column) for column in columns]
    assert 0 == len(matched)
