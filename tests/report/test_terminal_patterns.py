"""Patterns are listed on one line each, and one is shown in full."""

from __future__ import annotations

import io

from vedette.model.pattern import Condition, Example, Pattern, When
from vedette.report import screen, terminal_patterns

MINUTE = 60_000_000
PATTERN = Pattern(
    id="flooder", number=1, version=3, title="Flooder", means="One client\nmakes most calls.",
    kind="threshold", family="volume", per=("ip+proxy",), alone=False, guards=("G2", "G5"),
    levels=(
        When(5 * MINUTE, "high", 0.6, (
            Condition("calls", "at_least", 300),
            Condition("calls", "at_least", 0.2, "of_proxy"),
            Condition("login_success_share_high", "at_most", 0.2),
        )),
        When(60 * MINUTE, "low", 0.5, (Condition("calls", "equals", 7, "vs_peers"),)),
    ),
    suggests="throttle", rate="5/min", owasp=("API4",), oat=("OAT-015",),
    examples=(Example("a flood", fires=True, calls=()),
              Example("an office", fires=False, calls=())),
)  # fmt: skip


def printed(act, *arguments):
    stream = io.StringIO()
    act(*arguments, screen.console(stream, 90))
    return stream.getvalue()


def test_the_list_has_one_line_per_pattern():
    text = printed(terminal_patterns.show_all, [PATTERN])

    assert text.split("\n")[1].split() == [
        "flooder:",
        "Flooder",
        "volume",
        "throttle",
        "low",
        "high",
    ]


def test_one_pattern_is_shown_with_all_its_conditions():
    text = printed(terminal_patterns.show_one, PATTERN)

    for said in (
        "Flooder  flooder, version 3\nOne client makes most calls.\n",
        "suggests  throttle 5/min",
        "alone     no: it only strengthens other findings",
        "owasp     API4 and OAT-015",
        "High, confidence 0.6, when over 5 min\n  calls ≥ 300\n",
        "  calls, share of the API's, ≥ 0.2\n",
        "  login success share (high bound) ≤ 0.2\n",
        "Low, confidence 0.5, when over 1 h\n  calls, times the peers', = 7\n",
        "  must fire: a flood\n  must stay quiet: an office\n",
    ):
        assert said in text
