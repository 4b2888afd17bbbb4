import json
from pathlib import Path

import pytest

from vedette.watch.enrich import spec
from vedette.watch.enrich.fault import Fault

SHARED = Path(__file__).parents[4] / "shared" / "data" / "openapi"


def operations(tmp_path, document, base=""):
    file = tmp_path / "openapi.json"
    file.write_text(document if isinstance(document, str) else json.dumps(document))
    return [t.operation for t in spec.templates(file, "p", base)]


def document(**more):
    return {"openapi": "3.1.0", "paths": {"/pets/{petId}": {"get": {}, "delete": {}}}} | more


def test_every_method_of_every_path_is_an_operation_and_get_answers_head(tmp_path):
    assert {"GET /pets/{petId}", "HEAD /pets/{petId}", "DELETE /pets/{petId}"} == set(
        operations(tmp_path, document())
    )


def test_server_paths_come_first_with_their_variables_at_default(tmp_path):
    servers = [
        {"url": "https://x/{v}/api/", "variables": {"v": {"default": "v2"}}},
        {"url": "/old"},
    ]

    found = operations(tmp_path, document(servers=servers))

    assert {"DELETE /v2/api/pets/{petId}", "DELETE /old/pets/{petId}"} <= set(found)


def test_a_paths_or_operations_own_servers_replace_the_documents(tmp_path):
    paths = {"/a": {"servers": [{"url": "/p"}], "get": {}, "put": {"servers": [{"url": "/o"}]}}}

    found = operations(tmp_path, document(paths=paths, servers=[{"url": "/d"}]))

    assert {"GET /p/a", "HEAD /p/a", "PUT /o/a"} == set(found)


def test_the_proxys_base_stands_in_for_missing_servers(tmp_path):
    assert "DELETE /v1/pets/{petId}" in operations(tmp_path, document(), base="/v1")
    assert "DELETE /v9/pets/{petId}" in operations(
        tmp_path, document(servers=[{"url": "/v9"}]), base="/v1"
    )


def test_a_path_by_local_reference_is_followed(tmp_path):
    found = operations(
        tmp_path,
        document(
            paths={"/a": {"$ref": "#/components/pathItems/x~1y"}},
            components={"pathItems": {"x/y": {"post": {}}}},
        ),
    )

    assert found == ["POST /a"]


def test_yaml_is_read_like_json(tmp_path):
    assert operations(tmp_path, "openapi: 3.0.3\npaths:\n  /a:\n    post: {}\n") == ["POST /a"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"swagger": "2.0"}', "openapi: found swagger: 2.0, expected 3.0.x or 3.1.x"),
        ("{", r"1:2: is no JSON"),
        ("a: [", r"2:1: is no YAML"),
        ("just words", "expected a mapping"),
        ('{"openapi": "3.0.0", "paths": []}', "paths: found list, expected a mapping"),
        ('{"openapi": "3.0.0", "paths": {"a": {}}}', "paths.a: a path begins with /"),
        ('{"openapi": "3.0.0", "paths": {"/a": 7}}', "paths./a: found int"),
        ('{"openapi": "3.0.0", "paths": {"/a": {"$ref": "x.yaml"}}}', "leaves the document"),
        ('{"openapi": "3.0.0", "paths": {"/a": {"$ref": "#/paths/~1a"}}}', "in a circle"),
        ('{"openapi": "3.0.0", "paths": {"/a": {"get": 1}}}', r"paths./a.get: expected a mapping"),
        ('{"openapi": "3.0.0", "servers": [{}], "paths": {"/a": {"get": {}}}}', "needs a url"),
    ],
)
def test_a_fault_names_file_and_place(tmp_path, text, said):
    with pytest.raises(Fault, match=said) as caught:
        operations(tmp_path, text)

    assert "openapi.json:" in str(caught.value)


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.exists(), reason="no shared data here")
@pytest.mark.parametrize(
    ("name", "count", "one"),
    [
        ("petstore-3.0.json", 28, "GET /v2/pet/{petId}"),
        ("petstore-3.1.json", 28, "POST /v2/store/order"),
        ("petstore-expanded-3.0.json", 6, "GET /api/pets/{id}"),
        ("server-path-level-3.0.json", 16, "GET /v3/relative-operation-server"),
        ("star-trek-3.0.json", 200, "GET /api/v1/rest/animal"),
        ("readme-3.1.json", 77, "GET /v2/projects/{subdomain}/apikeys"),
        ("circular-paths-3.0.json", 4, "POST /anything/anything"),
    ],
)
def test_documents_of_others_are_read(name, count, one):
    found = [t.operation for t in spec.templates(SHARED / name, None)]

    assert (count, True) == (len(found), one in found)
