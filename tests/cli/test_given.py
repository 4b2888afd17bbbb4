"""Words of the command line become values, or a clear refusal."""

from __future__ import annotations

from datetime import UTC
from pathlib import Path

import pytest

from vedette.cli import given
from vedette.flow.errors import CannotRun


@pytest.mark.parametrize(
    ("text", "zone", "expected"),
    [
        ("1970-01-01T00:00:01Z", None, 1_000_000),
        ("1970-01-01T00:00:00.000250+00:00", None, 250),
        ("1970-01-02", None, 86_400_000_000),
        ("1970-01-01 01:00", "Europe/Paris", 0),
        (None, None, None),
    ],
)
def test_times_are_read_to_the_microsecond(text, zone, expected):
    assert given.moment("--since", text, given.zone(zone)) == expected


def test_a_wrong_time_names_its_option():
    with pytest.raises(CannotRun, match="--until: found soon, expected a time such as 2026"):
        given.moment("--until", "soon", UTC)


def test_a_file_is_replaced_whole_and_nothing_else_is_left(tmp_path):
    path = tmp_path / "r.json"
    path.write_text("old")

    given.write("--json", path, "new")

    assert path.read_text() == "new"
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_that_cannot_be_written_says_so(tmp_path):
    with pytest.raises(CannotRun, match=r"--json: .*: No such file"):
        given.write("--json", tmp_path / "no" / "r.json", "x")


def test_the_usual_settings_are_found(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    Path("vedette.yaml").write_text("environment: here")

    settings, path = given.settings(None)

    assert (settings.environment, path) == ("here", Path("vedette.yaml"))


def test_pattern_names_are_those_of_the_shipped_files():
    assert "flooder" in given.pattern_names()
