from __future__ import annotations

from tests.detect.court import level, pattern
from tests.detect.measured import MEASURES

from vedette.detect.load import SHIPPED, load_patterns
from vedette.detect.thresholds import bounds_of, lenient, overridden, variants
from vedette.model.pattern import Condition, When

SHARE = When(
    1,
    "low",
    0.6,
    (
        Condition("calls", "at_least", 100),
        Condition("client_error_share_low", "at_least", 0.8),
        Condition("calls", "at_least", 0.2, "of_proxy"),
        Condition("login_success_share_high", "at_most", 0.2),
        Condition("paths", "at_least", 200),
    ),
)


def test_bounds_are_named_as_they_are_written():
    assert {
        "calls": 100,
        "client_error_share": 0.8,
        "calls.of_proxy": 0.2,
        "login_success_share": 0.2,
        "paths": 200,
    } == bounds_of(pattern(levels=(SHARE,)))


def test_a_bound_is_replaced_in_every_level_that_has_it():
    two = pattern(levels=(level(calls=100), level(calls=200, paths=9)))
    changed = overridden(two, {"calls": 40})

    assert [40, 40, 9] == [c.value for when in changed.levels for c in when.conditions]


def test_a_share_of_the_proxy_is_another_bound_than_the_count():
    changed = overridden(pattern(levels=(SHARE,)), {"calls.of_proxy": 0.5})

    assert (100, 0.5) == (bounds_of(changed)["calls"], bounds_of(changed)["calls.of_proxy"])


def test_the_mildest_of_several_bounds_is_the_one_least_met():
    mild = lenient(
        pattern(levels=(SHARE,)),
        {"a": {"calls": 50}, "b": {"calls": 300, "login_success_share": 0.1}},
    )

    assert (300, 0.1) == (bounds_of(mild)["calls"], bounds_of(mild)["login_success_share"])


def test_each_bound_is_scaled_alone():
    made = variants([pattern(levels=(SHARE,))], MEASURES)

    assert 15 == len(made)
    assert "noisy@calls*0.5" == made[0].id
    assert {**bounds_of(pattern(levels=(SHARE,))), "calls": 50} == bounds_of(made[0])


def test_shares_end_at_one_and_sets_at_what_is_counted():
    made = {p.id: bounds_of(p) for p in variants([pattern(levels=(SHARE,))], MEASURES)}

    assert 1.0 == made["noisy@client_error_share*4"]["client_error_share"]
    assert 0.8 == made["noisy@calls.of_proxy*4"]["calls.of_proxy"]
    assert 512 == made["noisy@paths*4"]["paths"]


def test_ids_of_all_variants_differ():
    made = variants(load_patterns(SHIPPED, MEASURES), MEASURES)

    assert len(made) == len({p.id for p in made})
