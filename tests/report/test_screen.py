"""The console keeps lines whole, text harmless, and paragraphs in their column."""

from __future__ import annotations

import io

import pytest

from vedette.report import screen


def printed(act, width=40):
    stream = io.StringIO()
    act(screen.console(stream, width))
    return stream.getvalue()


def test_a_paragraph_keeps_its_indentation():
    text = printed(lambda out: screen.say(out, "one two three four five six", indent=2, hang=4), 20)

    assert text == "  one two three four\n      five six\n"


def test_markup_is_text():
    assert printed(lambda out: screen.say(out, "[bold]x[/bold] :smile:")) == (
        "[bold]x[/bold] :smile:\n"
    )


def test_a_line_to_be_copied_is_never_cut():
    assert printed(lambda out: screen.whole(out, "x" * 100, indent=2)) == f"  {'x' * 100}\n"


def test_a_grid_lets_its_first_column_give_way():
    rows = [("a long name of a measure", "1,201", "2"), ("short", "7", "10")]
    text = printed(lambda out: screen.grid(out, ("measure", "value", "peers"), rows, indent=2), 36)

    assert text == (
        "  measure              value   peers\n"
        "  a long name of a…    1,201       2\n"
        "  short                    7      10\n"
    )


def test_a_grid_of_words_stands_left():
    text = printed(
        lambda out: screen.grid(out, ("a", "b"), [("x", "long"), ("y", "s")], 0, numbers=False)
    )

    assert text.split("\n")[2] == "y              s"


def test_a_cut_counts_columns_not_characters():
    assert screen.cut("日本語日本語", 7) == "日本語…"
    assert screen.cut("short", 7) == "short"


def test_a_closed_pipe_is_left_to_the_command_line():
    class Closed(io.StringIO):
        def write(self, _text):
            raise BrokenPipeError

    with pytest.raises(BrokenPipeError):
        screen.say(screen.console(Closed(), 40), "x")


@pytest.mark.parametrize("told", ["0", "-3", "x", "99999", ""])
def test_an_absurd_number_of_columns_is_ignored(monkeypatch, told):
    monkeypatch.setenv("COLUMNS", told)

    assert screen.console(io.StringIO()).width == screen.PIPE_WIDTH
