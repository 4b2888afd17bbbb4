import gzip

import polars as pl
import pytest

from vedette.watch.enrich import address, listing
from vedette.watch.enrich.fault import Fault


def rows(table, *texts: str) -> list[int]:
    series = pl.Series(texts, dtype=pl.String)
    return table.find(series, address.numbers(series)).tolist()


@pytest.mark.parametrize("header", ["", "start,end,asn,org\n"])
@pytest.mark.parametrize("packed", [False, True])
def test_a_csv_is_read_with_and_without_header_plain_or_gzip(tmp_path, header, packed):
    text = header + '10.0.0.0,10.0.0.255,64500,"A, Inc."\n2001:db8::,2001:db8::ffff,64501,B\n'
    file = tmp_path / "asn.csv.gz"
    file.write_bytes(gzip.compress(text.encode()) if packed else text.encode())

    table, values = listing.of_csv(file, ("asn", "as_org"))

    four, six, none = rows(table, "10.0.0.7", "2001:db8::7", "10.0.1.0")
    assert values.row(four) == ("64500", "A, Inc.")
    assert values.row(six) == ("64501", "B")
    assert none == -1


def test_a_csv_of_networks_and_a_csv_of_numbers_are_read_too(tmp_path):
    (tmp_path / "a.csv").write_text("network,asn\n10.0.0.0/8,64500\n")
    (tmp_path / "b.csv").write_text("167772160,184549375,64501\n")

    a, a_values = listing.of_csv(tmp_path / "a.csv", ("asn", "as_org"))
    b, b_values = listing.of_csv(tmp_path / "b.csv", ("asn",))

    assert a_values.row(rows(a, "10.9.9.9")[0]) == ("64500", None)
    assert b_values.row(rows(b, "10.9.9.9")[0]) == ("64501",)


def test_a_bad_row_is_named_by_file_and_line(tmp_path):
    file = tmp_path / "asn.csv"
    file.write_text("start,end,asn\n10.0.0.0,10.0.0.255,1\nten,eleven,2\n")

    with pytest.raises(Fault, match=r"asn\.csv:3: found 'ten', expected an address"):
        listing.of_csv(file, ("asn",))


def test_a_range_that_ends_before_it_starts_is_a_fault(tmp_path):
    file = tmp_path / "asn.csv"
    file.write_text("10.0.0.0,10.0.0.255,1\n10.0.2.0,10.0.1.0,2\n")

    with pytest.raises(Fault, match=r"asn\.csv:2"):
        listing.of_csv(file, ("asn",))


def test_a_list_takes_comments_and_names_its_bad_line(tmp_path):
    good, bad = tmp_path / "tor", tmp_path / "bad"
    good.write_text("# exits\n192.0.2.1  # one\n2001:db8::/32\n\n")
    bad.write_text("192.0.2.1\nnonsense\n")

    assert rows(listing.of_list(good), "192.0.2.1", "2001:db8::1", "192.0.2.2") == [0, 0, -1]
    with pytest.raises(Fault, match="bad:2: found 'nonsense'"):
        listing.of_list(bad)


def test_a_missing_file_says_which(tmp_path):
    with pytest.raises(Fault, match="nowhere: cannot be read: No such file"):
        listing.of_list(tmp_path / "nowhere")


def test_a_cut_gzip_is_a_fault(tmp_path):
    file = tmp_path / "cut.gz"
    file.write_bytes(gzip.compress(b"192.0.2.1\n" * 1000)[:30])

    with pytest.raises(Fault, match="cannot be read"):
        listing.of_list(file)


def test_crawler_networks_carry_their_names(tmp_path):
    file = tmp_path / "crawlers"
    file.write_text("Googlebot 192.0.2.0/24\nMy Own Bot 198.51.100.1\n")

    table, names = listing.of_names(file)

    assert [names[i] for i in rows(table, "192.0.2.9", "198.51.100.1")] == [
        "googlebot",
        "my own bot",
    ]
