import json

import pytest
from tests.watch.enrich.samples import KEY

from vedette.watch.enrich import registry
from vedette.watch.enrich.fault import Fault
from vedette.watch.enrich.fingerprint import Fingerprints

PRINTS = Fingerprints(KEY)
KNOWN = "k1_" + "0" * 32


def read(tmp_path, name, text):
    file = tmp_path / name
    file.write_text(text)
    return registry.read(file, PRINTS).sort("app").rows()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.yaml", f"- {{key: raw, app: a, class: app}}\n- {{key: {KNOWN}, app: b, product: p}}\n"),
        ("a.yaml", f"raw: {{app: a, class: app}}\n{KNOWN}: {{app: b, product: p}}\n"),
        ("a.json", json.dumps([{"key": "raw", "app": "a", "class": "app"},
                               {"key": KNOWN, "app": "b", "product": "p"}])),
        ("a.csv", f"key,app,product,class\nraw,a,,app\n{KNOWN},b,p,\n"),
    ],
)  # fmt: skip
def test_keys_and_fingerprints_are_read_from_every_form(tmp_path, name, text):
    assert [
        (PRINTS.of("raw"), "a", None, None, "app"),
        (KNOWN, "b", None, "p", None),
    ] == read(tmp_path, name, text)


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("a.yaml", "- {app: a}\n", "entry 1: has no `key`"),
        ("a.yaml", "- {key: k, owner: x}\n", "entry 1: unknown field 'owner'"),
        ("a.yaml", "- {key: k}\n- {key: l, class: robot}\n", "entry 2: class: found 'robot'"),
        ("a.yaml", "- {key: k}\n- {key: k}\n", "entry 2: the same key"),
        ("a.yaml", "- word\n", "entry 1: expected a mapping"),
        ("a.yaml", "a: [\n", "2:1: is no YAML"),
        ("a.json", "[{]", "1:3: is no JSON"),
        ("a.csv", "app\nx\n", "1: expected a header line with `key`"),
        ("a.csv", "key,app\nk,a,b\n", "2: has more cells"),
        ("a.yaml", "7", "expected a list"),
    ],
)
def test_a_fault_says_where(tmp_path, name, text, said):
    with pytest.raises(Fault, match=said):
        read(tmp_path, name, text)


def test_a_fault_never_quotes_a_key(tmp_path):
    with pytest.raises(Fault) as caught:
        read(tmp_path, "a.yaml", "- {key: Secret123}\n- {key: Secret123}\n")

    assert "Secret123" not in str(caught.value)


def test_calls_carry_the_registrys_app_and_class(tmp_path, wire, both):
    (tmp_path / "apps.yaml").write_text("- {key: raw, app: a, developer: d, class: server}\n")

    found = both(
        wire({"key": "raw", "app": "logged"}, {"key": "other", "app": "logged"}, {}),
        registry="apps.yaml",
    )

    assert found["app"].to_list() == ["a", "logged", None]
    assert found["developer"].to_list() == ["d", None, None]
    assert found["key_class"].to_list() == ["server", None, None]
