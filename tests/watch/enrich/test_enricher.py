import base64

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.watch.enrich.samples import jwt

from vedette.model.call import CALLS
from vedette.watch.enrich.fault import Fault
from vedette.watch.wire import WIRE

MARK = "MaRkEd5ecret7Value9xYz"


def secrets():
    """Rows that carry the marked secret wherever a client or gateway can put one."""
    basic = base64.b64encode(f"bob:{MARK}".encode()).decode()
    claims = {"sub": MARK, "iss": f"https://x/{MARK}", "azp": MARK, "email": MARK, MARK: MARK}
    return [
        {"key": MARK},
        {"token": f"Bearer {MARK}"},
        {"token": MARK},
        {"token": f"Basic {basic}"},
        {"token": f"Basic {basic[:-3]}"},
        {"token": f"Digest username={MARK}"},
        {"token": jwt(claims)},
        {"token": jwt(claims, head={"alg": "none", "kid": MARK})},
        {"user": MARK},
        {"session": MARK},
        {"query": f"api_key={MARK}"},
        {"query": f"a={MARK}&password={MARK}&id={MARK}"},
        {"query": MARK},
        {"query": f"{MARK}={MARK}"},
        {"query": f"x[{MARK}]=1&%4D{MARK}"},
        {"path": f"/reset/{MARK}"},
        {"path": f"/a/{MARK}/b;jsessionid={MARK}"},
        {"path": f"/a?token={MARK}"},
        {"path": f"/a/%4D{MARK[1:]}"},
        {"path": f"/login/token={MARK}"},
        {"path": f"http://{MARK}@host/a"},
        {"user_agent": f"Mozilla/5.0 ({MARK})"},
        {"user_agent": f"{MARK}/1.0"},
        {"user_agent": f"app/1 key={MARK[:9]}"},
        {"key_fingerprint": MARK},
        {"forwarded_for": f"{MARK}, 192.0.2.7"},
        {"client": MARK},
        {"peer": MARK},
    ]


@pytest.mark.parametrize("ids", ["clear", "keyed"])
@pytest.mark.parametrize("row", secrets(), ids=str)
def test_no_secret_reaches_any_column(wire, enricher, row, ids):
    made = enricher(proxies=({"name": "p", "ids": ids},))
    first = made.first(wire(row))
    made.learn()
    second = made.second(first)
    told = str(first.rows()) + str(second.rows()) + str(made.notes()) + str(made.operations())

    assert MARK not in told
    assert MARK[:9] not in told
    assert MARK.lower() not in told.lower()


def test_one_row_goes_through_both_passes(wire, both):
    found = both(wire({"path": "/v1/orders/7"}))

    assert (found.schema, found.height, found["operation"][0]) == (CALLS, 1, "GET /v1/orders/{id}")


def test_no_row_goes_through_too(wire, both):
    assert ((found := both(wire({}).head(0))).schema, found.height) == (CALLS, 0)


def test_rows_stay_in_order_and_keep_their_names(wire, both):
    rows = [
        {"source": f"s{i % 3}", "seq": i, "path": f"/{i % 7}", "status": 200 + i} for i in range(99)
    ]

    found = both(wire(*rows))

    assert [(r["source"], r["seq"], r["status"]) for r in rows] == found.select(
        "source", "seq", "status"
    ).rows()


def test_the_second_pass_takes_rows_in_any_order_and_batch(wire, enricher):
    made = enricher()
    rows = [{"path": f"/o/{i}", "peer": f"192.0.2.{i % 30}"} for i in range(60)]
    calls = pl.concat([made.first(wire(*rows[:30])), made.first(wire(*rows[30:]))])
    made.learn()

    whole = made.second(calls)
    turned = pl.concat([made.second(calls[i : i + 7].reverse()) for i in range(0, 60, 7)])

    assert whole.sort("path").equals(turned.sort("path"))


def test_a_bad_trusted_hop_is_a_fault(enricher):
    with pytest.raises(Fault, match="trusted_hops: 'ten' does not appear"):
        enricher(hops=("ten",))


def test_trusted_hops_of_settings_and_command_line_add_up(wire, enricher):
    made = enricher(hops=("10.0.0.0/8",), gateway={"trusted_hops": ("192.0.2.0/24",)})

    found = made.first(wire({"peer": "192.0.2.1", "forwarded_for": "198.51.100.1, 10.0.0.1"}))

    assert found.select("client", "peer").row(0) == ("198.51.100.1", "192.0.2.1")


def test_calls_without_a_readable_address_are_kept_and_told(wire, enricher):
    made = enricher()

    found = made.first(wire({"peer": "junk"}, {"peer": None}, {}))

    assert found["ip"].to_list() == [None, None, "192.0.2.1"]
    assert any("1 calls carry no readable client address" in note for note in made.notes())


def test_graphql_is_told_to_be_one_operation(wire, enricher):
    made = enricher()
    made.second(made.first(wire({"path": "/graphql", "method": "POST"})))

    assert any("POST /graphql" in note for note in made.notes())


texts = st.one_of(
    st.none(), st.text(max_size=30), st.sampled_from(["/", "/1", "a=b", "::1", "GET"])
)
wires = st.lists(
    st.fixed_dictionaries(
        {
            name: texts if dtype == pl.String else st.one_of(st.none(), st.integers(-9, 10**12))
            for name, dtype in WIRE.items()
        }
    ),
    max_size=6,
)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(rows=wires)
def test_any_wire_becomes_calls(enricher, rows):
    made = enricher(hops=("10.0.0.0/8",), proxies=({"name": "p", "ids": "keyed", "hosts": ["a"]},))
    first = made.first(pl.DataFrame(rows, schema=WIRE))
    made.learn()
    found = made.second(first)

    assert (CALLS, len(rows)) == (found.schema, found.height)
    for name in ("proxy", "operation", "attempt", "preflight", "late", "bad_path"):
        assert found[name].null_count() == 0
    for name in ("key", "token", "user", "session"):
        assert found[name].drop_nulls().str.contains("^k1_[0-9a-f]{32}$").all()
