import polars as pl
import pytest
from tests.watch.enrich.samples import KEY

from vedette.watch.enrich import operation
from vedette.watch.enrich.fingerprint import Fingerprints

PRINTS = Fingerprints(KEY)


def spec(tmp_path):
    (tmp_path / "api.yaml").write_text(
        "openapi: 3.0.0\nservers: [{url: /v1}]\npaths:\n"
        "  /pets/{petId}: {get: {}}\n  /pets/mine: {get: {}}\n  /login: {post: {}}\n"
    )
    return {"proxies": ({"name": "shop", "spec": "api.yaml"},)}


@pytest.mark.parametrize(
    ("path", "expected", "source", "object_"),
    [
        ("/v1/pets/rex", "GET /v1/pets/{petId}", "spec", "rex"),
        ("/v1/pets/mine", "GET /v1/pets/mine", "spec", None),
        ("/v1//pets/./7/", "GET /v1/pets/{petId}", "spec", "7"),
        ("/v1/pets/%37", "GET /v1/pets/{petId}", "spec", "7"),
        ("/v1/cats/7", "GET /v1/cats/{id}", "guessed", "7"),
    ],
)
def test_a_document_names_what_it_promises_and_the_shape_the_rest(
    tmp_path, wire, both, path, expected, source, object_
):
    found = both(wire({"path": path}), **spec(tmp_path)).row(0, named=True)

    assert (expected, source, object_) == (
        found["operation"],
        found["operation_from"],
        found["object"],
    )
    assert (found["operation_version"] is None) == (source == "guessed")


def test_head_is_answered_by_the_documents_get(tmp_path, wire, both):
    found = both(wire({"path": "/v1/pets/7", "method": "HEAD"}), **spec(tmp_path))

    assert found["operation"].to_list() == ["HEAD /v1/pets/{petId}"]


def test_the_gateways_own_template_is_taken(wire, both):
    found = both(wire({"path": "/o/abc/x", "route": "/o/{name}/x"})).row(0, named=True)

    assert (
        found["operation"],
        found["operation_from"],
        found["object"],
    ) == ("GET /o/{name}/x", "spec", "abc")


@pytest.mark.parametrize("route", ["my-router@docker", "/", "/a?b", "x" * 999])
def test_a_route_that_is_no_template_is_not(wire, both, route):
    assert both(wire({"path": "/o/7", "route": route}))["operation"][0] == "GET /o/{id}"


def test_the_last_id_is_the_object_and_a_number_if_it_is_one(wire, both):
    found = both(wire({"path": "/a/7/b/42"}, {"path": "/a/7/b/x-99-y1"}, {"path": "/a/7"}))

    assert found["object"].to_list() == ["42", "x-99-y1", "7"]
    assert found["object_number"].to_list() == [42, None, 7]
    assert found["path_ids"].to_list() == ["7/42", "7/x-99-y1", "7"]


def test_an_id_in_the_query_is_the_object_where_the_path_has_none(wire, both):
    found = both(wire({"path": "/a", "query": "id=5"}, {"path": "/a/7", "query": "id=5"}))

    assert found["object"].to_list() == ["5", "7"]
    assert found["object_number"].to_list() == [5, 7]


def test_guessed_operations_are_bounded_and_the_rest_share_one(wire, both, monkeypatch):
    monkeypatch.setattr(operation, "NAMED", 20)
    monkeypatch.setattr("vedette.watch.enrich.learn.NAMED", 20)
    rows = [{"path": f"/{chr(97 + i // 26)}{chr(97 + i % 26)}", "status": 404} for i in range(200)]

    found = both(wire(*rows))

    assert found["operation"].n_unique() <= 21
    assert "GET /*" in found["operation"].to_list()


def test_every_call_has_an_operation_however_broken(wire, both):
    found = both(
        wire({"path": None, "method": None, "status": 400}, {"path": "\x16\x03", "method": "\x16"})
    )

    assert 0 == found["operation"].null_count() == found["proxy"].null_count()
    assert found["operation"].to_list() == ["? /*", "INVALID /{id}"]


def test_a_login_that_answers_is_one_and_one_that_never_did_is_none(wire, both):
    found = both(
        wire(
            {"path": "/login", "method": "POST", "status": 401},
            {"path": "/signin", "method": "POST", "status": 404},
            {"path": "/login", "method": "GET", "status": 404},
        )
    )

    assert found["label"].to_list() == ["login", None, None]
    assert found["label_guessed"].to_list() == [True, None, None]


def test_a_label_of_the_settings_makes_its_operation_known(wire, both):
    proxies = ({"name": "p", "labels": {"POST /v1/enter/{who}": "login"}},)
    found = both(wire({"path": "/v1/enter/bob", "method": "POST"}), proxies=proxies)

    assert found.select(
        "operation", pl.col("operation_from").cast(pl.String), "label", "label_guessed"
    ).row(0) == ("POST /v1/enter/{who}", "spec", "login", False)


class TestKeyedIds:
    proxies = ({"name": "bank", "ids": "keyed"},)

    def test_no_id_is_kept_readable(self, wire, both):
        row = {"path": "/accounts/4711/cards/99", "query": "customer_id=123456"}
        found = both(wire(row), proxies=self.proxies).row(0, named=True)

        assert f"/accounts/{PRINTS.of('4711')}/cards/{PRINTS.of('99')}" == found["path"]
        assert PRINTS.of("99") == found["object"]
        assert found["object_number"] != 99
        assert found["operation"] == "GET /accounts/{id}/cards/{id}"
        assert "4711" not in str(found)
        assert "123456" not in str(found)

    def test_the_step_from_one_id_to_the_next_is(self, wire, both):
        rows = [{"path": f"/accounts/{n}"} for n in (100, 101, 105, 90)]
        numbers = both(wire(*rows), proxies=self.proxies)["object_number"]

        assert numbers.diff().drop_nulls().to_list() == [1, 4, -15]

    def test_numbers_of_two_clients_do_not_compare(self, wire, both):
        rows = [{"path": "/accounts/100", "peer": f"192.0.2.{i}"} for i in (1, 2)]
        numbers = both(wire(*rows), proxies=self.proxies)["object_number"]

        assert numbers[0] != numbers[1]

    def test_a_documents_word_parameter_is_keyed_too(self, tmp_path, wire, both):
        settings = spec(tmp_path)
        settings["proxies"][0]["ids"] = "keyed"
        found = both(wire({"path": "/v1/pets/rex"}), **settings).row(0, named=True)

        assert f"/v1/pets/{PRINTS.of('rex')}" == found["path"]
        assert PRINTS.of("rex") == found["object"] == found["path_ids"]

    def test_other_proxies_stay_clear(self, wire, both):
        found = both(wire({"path": "/accounts/7", "proxy": "other"}), proxies=self.proxies)

        assert found.select("path", "object", "object_number").row(0) == ("/accounts/7", "7", 7)
