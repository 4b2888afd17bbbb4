from __future__ import annotations

import pytest

from vedette.detect.traffic import BEGIN, calls_of, span
from vedette.model.call import CALLS, SECOND


def test_rows_become_calls_of_the_one_schema_in_order_of_time():
    calls = calls_of([{"times": 3, "every": "2s"}, {"times": 2, "start": "1s"}])

    assert CALLS == calls.schema
    assert calls["time"].is_sorted()
    assert [0, 1, 2, 3, 4] == calls["seq"].to_list()


def test_without_jitter_the_beat_is_exact():
    calls = calls_of([{"times": 3, "every": "2s", "jitter": 0}])

    assert [BEGIN, BEGIN + 2 * SECOND, BEGIN + 4 * SECOND] == calls["time"].to_list()


def test_the_same_rows_make_the_same_calls():
    rows = [{"times": 20, "clients": 3, "path": "/{r}/{k}"}]

    assert calls_of(rows).equals(calls_of(rows))


def test_clients_sit_in_networks_of_their_own():
    calls = calls_of([{"clients": 300, "times": 1}])

    assert (300, 300) == (calls["ip"].n_unique(), calls["subnet"].n_unique())


def test_placeholders_and_lists_are_taken_in_turn():
    calls = calls_of([{"times": 4, "jitter": 0, "path": "/v1/{i}", "status": [200, 404]}])

    assert ["/v1/1", "/v1/2", "/v1/3", "/v1/4"] == calls["path"].to_list()
    assert [200, 404, 200, 404] == calls["status"].to_list()
    assert [2, 4, 2, 4] == calls["status_class"].to_list()


def test_numbers_in_a_path_are_objects_of_one_operation():
    calls = calls_of([{"times": 2, "path": "/v1/items/{i}"}])

    assert ["GET /v1/items/{id}"] == calls["operation"].unique().to_list()
    assert [1, 2] == calls["object_number"].to_list()


def test_a_refused_credential_is_rejected_and_a_good_one_verified():
    calls = calls_of([{"times": 3, "jitter": 0, "key": "k{i}", "status": [200, 401, 404]}])

    assert ["verified", "rejected", "presented"] == calls["key_auth"].to_list()
    assert {"none"} == set(calls["token_auth"])


def test_a_query_leaves_its_shape_not_its_values():
    calls = calls_of([{"query": "q=secret&page=2"}])

    assert "page&q" == calls["query_names"][0]
    assert "secret" not in str(calls.to_dicts())


def test_an_ipv6_client_has_its_64_and_48():
    calls = calls_of([{"client": "2001:db8:1:2::5"}])

    assert ("2001:db8:1:2::/64", "2001:db8:1::/48") == (calls["ip"][0], calls["subnet"][0])


def test_a_key_that_means_nothing_is_named():
    with pytest.raises(ValueError, match="'colour' is no column of a call"):
        calls_of([{"colour": "red"}])


def test_spans_of_time():
    assert [200_000, 5 * SECOND, 120 * SECOND, 3600 * SECOND] == [
        span(text) for text in ("200ms", "5s", "2m", "1h")
    ]
    with pytest.raises(ValueError, match="no span of time"):
        span("soon")
