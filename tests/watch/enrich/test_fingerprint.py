import hashlib
import hmac

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vedette.watch.enrich.fingerprint import Fingerprints


@settings(deadline=None)
@given(st.binary(min_size=1, max_size=64), st.text(max_size=200))
def test_a_fingerprint_is_the_first_half_of_hmac_sha256(key, value):
    expected = "k1_" + hmac.new(key, value.encode(), hashlib.sha256).hexdigest()[:32]

    assert expected == Fingerprints(key).of(value)


def test_a_column_gives_each_value_its_own_and_null_nothing():
    prints = Fingerprints(b"key")

    found = prints.column(pl.Series(["a", None, "b", "a"]))

    assert [prints.of("a"), None, prints.of("b"), prints.of("a")] == found.to_list()


def test_an_empty_key_is_refused():
    with pytest.raises(ValueError, match="key is empty"):
        Fingerprints(b"")
