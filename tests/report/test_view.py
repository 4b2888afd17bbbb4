"""What reports say is said once, in words, with nothing hidden in it."""

from __future__ import annotations

from tests.report import sample

from vedette.model.client import Client
from vedette.model.finding import Evidence
from vedette.model.incident import Hit
from vedette.report import view


def test_a_client_is_named_with_its_fingerprints_shortened_unless_asked():
    client = Client.of(ip="192.0.2.1", key=sample.KEY)

    assert view.client_words(client) == "ip 192.0.2.1 + key k1_9c1f0a2b…"
    assert view.client_words(client, whole=True) == f"ip 192.0.2.1 + key {sample.KEY}"


def test_of_many_clients_some_are_named_and_the_rest_counted():
    clients = [Client.of(ip=f"192.0.2.{n}") for n in range(1_200)]

    assert view.clients_words(clients, most=2) == "ip 192.0.2.0, ip 192.0.2.1 and 1,198 more"
    assert view.clients_words([]) == "nobody by name"


def test_evidence_says_its_unit_once():
    row = view.row(Evidence("login_users", 512, "users", 15, "at_least", 1, None))

    assert (row.measure, row.value, row.threshold) == ("login users", "512", "≥ 15")
    assert (row.peers, row.own) == ("1", "\N{EN DASH}")


def test_a_share_keeps_its_sign_everywhere():
    row = view.row(Evidence("probe_share_low", 0.83, "share", 0.8, "at_least", 0.02, 0.01))

    assert (row.value, row.threshold, row.peers, row.own) == ("83 %", "≥ 80 %", "2 %", "1 %")


def test_a_companion_is_compared_with_values_of_its_measure():
    row = view.row(Evidence("calls.of_proxy", 0.6, "share", 0.2, "at_least", 12, 3))

    assert (row.value, row.threshold, row.peers, row.own) == ("60 %", "≥ 20 %", "12", "3")


def test_rows_with_a_threshold_come_first_and_nothing_is_left_out_but_nothing():
    rows = tuple(
        view.row(Evidence(name, value, "calls", threshold, "at_least"))
        for name, value, threshold in (("a", 0, None), ("b", 7, None), ("c", 0, 1), ("d", 9, 2))
    )

    assert [row.measure for row in view.telling(rows, 8)] == ["c", "d", "b"]
    assert [row.measure for row in view.telling(rows, 2)] == ["c", "d"]


def test_evidence_is_grouped_by_pattern_with_the_strongest_finding_first():
    one = Client.of(ip="192.0.2.1")
    found = {
        "a": sample.finding("a", "flooder", one, severity="low"),
        "b": sample.finding("b", "guessor", one, severity="high", confidence=0.4),
        "c": sample.finding("c", "guessor", one, severity="high", confidence=0.7),
    }
    incident = sample.incident("i", "t", one, finding_ids=("a", "b", "c", "unknown"))

    groups = view.why(incident, found)

    assert [(group.pattern, group.findings, group.confidence) for group in groups] == [
        ("guessor", 2, 0.7),
        ("flooder", 1, 0.6),
    ]


def test_whom_a_rule_would_hit_is_said_with_calls():
    assert view.hit_words(Hit(0, 0), "good") == "no good client"
    assert view.hit_words(Hit(1, 1), "good") == "1 good client (1 call)"
    assert view.hit_words(Hit(2, 1_400), "unknown") == "2 unknown clients (1,400 calls)"


def test_a_call_is_one_line():
    assert view.call_words(sample.call(1)) == (
        "00:00:01  POST  /v1/login  401  203.0.113.7  python-requests/2.32"
    )


def test_the_headline_of_an_empty_input_says_so():
    nothing = sample.Input((), 0, 0, {}, (), None, None, ())

    assert view.headline(sample.Analysis(nothing, (), (), ())).startswith("Nothing to read")
