"""The terminal report is right on every width, in pipes, and under hostile text."""

from __future__ import annotations

import io
import re

import pytest
import yaml
from rich.cells import cell_len
from tests.report import sample

from vedette.report import screen, terminal

ESCAPE = re.compile(r"\x1b\[[0-9;]*m")


class Tty(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self):
        return True


class Latin(io.StringIO):
    """A stream that does not know Unicode."""

    encoding = "iso-8859-1"


def printed(analysis, stream=None, width=None):
    stream = stream or io.StringIO()
    terminal.show(analysis, screen.console(stream, width))
    return stream.getvalue()


@pytest.fixture(autouse=True)
def _plain_environment(monkeypatch):
    for name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")


def test_the_first_line_says_whether_anything_is_wrong():
    assert printed(sample.rich()).startswith(
        "7 incidents: 1 critical, 1 high, 2 medium, 3 low.\n1,204,113 lines in 2 files"
    )
    assert printed(sample.empty()).startswith("No incident found.\n")
    assert printed(sample.rejected()).startswith("Nothing could be read: all 500 lines")


def test_an_incident_shows_who_why_and_what_to_do():
    text = printed(sample.rich())

    assert re.search(r"login fails +1,201 calls +≥ 20 +2 +0\n", text)
    assert re.search(r"bytes out +48\.2 MB +– +1\.2 MB +900 B\n", text)  # noqa: RUF001
    assert "Covers 99.2 % of the bad calls; would hit no good client and 2 unknown" in text
    assert re.search(r"incident ·+█▃·+  peak 900 per 30 min", text)


def test_the_proposed_rule_can_be_copied_out_and_reads_back():
    analysis = sample.rich()
    for width in (60, 160):
        text = printed(analysis, width=width)
        blocks = re.findall(r"^    - name: .*\n(?:      .*\n)+", text, re.MULTILINE)

        rules = [yaml.safe_load(block) for block in blocks]

        expected = [[one.proposal.rule.as_dict()] for one in analysis.incidents if one.proposal]
        assert rules == expected


@pytest.mark.parametrize("make", [sample.rich, sample.empty, sample.rejected, sample.many])
@pytest.mark.parametrize("width", [60, 80, 100, 160])
def test_no_line_but_rules_and_commands_is_wider_than_the_terminal(make, width):
    for line in printed(make(), Tty(), width).split("\n"):
        plain = ESCAPE.sub("", line)
        copyable = re.match(r"    ( {0,6}[\w-]+:? |- name)", plain) or "\\" in plain
        assert cell_len(plain) <= width or copyable, plain


def test_a_pipe_gets_no_colour_and_always_the_same_text():
    first, second = printed(sample.rich()), printed(sample.rich())

    assert first == second
    assert "\x1b" not in first
    assert not any("\u2500" <= char <= "\u257f" for char in first)
    assert not re.search(r"[ \t]\n", first)


def test_a_pipe_takes_its_width_from_columns(monkeypatch):
    monkeypatch.setenv("COLUMNS", "60")

    assert max(len(line) for line in printed(sample.empty()).split("\n")) <= 60


def test_no_color_is_obeyed_on_a_terminal(monkeypatch):
    assert "\x1b[1;38" in printed(sample.rich(), Tty(), 100) or "48;5" in printed(
        sample.rich(), Tty(), 100
    )
    monkeypatch.setenv("NO_COLOR", "1")

    codes = set(ESCAPE.findall(printed(sample.rich(), Tty(), 100)))

    assert codes <= {"\x1b[0m", "\x1b[1m", "\x1b[2m"}


@pytest.mark.parametrize("stream", [io.StringIO, Tty])
def test_nothing_a_client_sent_steers_the_terminal(stream):
    text = ESCAPE.sub("", printed(sample.rich(), stream()))

    assert all(char.isprintable() or char == "\n" for char in text)
    assert "[bold]x[/bold]" in text
    assert "\\x1b]0;own\\x07\\u202egnp" in text


def test_a_stream_without_unicode_gets_near_letters():
    text = printed(sample.rich(), Latin())

    assert text.isascii()
    assert ">= 20" in text


def test_of_hundreds_of_incidents_the_first_are_full_and_the_rest_are_lines():
    text = printed(sample.many(300))

    assert text.count("proposed rule") == terminal.FULL
    assert len(re.findall(r"^ +\d+ (critical|high|medium|low) ", text, re.MULTILINE)) == 200
    assert "and 95 more; --json and --report show all of them" in text


def test_what_was_nearly_found_is_said_with_its_guard():
    assert "G2: the address carries 41 tokens: an office or a carrier" in printed(sample.rich())


def test_unreadable_lines_are_counted_by_reason_and_sampled():
    text = printed(sample.rich())

    assert "What could not be read: 112 lines\n  no status: 80 (< 0.1 %)" in text
    assert 'a.log.gz:17  GET /v1/x HTTP/1.1" <32>' in text
    assert "b.log: cut at the end" in text


def test_scaled_thresholds_stand_in_a_table():
    assert re.search(r"credential_stuffing: login fails +20 +9 +3 +2 +0\n", printed(sample.rich()))
