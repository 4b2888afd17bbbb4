"""What people append to the combined format."""

from __future__ import annotations

import polars as pl
import pytest

from vedette.watch.formats.rest import REST_FIELDS, rest_columns


@pytest.mark.parametrize(
    ("rest", "found"),
    [
        ('"198.51.100.1"', {"forwarded_for": "198.51.100.1"}),
        (
            '"198.51.100.1, 2001:db8::7" 0.123',
            {"forwarded_for": "198.51.100.1, 2001:db8::7", "duration": "0.123"},
        ),
        ('"unknown, 10.0.0.1"', {"forwarded_for": "unknown, 10.0.0.1"}),
        ('"-" "0.004"', {"duration": "0.004"}),
        ('rt=0.005 uct="0.001" urt="0.004"', {"duration": "0.005", "upstream_time": "0.004"}),
        ('host="api.example.com"', {"host": "api.example.com"}),
        ('"2.43"', {}),
        ('"attacker.example"', {}),
        ("+ 293 1149 546", {}),
        ("", {}),
    ],
)
def test_fields_are_told_by_their_look(rest: str, found: dict[str, str]) -> None:
    """What cannot be told apart (a compression ratio, a host a client sent) is left alone."""
    columns = rest_columns(pl.Series([rest]))
    names = [field.column for field in REST_FIELDS]

    assert found == {
        name: column[0] for name, column in zip(names, columns, strict=True) if column[0]
    }
