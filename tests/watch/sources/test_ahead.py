"""Work done ahead: the same items, in the same order, and no more than may be."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from vedette.watch.sources.ahead import ahead


def test_items_come_in_order() -> None:
    assert list(range(100)) == list(ahead(iter(range(100))))


def test_an_error_comes_after_what_was_made_before_it() -> None:
    def items() -> Iterator[int]:
        yield 1
        raise ValueError("broken")

    got: list[int] = []
    with pytest.raises(ValueError, match="broken"):
        got.extend(ahead(items()))

    assert [1] == got


def test_a_consumer_that_leaves_stops_the_work() -> None:
    made: list[int] = []

    def items() -> Iterator[int]:
        for number in range(10_000):
            made.append(number)
            yield number

    for _ in ahead(items()):
        break

    assert len(made) < 10
    assert all(thread.name != "vedette-read" for thread in threading.enumerate())
