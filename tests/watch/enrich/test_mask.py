import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vedette.watch.enrich import mask


@pytest.mark.parametrize(
    "text",
    [
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/120.0.6099.199",
        "Dalvik/2.1.0 (Linux; U; Android 11; SM-A515F Build/RP1A.200720.012)",
        "MyApp/5.12.3-build20231201 (com.example.app.customer-android)",
        "Basic authentication is prose",
    ],
)
def test_versions_and_prose_stay_as_they_are(text):
    assert text == mask.text(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x AbCdEf1234567890AbCdEf y", "x *22* y"),
        ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc", "*40*"),
        ("app (key=Abcdef12)", "app (key=*8*)"),
        ("Authorization: Bearer a1b2c3d4", "Authorization: Bearer *8*"),
        ("550e8400-e29b-41d4-a716-446655440000", "*36*"),
    ],
)
def test_secret_like_runs_are_masked_by_length(text, expected):
    assert expected == mask.text(text)


def test_control_characters_and_direction_marks_are_escaped():
    assert mask.text("a\x1b[31m\n\u202eb") == r"a\x1b[31m\x0a\u202eb"


@settings(deadline=None)
@given(st.text(max_size=2000))
def test_the_result_is_short_printable_and_the_same_in_a_column(text):
    safe = mask.text(text)

    assert len(safe) <= 256
    assert not any(c < " " or c == "\x7f" for c in safe)
    assert [safe] == mask.column(pl.Series([text], dtype=pl.String)).to_list()
