import pytest

from vedette.model.settings import Settings
from vedette.watch.enrich import known
from vedette.watch.enrich.fault import Fault

YAML = "openapi: 3.0.0\npaths: {/a: {post: {}}}\n"


def operations(tmp_path, *specs, **settings):
    made = known.templates(Settings(**settings), tmp_path, [tmp_path / name for name in specs])
    return [(t.proxy, t.operation) for t in made]


def test_a_proxys_document_and_labels_are_its_own_and_loose_documents_everyones(tmp_path):
    (tmp_path / "a.yaml").write_text(YAML)
    proxies = ({"name": "p", "base": "/v1", "spec": "a.yaml", "labels": {"get /b": "search"}},)

    assert operations(tmp_path, "a.yaml", proxies=proxies) == [
        ("p", "POST /v1/a"),
        ("p", "GET /b"),
        (None, "POST /a"),
    ]


def test_a_missing_document_is_a_fault(tmp_path):
    with pytest.raises(Fault, match=r"none\.yaml: cannot be read"):
        operations(tmp_path, proxies=({"name": "p", "spec": "none.yaml"},))
