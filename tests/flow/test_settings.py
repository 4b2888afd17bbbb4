"""`vedette.yaml` is read whole, and every fault is named at once with its place."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from vedette.flow.errors import CannotRun
from vedette.flow.settings import SettingsFaults, found, load, parse
from vedette.flow.settings_yaml import MAX_NODES
from vedette.model.settings import Settings

WHOLE = """\
environment: prod
data: ./vedette-data
fingerprints: {key_file: ./vedette-data/hmac.key}
gateway: {kind: envoy, listen: "127.0.0.1:8080", trusted_hops: ["10.0.0.0/8"], fail: open}
proxies:
  - name: accounts
    hosts: ["api.example.com"]
    base: /v1
    upstream: "http://127.0.0.1:9000"
    spec: openapi.yaml
    labels: {"POST /v1/login": login}
    keys: {header: x-api-key, query: api_key}
    tokens: {header: authorization}
thresholds: {credential_stuffing: {accounts: {login_fails: 40}}}
protected: {ips: ["192.0.2.0/24"], keys: [k1_9c1f]}
exclusions: [{name: pen test, who: {ip: ["192.0.2.7"]}, reason: pen test,
              from: 2026-11-25T08:00:00Z, until: 2026-11-25T18:00:00Z}]
policies:
  - {name: slow stuffing down,
     when: {pattern: credential_stuffing, severity_at_least: medium, confidence_at_least: 0.8,
            proxy: accounts},
     do: [{action: flag, for: 30m}, {action: throttle, rate: 5/min, for: 1h, after: 10m}],
     state: observe, max_rules_per_hour: 20, max_good_share: 0.001}
registry: apps.yaml
ledger: sqlite
console: {listen: "127.0.0.1:8600"}
"""
PATTERNS = ("credential_stuffing", "flooder", "id_walk")


def faults(text: str | bytes, patterns=()) -> list[str]:
    """The faults of a settings text, as lines."""
    data = text if isinstance(text, bytes) else text.encode()
    with pytest.raises(SettingsFaults) as caught:
        parse(data, "v.yaml", patterns)
    return [f"v.yaml:{fault}" for fault in caught.value.faults]


def read_or_faults(data: bytes):
    """The settings, or the faults; nothing else may happen."""
    try:
        return parse(data)
    except SettingsFaults as error:
        return error.faults


def test_the_whole_example_of_the_design_is_right():
    made = parse(WHOLE.encode(), patterns=PATTERNS)

    assert made.proxies[0].labels == {"POST /v1/login": "login"}
    assert made.thresholds == {"credential_stuffing": {"accounts": {"login_fails": 40.0}}}
    assert made.policies[0].do[1].duration == "1h"
    assert made.exclusions[0].start is not None


def test_no_file_and_an_empty_file_mean_the_defaults():
    assert load(None) == Settings()
    assert parse(b"") == Settings()
    assert parse(b"# only a comment\n") == Settings()


def test_the_usual_file_is_found_where_none_is_named(tmp_path):
    assert found(None, tmp_path) is None
    (tmp_path / "vedette.yaml").touch()

    assert found(None, tmp_path) == tmp_path / "vedette.yaml"
    assert found(Path("other.yaml"), tmp_path) == Path("other.yaml")


def test_a_missing_file_says_what_and_where(tmp_path):
    with pytest.raises(CannotRun, match=r"no\.yaml: No such file") as caught:
        load(tmp_path / "no.yaml")

    assert caught.value.mend


def test_all_faults_are_named_at_once_in_the_order_of_the_file():
    text = """\
gatway: {}
proxies:
  - base: v1
  - {name: a, fail: never}
policies:
  - {name: p, when: {confidence_at_least: much}, do: [{action: throttle, rate: 7/min}]}
"""
    assert faults(text) == [
        "v.yaml:1:1: gatway: found the unknown key gatway, expected gateway (did you mean that?)",
        "v.yaml:3:5: proxies[0].name: found nothing, expected this key",
        "v.yaml:3:11: proxies[0].base: found v1, expected a path that begins with /",
        "v.yaml:4:21: proxies[1].fail: found never, expected open or closed",
        "v.yaml:6:43: policies[0].when.confidence_at_least: found much, expected a number",
        "v.yaml:6:80: policies[0].do[0].rate: found 7/min, expected 5/min or 10/min",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: [", "2:1: found broken YAML (did not find expected"),
        ("environment: prod\n\tdata: x", "2:1: found broken YAML (found a tab"),
        ("data: a\ndata: b", "2:1: data: found the same key twice, expected each key once"),
        ("[]", "1:1: found a list, expected a mapping"),
        ("data: 'a", "1:"),
        ("data: !!python/object:os.system x", "1:7: data: found the tag !!python"),
        ("? [a]\n: b", "1:3: found a list or mapping, expected a name as key"),
        ("data: *x", "1:7: found broken YAML (found undefined alias"),
        ("a: &a [*a]", "1:8: found a value that holds itself, expected an end"),
        ("data: a\n---\ndata: b", "found a second document"),
        ("proxies:", "1:9: proxies: found nothing, expected a list"),
        ("proxies: [{name: a, hosts: b}]", "1:28: proxies[0].hosts: found b, expected a list"),
        ("data: {a: b}", "1:7: data: found a mapping, expected a text"),
        ("gateway: {trusted_hops: [10.0.0.1/8]}", "the network itself, 10.0.0.0/8"),
        ("gateway: {trusted_hops: [nine]}", "found nine, expected an address or a network"),
        ("gateway: {listen: 8080}", 'found 8080, expected a host and a port, such as "127'),
        ("protected: {ips: ['1.2.3.4', '300.1.1.1']}", "protected.ips[1]: found 300.1.1.1"),
        ("thresholds: {a: {b: {c: nan}}}", "found nan, expected a number that is not negative"),
        ("formats: [{name: x}]", "1:11: formats[0]: found a mapping, expected exactly one of"),
        ("formats: [{name: x, nginx: y, timezone: Mars/Base}]", "found Mars/Base, expected a time"),
        ("exclusions: [{name: a, who: {ipp: ['1.1.1.1']}, reason: r}]", "found ipp, expected ip "),
        ("proxies: [{name: a}, {name: a}]", "proxies[1].name: found a, expected a name that no"),
        ("proxies: [{name: a, labels: {login: login}}]", "found login, expected an operation"),
        ("proxies: [{name: a, labels: {GET /x: logn}}]", "found logn, expected login (did"),
        ("ledger: mysql", "1:9: ledger: found 5 characters, expected sqlite or postgresql://"),
    ],
)
def test_each_kind_of_fault_says_where_what_and_what_instead(text, expected):
    assert expected in faults(text)[0]


def test_times_need_a_zone_and_an_order():
    text = "exclusions: [{name: a, who: {}, reason: r, from: %s, until: %s}]"

    assert (
        "found 2026-11-25, expected a time with its zone"
        in faults(text % ("2026-11-25", "2026-11-26T00:00:00Z"))[0]
    )
    assert (
        "expected a time after `from`"
        in faults(text % ("2026-11-26T00:00:00Z", "2026-11-25T00:00:00+01:00"))[0]
    )


def test_a_throttle_needs_a_rate_and_nothing_else_has_one():
    text = "policies: [{name: p, when: {}, do: [{action: %s}]}]"

    assert "expected a rate, such as 5/min" in faults(text % "throttle")[0]
    assert "expected no rate" in faults(text % "block, rate: 5/s")[0]


def test_norway_and_other_words_stay_text():
    made = parse(b"environment: NO\norganisation: yes\ndata: 1e3\nproxies: [{name: 007}]")

    assert (made.environment, made.organisation, made.data) == ("NO", "yes", "1e3")
    assert made.proxies[0].name == "007"


def test_unknown_patterns_are_named_with_the_nearest():
    text = "thresholds: {credential_stufing: {}}\npolicies: [{name: p, when: {pattern: x}, do: []}]"

    first, second = faults(text, PATTERNS)

    assert first == (
        "v.yaml:1:14: thresholds.credential_stufing: found credential_stufing, "
        "expected a pattern: credential_stuffing (did you mean that?)"
    )
    assert "found x, expected a pattern: one of credential_stuffing, flooder, id_walk" in second


def test_aliases_work_and_point_to_their_place():
    made = parse(b"protected: {ips: &own [192.0.2.1]}\ngateway: {trusted_hops: *own}")

    assert made.gateway.trusted_hops == ("192.0.2.1",)


def test_a_bomb_of_aliases_is_refused_before_it_grows():
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]

    assert f"found over {MAX_NODES:,} values" in faults("\n".join(lines))[0]


def test_depth_and_size_are_bounded():
    assert "found too many levels, expected at most 30" in faults("a: " + "[" * 50)[0]
    assert "nesting depth" in faults("a: " + "[" * 100_000)[0]
    assert "found too many levels" in faults("a: " + "{b: " * 50)[0]
    assert "bytes, expected at most" in faults(b"#" * 1_000_001)[0]
    assert "found over" in faults("a: [" + "x," * 60_000 + "]")[0]


def test_bytes_that_are_no_text_are_placed():
    assert faults(b"data: a\nlists: \xff") == [
        "v.yaml:2:8: found bytes that are no UTF-8, expected UTF-8"
    ]


def test_a_secret_is_never_repeated():
    text = "ledger: {a: postgresql://u:hunter2@h/d}\nprotected: {keys: sk_live_abcdefgh}\n"
    text += "proxies: [{name: a, upstream: 'ftp://u:hunter2@h'}]"

    shown = "\n".join(faults(text) + faults("ledger: mysql://u:hunter2@h/d"))

    assert "hunter2" not in shown
    assert "sk_live" not in shown


def test_hostile_text_in_a_fault_is_made_visible():
    (shown,) = faults('"\\e[31m\\u202e": 1')

    assert shown.isprintable()


def test_hundreds_of_faults_are_cut_short():
    with pytest.raises(SettingsFaults) as caught:
        parse("\n".join(f"k{n}: 1" for n in range(300)).encode(), "v.yaml")

    assert caught.value.message.endswith("v.yaml: and 250 more faults")


@settings(max_examples=150, deadline=None)
@given(
    st.binary(max_size=200)
    | st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace"))
)
def test_any_bytes_give_settings_or_faults(data):
    outcome = read_or_faults(data)

    assert isinstance(outcome, Settings) or all(one.line > 0 < one.column for one in outcome)


KEYS = st.sampled_from(
    ["gateway", "proxies", "name", "policies", "do", "when", "thresholds", "exclusions", "who",
     "ip", "from", "rate", "formats", "labels", "protected", "ips", "listen", "timezone"]
)  # fmt: skip
TREES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12) | KEYS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=20,
)


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(KEYS, TREES, max_size=5))
def test_any_shape_gives_settings_or_faults(tree):
    outcome = read_or_faults(yaml.safe_dump(tree).encode())

    assert isinstance(outcome, Settings) or outcome
