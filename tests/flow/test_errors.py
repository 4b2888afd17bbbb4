"""An error that a person reads says what is wrong and how to mend it."""

from __future__ import annotations

from vedette.flow.errors import CannotRun


def test_message_and_mend_stand_apart():
    error = CannotRun("x.log: no known format", "Name it with --format")

    assert str(error) == "x.log: no known format\nName it with --format"
    assert str(CannotRun("alone")) == "alone"
