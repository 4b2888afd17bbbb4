"""Options have defaults that mean: decide by yourself."""

from __future__ import annotations

from vedette.flow.options import AnalyseOptions


def test_without_a_wish_everything_is_read_and_the_format_recognised():
    options = AnalyseOptions()

    assert (options.format, options.since, options.until) == ("auto", None, None)
    assert (options.trusted_hops, options.tune, options.timezone) == ((), False, None)
