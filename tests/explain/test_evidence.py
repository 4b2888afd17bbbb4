from tests.explain.cases import explain, finding
from tests.explain.traffic import history, many, shoppers

from vedette.explain.evidence import _split
from vedette.model.call import MINUTE
from vedette.model.client import Client
from vedette.model.finding import Evidence

ME = Client.of(ip="203.0.113.7")
WINDOW = 600.0


def evidence(*measures):
    return tuple(Evidence(name, 900, "x", 300, "at_least") for name in measures)


def of_the_past(windows, *measures, per_window=3, **more):
    """My usual calls in each of so many earlier windows, then 300 at once."""
    usual = [
        many(per_window, -(w + 1) * WINDOW + 1, 100, "203.0.113.7", "GET /orders/{}", **more)
        for w in range(windows)
    ]
    calls = history(shoppers(5), *usual, many(300, 60, 1, "203.0.113.7", "GET /orders"))
    found = finding("flooder", ME, 0, 600, window=10 * MINUTE, evidence=evidence(*measures))
    return {e.measure: e.baseline for e in explain(calls, [found]).findings[0].evidence}


def test_the_baseline_is_the_usual_value_of_earlier_windows_of_the_same_length():
    found = of_the_past(210, "calls", "client_error_share", "client_error_share_low", status=404)

    assert found == {"calls": 3.0, "client_error_share": 1.0, "client_error_share_low": 0.4385}


def test_distinct_values_and_sums_have_a_past_too():
    assert of_the_past(205, "bytes_out", "bad_paths") == {"bytes_out": 1500.0, "bad_paths": 0.0}


def test_there_is_no_baseline_while_learning():
    assert of_the_past(150, "calls") == {"calls": None}


def test_comparisons_and_unknown_measures_have_no_baseline():
    assert of_the_past(205, "calls.of_proxy", "gap_cv") == {"calls.of_proxy": None, "gap_cv": None}


def test_several_expressions_part_at_commas_outside_of_brackets():
    assert _split("method, COALESCE(token, key), status") == [
        "method",
        "COALESCE(token, key)",
        "status",
    ]
