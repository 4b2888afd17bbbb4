import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.explain.cases import explain, finding
from tests.explain.traffic import history, many, shoppers

from vedette.explain.timeline import MOST, STEPS, _step
from vedette.model.client import Client

ME = Client.of(ip="203.0.113.7")


@pytest.mark.parametrize("length", [30, 900, 7_200, 86_400 * 3])
def test_every_call_is_in_one_step_and_there_are_at_most_120(length):
    count = 200
    mine = many(count, 60, length / count, "203.0.113.7", "POST /v1/login", status=401)
    calls = history(shoppers(20, 40, 0, length), mine)
    found = finding("credential_stuffing", ME, 0, length + 120)

    chart = explain(calls, [found]).incidents[0].timeline

    assert len(chart.bad) == len(chart.others) <= MOST
    assert sum(chart.bad) == count
    assert all(other >= 0 for other in chart.others)


def test_others_are_the_rest_of_the_same_proxies():
    mine = many(60, 0, 10, "203.0.113.7", "POST /v1/login", status=401)
    theirs = many(60, 0, 10, "198.51.7.7", "GET /orders")
    elsewhere = many(60, 0, 10, "198.51.7.8", "GET /x", proxy="other")
    found = finding("credential_stuffing", ME, 0, 600)

    chart = explain(history(mine, theirs, elsewhere), [found]).incidents[0].timeline

    assert (sum(chart.bad), sum(chart.others)) == (60, 60)


@settings(max_examples=200)
@given(st.integers(0, 10**15), st.integers(0, 10**16))
def test_the_step_keeps_any_span_within_120(low, length):
    step = _step(low, low + length)
    start = low // step * step

    assert (low + length - start) // step + 1 <= MOST
    assert step % STEPS[0] == 0
