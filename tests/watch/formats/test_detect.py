"""Which format a file is in: the most particular one that reads about the most lines."""

from __future__ import annotations

import polars as pl
from tests.watch.formats.golden_lines import NOW, all_samples

from vedette.watch.formats.base import Context
from vedette.watch.formats.catalog import FORMATS
from vedette.watch.formats.detect import MOST, detect, nearest, sample

CONTEXT = Context("UTC", NOW)
GOLDEN = all_samples()


def good(name: str) -> list[str]:
    return [one.text for one in GOLDEN[name] if one.read is not None]


def names(lines: list[str]) -> list[str]:
    return [one.name for one in detect(pl.Series(lines), FORMATS, CONTEXT)]


def test_a_particular_format_wins_over_a_general_one() -> None:
    """A combined layout reads Traefik's lines too, with more behind the agent."""
    assert ["traefik"] == names(good("traefik"))


def test_a_few_odd_lines_do_not_decide() -> None:
    """Names with spaces are read strictly only by a layout that ignores the name."""
    odd = '203.0.113.7 - john doe [23/Nov/2026:13:55:36 +0000] "GET / HTTP/1.1" 200 1 "-" "x"'

    assert ["combined"] == names([good("combined")[0]] * 50 + [odd] * 3)


def test_a_mixed_file_has_up_to_three_formats() -> None:
    mixed = good("combined")[:1] * 5 + good("envoy_json")[:1] * 4 + good("haproxy")[:1] * 3
    many = [
        line
        for name in ("combined", "envoy_json", "haproxy", "caddy", "alb")
        for line in good(name)[:1]
    ]

    assert {"combined", "envoy_json", "haproxy"} == set(names(mixed))
    assert MOST == len(names(many))


def test_nothing_is_found_in_noise() -> None:
    assert [] == names(["hello", "", "{", "[]", '{"a": 1}', "# comment"])


def test_the_nearest_come_first() -> None:
    cut = '203.0.113.7 - - [23/Nov/2026:13:55:36 +0000] "GET / HTTP/1.1" 200'
    near = nearest(pl.Series([cut]), FORMATS, CONTEXT)

    assert near[0].format in {"combined", "combined_like", "combined_zoneless"}
    assert near[0].reached > near[2].reached - 0.1


def test_a_sample_holds_first_lines_and_later_ones() -> None:
    lines = pl.Series([str(number) for number in range(10_000)])
    taken = sample(lines)

    assert ["0", "1", "2"] == taken.head(3).to_list()
    assert int(taken[-1]) > 9_000
    assert len(taken) < 300
