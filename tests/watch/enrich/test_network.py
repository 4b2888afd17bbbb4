import polars as pl
import pytest

from vedette.model.settings import Lists
from vedette.watch.enrich.fault import Fault
from vedette.watch.enrich.network import Networks


def of(tmp_path, text, **lists):
    for name, content in lists.items():
        (tmp_path / name).write_text(content)
    found = Networks(Lists(**{name: name for name in lists}), tmp_path)
    return found.of(pl.Series([text], dtype=pl.String)).row(0, named=True)


def test_owner_and_country_come_from_the_users_files(tmp_path):
    found = of(
        tmp_path,
        "192.0.2.9",
        asn="192.0.2.0,192.0.2.255,AS64500,Some Cloud Hosting Ltd\n",
        country="192.0.2.0,192.0.2.255,de\n",
    )

    assert (
        found["asn"], found["as_org"], found["country"],
    ) == (64500, "Some Cloud Hosting Ltd", "DE")  # fmt: skip
    assert found["hosting"] is True


def test_a_missing_database_is_unknown_not_no(tmp_path):
    found = of(tmp_path, "192.0.2.9")

    assert [found[n] for n in ("asn", "as_org", "country", "hosting", "tor")] == [None] * 5


def test_lists_say_yes_and_no(tmp_path):
    lists = {"tor": "192.0.2.9\n", "hosting": "198.51.100.0/24\n"}

    assert tuple(of(tmp_path, "192.0.2.9", **lists)[n] for n in ("tor", "hosting")) == (True, False)
    assert tuple(of(tmp_path, "198.51.100.1", **lists)[n] for n in ("tor", "hosting")) == (
        False,
        True,
    )


def test_an_ordinary_provider_is_no_hosting(tmp_path):
    asn = "192.0.2.0,192.0.2.255,64500,Deutsche Telekom AG\n"

    assert of(tmp_path, "192.0.2.9", asn=asn)["hosting"] is False


def test_garbage_has_no_network_at_all(tmp_path):
    found = of(tmp_path, "garbage", tor="192.0.2.9\n", asn="0.0.0.0,255.255.255.255,1,A\n")

    assert {None} == set(found.values())


def test_a_file_that_is_no_mmdb_is_a_fault(tmp_path):
    (tmp_path / "x.mmdb").write_text("no")

    with pytest.raises(Fault, match=r"x\.mmdb: is no readable MaxMind DB"):
        Networks(Lists(asn="x.mmdb"), tmp_path)
