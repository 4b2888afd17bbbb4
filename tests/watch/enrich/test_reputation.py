import pytest


def auths(frame, kind):
    return frame[f"{kind}_auth"].to_list()


@pytest.mark.parametrize("kind", ["key", "token", "user"])
def test_a_shown_credential_that_was_accepted_elsewhere_is_verified(wire, both, kind):
    rows = [{kind: "real", "status": s} for s in (404, 200, 401)] + [{kind: "fake", "status": 404}]

    assert auths(both(wire(*rows)), kind) == ["verified", "verified", "rejected", "presented"]


def test_it_may_be_accepted_in_a_later_batch(wire, enricher):
    made = enricher()
    early = made.first(wire({"key": "k", "status": 500}))
    made.first(wire({"key": "k", "status": 200}))
    made.learn()

    assert auths(made.second(early), "key") == ["verified"]


@pytest.mark.parametrize("carried", ["user", "token", "peer"])
@pytest.mark.parametrize(("count", "expected"), [(20, "app"), (19, None)])
def test_a_key_that_twenty_callers_carry_is_an_apps(wire, both, carried, count, expected):
    values = [f"10.0.{i}.1" if carried == "peer" else f"value-{i}" for i in range(count)]
    rows = [{"key": "k", carried: value} for value in values]

    assert {expected} == set(both(wire(*rows))["key_class"].to_list())


def test_nobody_makes_a_key_an_apps_by_showing_it_in_vain(wire, both):
    rows = [{"key": "victim", "peer": f"10.0.{i}.1", "status": 401} for i in range(50)]

    assert {None} == set(both(wire(*rows))["key_class"].to_list())
