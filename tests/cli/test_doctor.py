"""`vedette doctor` says what is fine, what costs something and what is broken."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from vedette.cli import doctor
from vedette.cli.main import main


@pytest.fixture(autouse=True)
def _empty_folder(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)


def states() -> dict[str, str]:
    """State by name of every check."""
    return {check.name: check.state for check in doctor.examine()}


def test_a_good_machine_is_good(capsys):
    assert main(["doctor"]) == 0

    out = capsys.readouterr().out
    assert "good    Vedette: " in out
    assert "costs   asn list: none" in out


def test_json_lists_the_checks(capsys):
    main(["doctor", "-o", "json"])

    assert {"name", "state", "seen", "mend"} == set(json.loads(capsys.readouterr().out)[0])


def test_broken_settings_are_said_and_give_2(capsys):
    Path("vedette.yaml").write_text("gatway: {}")

    assert main(["doctor"]) == 2
    assert "broken  settings: vedette.yaml:1:1: gatway" in capsys.readouterr().out


def test_a_list_that_is_named_must_be_there():
    Path("vedette.yaml").write_text("lists: {asn: no.mmdb}")

    assert states()["asn list"] == "broken"


def test_a_missing_package_is_broken(monkeypatch):
    monkeypatch.setattr(doctor, "_NEEDED", ("vedette_has_no_such_part",))

    assert states()["vedette_has_no_such_part"] == "broken"


def test_a_cache_that_cannot_be_written_costs(monkeypatch):
    monkeypatch.setattr(doctor.os, "access", lambda *_: False)

    found = states()
    assert found["compiler cache"] == "costs"
    assert found["data folder"] == "broken"


def test_it_changes_nothing(tmp_path):
    list(doctor.examine())

    assert list(tmp_path.iterdir()) == []
