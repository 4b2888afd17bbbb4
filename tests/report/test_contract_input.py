"""What was read is said under the names of the design."""

from __future__ import annotations

from vedette.report import contract_input


def test_every_promised_field_of_the_input_is_there():
    promised = {"files", "lines", "calls", "rejected", "rejected_samples", "first", "last"}

    assert promised | {"formats"} <= set(contract_input.InputJson.__annotations__)
    assert set(contract_input.RejectedJson.__annotations__) == {"file", "line", "reason", "text"}
