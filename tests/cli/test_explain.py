"""`vedette explain` shows a line without its secrets, or a client in a log."""

from __future__ import annotations

import io
import json
import sys

import pytest
from tests.cli import flows
from tests.report import sample

from vedette.cli.main import main


@pytest.fixture(autouse=True)
def asked(monkeypatch, tmp_path):
    """Flows in an empty folder."""
    monkeypatch.chdir(tmp_path)
    return flows.install(monkeypatch)


def pipe(monkeypatch, data: bytes) -> None:
    """Put bytes on standard input."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))


def test_a_line_shows_format_fields_and_what_patterns_count(capsys, asked):
    assert main(["explain", '1.2.3.4 - - "GET /x"']) == 0

    out = capsys.readouterr().out
    assert asked.lines == [b'1.2.3.4 - - "GET /x"']
    assert "Format: nginx_combined" in out
    assert "vulnerability scan  probes and probe paths" in out
    assert "\x1b" not in out


def test_a_line_may_begin_with_a_hyphen(asked):
    assert main(["explain", '- - - "GET /"']) == 0
    assert asked.lines == [b'- - - "GET /"']


def test_lines_are_read_from_standard_input_byte_by_byte(monkeypatch, asked):
    pipe(monkeypatch, b"one \xff\n\n? two\n")

    assert main(["explain", "-"]) == 0
    assert asked.lines == [b"one \xff", b"? two"]


def test_an_empty_standard_input_is_said(monkeypatch, capsys):
    pipe(monkeypatch, b"\n")

    assert main(["explain", "-"]) == 2
    assert "standard input holds no line" in capsys.readouterr().err


def test_a_line_that_no_format_reads_names_the_nearest(capsys):
    main(["explain", "? {}"])

    out = capsys.readouterr().out
    assert "No known format reads this line." in out
    assert "nginx_combined: no quote\n    </td>" in out
    assert "\x1b" not in out


def test_json_is_one_object_for_one_line(capsys):
    main(["explain", "1.2.3.4 - -", "-o", "json"])

    assert json.loads(capsys.readouterr().out)["counts"] == {
        "vulnerability_scan": ["probes", "probe_paths"]
    }


def test_a_client_without_a_log_is_asked_for_one(capsys):
    assert main(["explain", "203.0.113.7"]) == 2
    assert "Name the logs to look in" in capsys.readouterr().err


@pytest.mark.parametrize("client", ["203.0.113.7", "ip=203.0.113.7", "203.0.113.0/24"])
def test_a_client_in_a_log_shows_only_what_names_it(capsys, client):
    assert main(["explain", client, "a.log"]) == 0

    out = capsys.readouterr().out
    assert out.count("proposed rule") == 1
    assert "Credential stuffing on POST /v1/login" in out


def test_a_client_of_whom_nothing_is_known_is_said(capsys):
    main(["explain", "100.64.0.9", "a.log"])

    assert "No incident names 100.64.0.9 in 1,204,001 calls." in capsys.readouterr().out


def test_a_client_as_json_keeps_the_contract(capsys):
    main(["explain", sample.KEY[:11], "a.log", "-o", "json"])

    made = json.loads(capsys.readouterr().out)
    assert [one["id"] for one in made["incidents"]] == ["i1", "i2", "i4"]
