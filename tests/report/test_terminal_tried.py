"""Results of examples are one line if all is well, and numbers where it is not."""

from __future__ import annotations

import io

from tests.cli.flows import Result

from vedette.report import screen, terminal_tried


def printed(*results):
    stream = io.StringIO()
    terminal_tried.show(results, screen.console(stream, 80))
    return stream.getvalue()


def test_no_example_at_all_is_no_failure():
    assert printed() == "All 0 examples of 0 patterns do what they must.\n"


def test_a_number_that_is_not_known_says_so():
    result = Result("p", "e", "fires", "quiet", passed=False, numbers={"calls": None})

    assert "calls: unknown" in printed(result)


def test_how_near_it_came_is_said():
    result = Result("p", "e", "fires", "quiet", passed=False, numbers={}, nearest="5 of 20 calls")

    assert "expected fires, got quiet\n       5 of 20 calls\n" in printed(result)
