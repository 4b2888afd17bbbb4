from pathlib import Path

import polars as pl
import pytest

from vedette.watch.enrich import mmdb

SHARED = Path(__file__).parents[4] / "shared" / "data" / "mmdb-test"


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.exists(), reason="no shared data here")
def test_networks_and_countries_are_read_from_a_maxmind_db():
    addresses = pl.Series(["1.128.0.1", "2001:1700::1", "192.0.2.1", None])

    asns = mmdb.asns(mmdb.opened(SHARED / "GeoLite2-ASN-Test.mmdb"), addresses)
    country = mmdb.countries(
        mmdb.opened(SHARED / "GeoLite2-Country-Test.mmdb"), pl.Series(["2.125.160.216", None])
    )

    assert asns[:3] == [
        (1221, "Telstra Pty Ltd"),
        (6730, "Sunrise Communications AG"),
        (None, None),
    ]
    assert country == ["GB", None]


class Fixed:
    """A reader of one record, for databases of other makers."""

    def __init__(self, record):
        self.record = record

    def metadata(self):
        return type("Metadata", (), {"ip_version": 4})()

    def get(self, _):
        return self.record


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        ({"asn": "AS64500", "as_name": "A"}, (64500, "A")),
        ({"autonomous_system_number": 1}, (1, None)),
        ({"asn": "x", "name": 7}, (None, None)),
        ("text", (None, None)),
        (None, (None, None)),
    ],
)
def test_records_of_any_shape_are_read_or_left(record, expected):
    assert [expected] == mmdb.asns(Fixed(record), pl.Series(["192.0.2.1"]))


def test_an_ipv6_address_in_an_ipv4_database_is_unknown():
    assert mmdb.countries(Fixed({"country": "DE"}), pl.Series(["::1"])) == [None]
    assert mmdb.countries(Fixed({"country": "DE"}), pl.Series(["192.0.2.1"])) == ["DE"]
