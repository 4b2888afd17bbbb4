"""`vedette analyse` asks for the right thing and puts the result where it was asked to."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest
from tests.cli import flows
from tests.report import sample

from vedette.cli.main import main


@pytest.fixture(autouse=True)
def asked(monkeypatch, tmp_path):
    """A flow that finds the rich sample, in an empty folder."""
    monkeypatch.chdir(tmp_path)
    return flows.install(monkeypatch)


def test_the_report_is_printed_and_the_code_is_0(asked, capsys):
    assert main(["analyse", "a.log", "b.log"]) == 0

    assert asked.paths == ("a.log", "b.log")
    assert capsys.readouterr().out.startswith("7 incidents: 1 critical")


def test_every_option_reaches_the_flow(asked):
    Path("vedette.yaml").write_text("environment: test\n")

    main(["analyse", "-", "--format", "nginx", "--spec", "o.yaml", "--trusted-hop", "10.0.0.0/8",
          "--trusted-hop", "::1", "--since", "2026-11-24", "--until", "2026-11-24T12:00:00+01:00",
          "--tune", "--timezone", "Europe/Paris"])  # fmt: skip

    options = asked.options
    assert asked.paths == ("-",)
    assert asked.settings.environment == "test"
    assert (options.format, options.spec, options.tune) == ("nginx", Path("o.yaml"), True)
    assert options.trusted_hops == ("10.0.0.0/8", "::1")
    assert options.since == (1_795_478_400 - 3_600) * 1_000_000
    assert options.until == (1_795_478_400 + 11 * 3_600) * 1_000_000
    assert (options.timezone, options.config_path) == ("Europe/Paris", Path("vedette.yaml"))


@pytest.mark.parametrize("words", [["--json", "-"], ["-o", "json"]])
def test_json_takes_the_place_of_the_report_on_stdout(capsys, words):
    assert main(["analyse", "a.log", *words]) == 0

    assert json.loads(capsys.readouterr().out)["schema"] == "vedette.analysis/1"


def test_results_are_written_to_private_files_and_the_report_still_printed(capsys):
    assert main(["analyse", "a.log", "--json", "r.json", "--report", "r.html"]) == 0

    assert json.loads(Path("r.json").read_text())["incidents"]
    assert Path("r.html").read_text().startswith("<!doctype html>")
    assert stat.S_IMODE(Path("r.json").stat().st_mode) == 0o600
    assert sorted(path.name for path in Path().iterdir()) == ["r.html", "r.json"]
    out, err = capsys.readouterr()
    assert out.startswith("7 incidents")
    assert err == "The report is in r.html\n"


@pytest.mark.parametrize(
    ("make", "level", "code"),
    [
        (sample.rich, "critical", 3), (sample.rich, "low", 3), (sample.empty, "low", 0),
        (lambda: sample.many(1), "critical", 3),
    ],
)  # fmt: skip
def test_fail_on_gives_3_from_that_severity_on(monkeypatch, tmp_path, make, level, code):
    monkeypatch.chdir(tmp_path)
    flows.install(monkeypatch, make())

    assert main(["analyse", "a.log", "--fail-on", level]) == code


def test_what_is_milder_than_fail_on_is_no_failure(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    mild = sample.Analysis(
        sample.empty().input,
        (sample.incident("i", "t", sample.Client.of(ip="192.0.2.1"), severity="medium"),),
        (), (),
    )  # fmt: skip
    flows.install(monkeypatch, mild)

    assert main(["analyse", "a.log", "--fail-on", "high"]) == 0


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--json", "no/r.json"], "--json: the folder no does not exist"),
        (["--report", "."], "--report: . is a folder"),
        (["--config", "no.yaml"], "no.yaml: No such file"),
        (["--since", "tomorrow"], "--since: found tomorrow, expected a time"),
        (["--timezone", "Mars/Base"], "--timezone: found Mars/Base"),
        (["--trusted-hop", "10.0.0.1/8"], "expected the network itself, 10.0.0.0/8"),
    ],
)
def test_mistakes_are_said_before_any_work_is_done(asked, capsys, words, says):
    assert main(["analyse", "a.log", *words]) == 2

    assert says in capsys.readouterr().err
    assert asked.paths == ()


def test_settings_with_faults_are_all_said(capsys):
    Path("vedette.yaml").write_text("gatway: {}\nledger: mysql\n")

    assert main(["analyse", "a.log"]) == 2

    err = capsys.readouterr().err
    assert "vedette: vedette.yaml:1:1: gatway: found the unknown key gatway" in err
    assert "vedette: vedette.yaml:2:9: ledger: found 5 characters" in err


def test_the_next_commands_repeat_how_it_was_called(capsys):
    main(["analyse", "my log.txt", "--format", "nginx", "--since", "2026-11-24"])

    again = "vedette analyse 'my log.txt' --format nginx --since 2026-11-24 --report report.html"
    assert again in capsys.readouterr().out


def test_nothing_is_written_to_stderr_in_a_pipe(capsys):
    main(["analyse", "a.log"])

    assert capsys.readouterr().err == ""
