"""A line that no format reads is explained by what came near."""

from __future__ import annotations

from vedette.model.explained import LineExplained, NearMiss


def test_only_text_and_format_must_be_known():
    explained = LineExplained("x", None, near_misses=(NearMiss("nginx", "no quote"),))

    assert (explained.fields, explained.counts, explained.reason) == ({}, {}, None)
