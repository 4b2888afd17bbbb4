import json
from contextlib import suppress
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.decide import rules
from vedette.decide.fault import Faults
from vedette.decide.schema import schema
from vedette.model.call import HOUR
from vedette.model.rule import CONDITIONS, RATES, Rule, Scope

GOOD = """
- name: stuffing-from-the-office
  scope: {proxy: accounts, operation: "POST /v1/login"}
  when: {ip: [203.0.113.7, "2001:db8::/48"], key: k1_9c1f}
  action: throttle
  rate: 5/min
  for: 1h
  state: enforce
  reason: credential stuffing, incident 42
"""


def faults(text: str) -> list[str]:
    with pytest.raises(Faults) as raised:
        rules.parse(text, file="r.yaml")
    return [str(fault) for fault in raised.value.faults]


def test_a_rule_is_read_as_it_stands_in_the_contract():
    expected = Rule(
        name="stuffing-from-the-office",
        scope=Scope("accounts", "POST /v1/login"),
        when={"ip": ("203.0.113.7", "2001:db8::/48"), "key": ("k1_9c1f",)},
        action="throttle",
        rate="5/min",
        duration=HOUR,
        state="enforce",
        reason="credential stuffing, incident 42",
    )

    assert (expected,) == rules.parse(GOOD)


def test_norway_is_a_country_and_numbers_stay_text():
    (rule,) = rules.parse("{name: n, when: {country: NO, app: [1e3, on, ~, 012]}, action: allow}")

    assert rule.when == {"country": ("NO",), "app": ("1e3", "on", "~", "012")}


def test_json_is_read_as_well():
    text = json.dumps({"name": "n", "when": {"asn": ["64500"]}, "action": "block", "for": "30m"})

    assert rules.parse(text)[0].duration == HOUR // 2


def test_all_faults_are_told_at_once_with_their_places():
    told = faults(
        """\
- name: one
  when: {ip: 1.2.3.4/9, colour: red}
  action: throttle
  rate: 7/s
  colour: red
- name: two
  action: block
"""
    )

    assert told == [
        "r.yaml:5:3: rule: found 'colour', expected one of " + ", ".join(rules.KEYS),
        "r.yaml:3:11: for: found nothing, expected an end: for (1h) or until",
        "r.yaml:2:25: when: found 'colour', expected one of " + ", ".join(CONDITIONS),
        "r.yaml:2:14: when.ip: found '1.2.3.4/9', expected a network without host bits: 1.0.0.0/9",
        "r.yaml:4:9: rate: found '7/s', expected 5/s or 10/s",
        "r.yaml:6:3: when: found nothing, expected a value",
        "r.yaml:7:11: for: found nothing, expected an end: for (1h) or until",
    ]


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("- &a {name: n}\n- *a", "alias"),
        ("{name: [", "YAML"),
        ("name: n\nwhen: {}\naction: allow", "at least one condition"),
        ("{name: n, when: {app: a}, action: flag, for: 1h, headers: {Cookie: a}}", "X-Risk"),
        ('{name: n, when: {app: a}, action: flag, for: 1h, headers: {A: "a\\nb"}}', "printable"),
        ("{name: n, when: {app: a}, action: block, for: 1h, until: 2026-01-01}", "both"),
        ("{name: n, when: {app: a}, action: block, until: 2026-01-01T00:00:00}", "offset"),
        ("{name: n, when: {app: a}, action: block, for: 1h, rate: 5/s}", "no rate"),
        ("{name: n, when: {app: a}, action: block, for: 9999d}", "366d"),
        ("{name: n, when: {app: a}, scope: {operation: GET /}, action: allow}", "proxy"),
        ("[{name: n, when: {app: a}, action: allow}, {name: n, when: {app: b}, action: allow}]",
         "no other rule"),
        ("{name: n, name: m, when: {ip: 1.2.3.4}, action: allow}", "each key once"),
    ],
)  # fmt: skip
def test_a_fault_says_what_to_write_instead(text, part):
    assert part in "\n".join(faults(text))


NAMES = st.from_regex(r"\A[A-Za-z0-9][A-Za-z0-9._ -]{0,20}\Z").filter(lambda n: n == n.strip())
TEXTS = st.text(min_size=1, max_size=20).filter(str.isprintable)
ENDS = st.one_of(
    st.builds(lambda n: {"duration": n * 1_000_000}, st.integers(1, 99_999)),
    st.builds(lambda n: {"until": n}, st.integers(0, 4 * 10**15)),
)


@st.composite
def any_rule(draw) -> Rule:
    action = draw(st.sampled_from(["allow", "block", "throttle", "flag"]))
    keys = draw(
        st.lists(st.sampled_from(["key", "user", "app", "user_agent"]), min_size=1, unique=True)
    )
    values = st.lists(TEXTS, min_size=1, max_size=3, unique=True).map(tuple)
    rate = f"{draw(st.sampled_from(RATES))}/{draw(st.sampled_from(['s', 'min']))}"
    return Rule(
        name=draw(NAMES),
        when={key: draw(values) for key in keys},
        action=action,
        scope=draw(st.sampled_from([Scope(), Scope("no"), Scope("shop", "GET /a: {b}")])),
        rate=rate if action == "throttle" else None,
        headers={"X-Risk": draw(TEXTS)} if action == "flag" else {},
        state=draw(st.sampled_from(["observe", "enforce", "paused"])),
        reason=draw(st.one_of(st.just(""), TEXTS)),
        **draw(ENDS),
    )


@given(any_rule())
def test_a_rule_written_and_read_is_the_same_rule(rule):
    (back,) = rules.parse(rules.text([rule]))

    assert (rule, rule.when, rule.headers) == (back, back.when, back.headers)


@given(any_rule())
def test_every_rule_fits_its_schema(rule):
    jsonschema.validate(rule.as_dict(), schema())


def test_the_schema_refuses_what_the_reader_refuses():
    wrong = {"name": "n", "when": {"ip": "1.2.3.4"}, "action": "throttle", "for": "1h"}

    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(wrong, schema())


def test_the_schema_in_the_repository_is_the_one_made_from_code():
    kept = Path(__file__).parents[2] / "schemas" / "rule.schema.json"

    assert json.loads(kept.read_text()) == schema()


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused_with_a_place(text):
    with suppress(Faults):
        assert isinstance(rules.parse(text), tuple)
