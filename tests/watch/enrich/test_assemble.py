import pytest

from vedette.model.call import CALLS


@pytest.fixture
def call(wire, enricher):
    return lambda row, **settings: enricher(**settings).first(wire(row)).row(0, named=True)


def test_columns_of_the_wire_that_are_no_secret_come_through(call):
    row = {
        "gateway": "g", "request_id": "r", "started": 5, "resolution": 1_000, "scheme": "https",
        "protocol": "2", "details": "via_upstream", "flags": "UF", "bytes_in": 1, "bytes_out": 2,
        "duration": 3, "upstream_time": 4, "rule": "R", "generation": 9, "action": "flag",
        "ja4": "t13d", "app": "a", "developer": "d", "product": "p", "time": 77,
    }  # fmt: skip
    found = call(row)

    assert row == {name: found[name] for name in row}
    assert (found["ingested"], found["admitted"], found["late"]) == (1_000_000, None, False)


def test_organisation_and_environment_default_to_the_settings(call):
    found = call({"environment": "test"}, organisation="acme", environment="prod")

    assert (found["organisation"], found["environment"]) == ("acme", "test")


@pytest.mark.parametrize(
    ("method", "expected"),
    [("get", "GET"), ("PROPFIND", "PROPFIND"), ("\x16\x03", "INVALID"), ("A" * 99, "INVALID"),
     ("GET /x", "INVALID"), (None, None)],
)  # fmt: skip
def test_a_method_is_a_word_or_invalid(call, method, expected):
    assert expected == call({"method": method})["method"]


def test_the_gateways_own_network_facts_come_before_the_databases(tmp_path, call):
    (tmp_path / "asn.csv").write_text("0.0.0.0,255.255.255.255,1,A\n")

    assert call({"asn": 7, "country": "de"}, lists={"asn": "asn.csv"})["asn"] == 7
    assert call({}, lists={"asn": "asn.csv"})["asn"] == 1
    assert (call({"country": "de"})["country"], call({"country": "-"})["country"]) == ("DE", None)


def test_a_frame_of_few_columns_and_one_of_none_fit_the_schema(wire, enricher):
    made = enricher()

    assert made.first(wire({}).select("path", "status")).schema == CALLS
    assert made.first(wire({}).head(0)).schema == CALLS
