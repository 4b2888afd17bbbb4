"""The keys of Vedette's own gateway log."""

from __future__ import annotations

from vedette.watch.formats.own import OWN, own
from vedette.watch.wire import WIRE


def test_each_key_fills_a_column_of_its_own() -> None:
    columns = [own(key, key).column for key in OWN]

    assert set(columns) <= set(WIRE)
    assert len(set(columns)) == len(columns)


def test_nothing_of_it_is_a_secret() -> None:
    """The gateway writes fingerprints; raw values have no key here."""
    assert not {"key", "token", "user", "session"} & {column for column, _ in OWN.values()}


def test_a_key_that_is_none_is_ignored() -> None:
    assert "" == own("raw_token", "x").column
