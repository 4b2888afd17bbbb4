"""The count of what was not read, with a few masked samples."""

from __future__ import annotations

from vedette.watch.formats.tally import PER_REASON, Tally


def test_all_are_counted_and_a_few_shown() -> None:
    tally = Tally("a.log", calls=10)
    for number in range(20):
        tally.reject("bad status", 1, [(number, "password=x")])
    tally.reject("bad time", 7, [(number, "t") for number in range(7)])

    assert (37, {"bad status": 20, "bad time": 7}) == (tally.lines, dict(tally.rejected))
    assert 2 * PER_REASON == len(tally.samples)
    assert {"password=[1]", "t"} == {sample.text for sample in tally.samples}
