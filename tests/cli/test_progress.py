"""Progress is shown on a terminal only, and only for work that lasts."""

from __future__ import annotations

import io
import sys

from rich.console import Console

from vedette.cli import progress


class Tty(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self):
        return True


def work(told):
    told.stage("reading", 100)
    told.advance(50, lines=1_000)
    told.advance(50, lines=1_000)
    told.stage("judging")
    told.advance(1)


def test_in_a_pipe_nothing_is_shown(capsys):
    with progress.shown() as told:
        work(told)
        told.say("Compiling")

    assert capsys.readouterr().err == ""


def test_work_that_is_over_at_once_shows_nothing(monkeypatch):
    stream = Tty()
    monkeypatch.setattr(sys, "stderr", stream)

    with progress.shown() as told:
        work(told)

    assert stream.getvalue() == ""


def test_work_that_lasts_shows_its_stage_and_rate():
    stream = Tty()
    bar = progress.Bar(Console(file=stream, force_terminal=True, width=100))
    bar._begun -= 10

    work(bar)
    bar._bars.refresh()
    bar.close()

    assert "judging" in stream.getvalue()


def test_a_sentence_is_shown_at_once_and_harmlessly():
    stream = Tty()
    bar = progress.Bar(Console(file=stream, force_terminal=True, width=100))

    bar.say("Compiling the kernels: first start \x1b]0;x\x07")
    bar.close()

    assert "Compiling the kernels: first start \\x1b]0;x\\x07" in stream.getvalue()
