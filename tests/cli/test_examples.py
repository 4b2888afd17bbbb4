"""`vedette test` names what fails, with numbers."""

from __future__ import annotations

import json

import pytest
from tests.cli import flows

from vedette.cli import given
from vedette.cli.main import main

GOOD = flows.Result("flooder", "an office", "quiet", "quiet", passed=True, numbers={"calls": 12})
BAD = flows.Result(
    "id_walk", "a walk \x1b", "fires", "quiet", passed=False, numbers={"small_step_share_low": 0.5}
)


def test_all_well_is_one_line_and_0(monkeypatch, capsys):
    flows.install(monkeypatch, results=[GOOD])

    assert main(["test"]) == 0
    assert capsys.readouterr().out == "All 1 example of 1 pattern do what they must.\n"


def test_a_failure_is_named_with_its_numbers_and_gives_3(monkeypatch, capsys):
    flows.install(monkeypatch, results=[GOOD, BAD])

    assert main(["test"]) == 3

    assert capsys.readouterr().out == (
        "FAILED id_walk: a walk \\x1b\n"
        "       expected fires, got quiet\n"
        "         small step share (low bound): 0.5\n"
        "1 of 2 examples of 2 patterns failed.\n"
    )


def test_json_lists_every_example(monkeypatch, capsys):
    flows.install(monkeypatch, results=[GOOD, BAD])

    main(["test", "-o", "json"])

    assert [one["passed"] for one in json.loads(capsys.readouterr().out)] == [True, False]


def test_a_shipped_pattern_may_be_named(monkeypatch, capsys):
    monkeypatch.setattr(given, "pattern_names", lambda: frozenset({"flooder", "id_walk"}))
    flows.install(monkeypatch, results=[GOOD, BAD])

    assert main(["test", "flooder"]) == 0
    assert "1 example of 1 pattern" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["nope", "no/such.toml"])
def test_what_is_neither_file_nor_name_is_said(monkeypatch, capsys, name):
    flows.install(monkeypatch)

    assert main(["test", name]) == 2
    assert f"{name} is neither a pattern file nor the name" in capsys.readouterr().err
