"""What shippers put in front of a line."""

from __future__ import annotations

import polars as pl
import pytest

from vedette.watch.formats.prefix import PREFIXES, prefix_of, strip

LINE = '203.0.113.7 - - [23/Nov/2026:13:55:36 +0000] "GET / HTTP/1.1" 200 12 "-" "curl"'


@pytest.mark.parametrize(
    ("prefix", "name"),
    [
        ("Nov 23 13:55:36 web-1 nginx[2869]: ", "syslog (RFC 3164)"),
        ("<190>Nov  3 13:55:36 web-1.example.net nginx: ", "syslog (RFC 3164)"),
        ("<190>Nov 23 13:55:36 nginx: ", "syslog (RFC 3164)"),
        ("<165>1 2026-11-23T13:55:36.003Z host app - ID47 - ", "syslog (RFC 5424)"),
        ('<165>1 2026-11-23T13:55:36Z h a 1 - [x@1 a="\\]"][y b="c"] ', "syslog (RFC 5424)"),
        ("2026-11-23T13:55:36.003+01:00 web-1 haproxy[7]: ", "syslog (ISO time)"),
        ("2026-11-23T13:55:36.003123456Z stdout F ", "container (CRI)"),
    ],
)
def test_a_prefix_is_recognised_and_taken_off(prefix: str, name: str) -> None:
    lines = pl.Series([prefix + LINE] * 3)

    assert name == prefix_of(lines)
    assert [LINE] * 3 == strip(lines, name).to_list()


def test_a_line_without_a_prefix_stays_as_it_is() -> None:
    lines = pl.Series([LINE, "[2026-11-23T13:55:36.003Z] x", '{"a": 1}'])

    assert prefix_of(lines) is None
    for name in PREFIXES:
        assert lines.to_list() == strip(lines, name).to_list()
