"""An address that carries many identities is known as shared on every proxy."""

from __future__ import annotations

import polars as pl

from vedette.flow import carried
from vedette.flow.carried import Carried
from vedette.store.spool import restore_columns


def calls(*rows: tuple[str, str, str]) -> pl.DataFrame:
    ips, tokens, auth = zip(*rows, strict=True)
    frame = {"ip": ips, "token": tokens, "token_auth": auth}
    return restore_columns(pl.DataFrame(frame))


def test_verified_identities_are_counted_across_frames_once_each():
    seen = Carried()
    seen.add(calls(("1.1.1.1", "a", "verified"), ("1.1.1.1", "a", "verified")))
    seen.add(calls(("1.1.1.1", "b", "verified"), ("2.2.2.2", "c", "verified")))

    assert [("1.1.1.1", 2)] == seen.addresses().rows()


def test_what_was_only_presented_makes_no_address_shared():
    seen = Carried()
    seen.add(calls(*[("1.1.1.1", str(n), "rejected") for n in range(50)]))

    assert seen.addresses().is_empty()


def test_an_address_that_mints_tokens_costs_a_bounded_number_of_rows():
    seen = Carried()
    for start in range(0, 1000, 100):
        seen.add(calls(*[("1.1.1.1", str(start + n), "verified") for n in range(100)]))

    assert carried.CAP == seen._seen.height
