"""The command line answers fast, says what is wrong on stderr, and ends with the right code."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.cli import flows

from vedette import __version__
from vedette.cli.main import main

SOURCE = Path(__file__).parents[2] / "src"
ENVIRONMENT = os.environ | {"PYTHONPATH": str(SOURCE)}


@pytest.mark.parametrize("words", [["version"], ["--version"]])
def test_the_version_is_shown(capsys, words):
    assert main(words) == 0
    assert __version__ in capsys.readouterr().out


@pytest.mark.parametrize("words", [[], ["--help"], ["analyse", "--help"], ["explain", "--help"]])
def test_help_is_shown_on_stdout(capsys, words):
    assert main(words) == 0
    assert "vedette" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["analyze", "x"], 'Unknown command "analyze"'),
        (["analyse", "x", "--bogus"], "--bogus"),
        (["analyse", "x", "--fail-on", "never"], '"never"'),
        (["analyse"], "no log named"),
    ],
)
def test_a_wrong_command_says_what_and_how_to_mend_it(capsys, words, says):
    assert main(words) == 2

    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("vedette: ")
    assert says in err
    assert len(err.strip().split("\n")) == 2


def test_what_cannot_run_is_said_harmlessly_on_stderr(monkeypatch, capsys):
    flows.install(monkeypatch, flows.refused())

    assert main(["analyse", "x.log"]) == 2

    out, err = capsys.readouterr()
    assert out == ""
    assert err == (
        "vedette: x.log: no known format\n"
        "vedette: first line: \\x1b[31m<32>\n"
        "         Name it: --format\n"
    )


def test_a_fault_of_our_own_never_shows_what_a_client_sent(monkeypatch, capsys):
    flows.install(monkeypatch, ValueError("sk_live_secret"))

    assert main(["analyse", "x.log"]) == 2

    err = capsys.readouterr().err
    assert "a fault in Vedette: ValueError at " in err
    assert "sk_live_secret" not in err


def test_a_fault_of_our_own_is_shown_whole_to_those_who_ask(monkeypatch):
    flows.install(monkeypatch, ValueError("all of it"))
    monkeypatch.setenv("VEDETTE_TRACE", "1")

    with pytest.raises(ValueError, match="all of it"):
        main(["analyse", "x.log"])


def test_stopping_it_is_no_fault(monkeypatch, capsys):
    flows.install(monkeypatch, None)
    stopped = KeyboardInterrupt()
    monkeypatch.setattr("vedette.cli.analyse.run", lambda *_: (_ for _ in ()).throw(stopped))

    assert main(["analyse", "x.log"]) == 130
    assert "Traceback" not in capsys.readouterr().err


@pytest.mark.parametrize("words", [["version"], ["--help"]])
def test_it_starts_without_loading_anything_heavy(words):
    script = (
        "import sys; from vedette.cli.main import main; main(sys.argv[1:]); "
        "heavy = {'polars', 'duckdb', 'numba', 'numpy', 'pydantic', 'jinja2', 'yaml'}; "
        "print(sorted(heavy & set(sys.modules)))"
    )
    begun = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", script, *words],
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout.strip().split("\n")[-1] == "[]"
    assert time.monotonic() - begun < 3  # 0.2 s on an idle machine


def test_a_closed_pipe_ends_it_quietly():
    script = "import sys; from vedette.cli.main import main; sys.exit(main(['version']))"
    with subprocess.Popen(
        [sys.executable, "-c", script],
        env=ENVIRONMENT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        err = process.stderr.read()

    assert b"Traceback" not in err
    assert process.returncode == 0


def test_a_reader_that_leaves_does_not_hide_what_was_asked_to_be_told():
    script = (
        "import sys; from tests.cli import flows; "
        "from pytest import MonkeyPatch; flows.install(MonkeyPatch()); "
        "from vedette.cli.main import main; sys.exit(main(['analyse', 'x', '--fail-on', 'low']))"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script],
        cwd=SOURCE.parent,
        env=ENVIRONMENT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        err = process.stderr.read()

    assert err == b""
    assert process.returncode == 3
