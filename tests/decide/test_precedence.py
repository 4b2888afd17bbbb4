import random

from hypothesis import given
from hypothesis import strategies as st

from vedette.decide.precedence import effect, order
from vedette.model.rule import Rule, Scope

WHENS = [
    {"ip": ("203.0.113.7",)},
    {"ip": ("203.0.113.0/24",)},
    {"ip": ("2001:db8::/32",)},
    {"key": ("k1_a",)},
    {"ip": ("203.0.113.7",), "key": ("k1_a",)},
]
SCOPES = [Scope(), Scope("shop"), Scope("shop", "POST /v1/login")]


def rule(action="block", scope=SCOPES[0], when=WHENS[0], rate=None, headers=None):
    return Rule("r", when, action, scope, rate, headers or {}, duration=1)


RULES = st.builds(
    rule,
    st.sampled_from(["allow", "block", "throttle", "flag"]),
    st.sampled_from(SCOPES),
    st.sampled_from(WHENS),
    st.sampled_from(["1/s", "1/min", "100/min", "2/s"]),
)
SETS = st.dictionaries(st.integers(1, 50), RULES, min_size=1, max_size=8)


@given(SETS, st.randoms())
def test_the_order_in_which_rules_are_given_never_matters(rules, rnd: random.Random):
    numbers = list(rules)
    rnd.shuffle(numbers)

    assert effect(rules) == effect({number: rules[number] for number in numbers})


@given(SETS)
def test_no_two_rules_rank_alike(rules):
    assert len({order(each, number) for number, each in rules.items()}) == len(rules)


@given(SETS)
def test_adding_a_weaker_rule_never_changes_the_action(rules):
    decided = effect(rules)
    assert decided
    weaker = {
        n: r for n, r in rules.items() if order(r, n) >= order(rules[decided.rule], decided.rule)
    }

    assert weaker == rules
    assert decided.action == rules[decided.rule].action


def test_allow_beats_block_beats_throttle_beats_flag():
    rules = {1: rule("flag"), 2: rule("throttle", rate="1/s"), 3: rule("block"), 4: rule("allow")}

    assert [
        effect({n: r for n, r in rules.items() if n <= top}).action for top in (4, 3, 2, 1)
    ] == [
        "allow",
        "block",
        "throttle",
        "flag",
    ]


def test_a_wide_allow_lifts_a_narrow_block():
    assert effect({1: rule("block", SCOPES[2], WHENS[4]), 2: rule("allow")}).rule == 2


def test_at_equal_action_the_narrower_wins():
    assert effect({1: rule(scope=SCOPES[1]), 2: rule(scope=SCOPES[2])}).rule == 2
    assert effect({1: rule(when=WHENS[0]), 2: rule(when=WHENS[4])}).rule == 2
    assert effect({1: rule(when=WHENS[1]), 2: rule(when=WHENS[0])}).rule == 2
    assert effect({1: rule(when=WHENS[2]), 2: rule(when=WHENS[1])}).rule == 2
    assert effect({7: rule(), 3: rule()}).rule == 3


def test_of_two_throttles_the_lower_rate_wins_even_if_it_is_wider():
    narrow = rule("throttle", SCOPES[2], rate="2/s")

    assert effect({1: narrow, 2: rule("throttle", rate="100/min")}).rate == "100/min"


def test_flags_add_up_and_the_narrower_header_stands():
    wide = rule("flag", headers={"X-Risk": "low", "X-Seen": "yes"})
    narrow = rule("flag", SCOPES[2], headers={"X-Risk": "high"})

    assert effect({1: wide, 2: narrow}).headers == {"X-Risk": "high", "X-Seen": "yes"}
    assert effect({1: wide, 2: rule("throttle", rate="1/s")}).headers == wide.headers
    assert effect({1: wide, 2: rule("block")}).headers == {}


def test_without_a_rule_nothing_happens():
    assert effect({}) is None
