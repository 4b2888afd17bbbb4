import pytest

from vedette.explain.deeds import deed
from vedette.explain.facts import Facts
from vedette.explain.kind import base
from vedette.model.finding import Evidence

FACTS = Facts(
    calls=1000, ok=400, client_errors=550, server_errors=50, kind=600, logins=600, logins_ok=3,
    bytes_out=1_200_000_000, user_agents=45, tokens=120, objects=540, paths=312,
)  # fmt: skip


@pytest.mark.parametrize(
    ("measure", "told"),
    [
        ("login_fails", ("tried 600 logins", "3 succeeded (0.5 %)")),
        (
            "rejected",
            (
                "showed 570 different keys or tokens in 600 calls and had them refused",
                "400 calls got through",
            ),
        ),
        (
            "bad_paths",
            (
                "asked for 312 paths, looking for what might be there,",
                "600 of its 1,000 calls were answered with an error",
            ),
        ),
        (
            "small_step_share_low",
            ("walked through 540 ids one after the other", "40 % were answered"),
        ),
        ("objects_refused", ("tried 540 ids", "600 calls of 1,000 were refused")),
        ("objects_ok", ("read 540 different ids", "40 % were answered")),
        ("forbidden", ("went on after 600 refusals", "60 % of all it asked for")),
        ("client_error_share_low", ("made 600 failing calls", "60 % of its 1,000")),
        ("tokens", ("used 120 access tokens in 1,000 calls", "with 45 user agents")),
        ("ua_families", ("called itself by 45 user agents in 1,000 calls", "40 % were answered")),
        ("bytes_out", ("took out 1.2 GB in 1,000 calls", "40 % were answered")),
        ("paths", ("fetched 312 different paths in 1,000 calls", "40 % were answered")),
        ("a_measure_of_tomorrow", ("made 1,000 calls", "40 % were answered")),
    ],
)
def test_each_kind_of_measure_has_its_words(measure, told):
    evidence = [Evidence("rejected_credentials", 570, "credentials", 16, "at_least")]

    assert told == deed((base(measure),), FACTS, evidence)
