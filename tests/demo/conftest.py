"""One day for all of the demo's tests: it is never changed."""

from __future__ import annotations

import pytest

from vedette.demo.shop import a_day
from vedette.demo.truth import Day


@pytest.fixture(scope="session")
def day() -> Day:
    return a_day()
