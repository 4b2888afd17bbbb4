from __future__ import annotations

from pathlib import Path

import pytest
from tests.detect.measured import MEASURES

from vedette.detect.load import SHIPPED, Fault, PatternError, load_patterns, read_patterns
from vedette.model.pattern import Condition

GOOD = """\
id = "noisy"
number = 1
version = 1
title = "Noisy"
means = "It is noisy."
kind = "threshold"
family = "volume"
per = ["ip+proxy"]
peers = "optional"
guards = ["G8"]
shows = ["paths"]

[[when]]
window = "5m"
severity = "medium"
at_least = {calls = 100, client_error_share = 0.5, "calls.of_proxy" = 0.2, "calls.vs_peers" = 10}
at_most = {login_success_share = 0.2}

[when.equals]
login_calls = 20

[[fires]]
name = "a"
traffic = [{times = 3}]
[[fires]]
name = "b"
traffic = [{times = 3}]
[[quiet]]
name = "c"
traffic = [{times = 3}]
[[quiet]]
name = "d"
traffic = [{times = 3}]
"""


def faults(text: str) -> list[Fault]:
    with pytest.raises(PatternError) as caught:
        read_patterns({"noisy.toml": text}, MEASURES)
    return list(caught.value.faults)


def test_every_shipped_pattern_loads_and_has_its_examples():
    patterns = load_patterns(SHIPPED, MEASURES)

    assert 18 == len(patterns)
    assert [1, 2, 3, 4, 7, 8, 9, 9, 13, 15, 16, 17, 18, 19, 20, 22, 25, 33] == [
        p.number for p in patterns
    ]


def test_a_share_becomes_the_bound_that_proves_it():
    text = GOOD.replace("[when.equals]\nlogin_calls = 20\n", "").replace(
        "at_least = {calls", "at_least = {login_calls = 20, calls"
    )
    (pattern,) = read_patterns({"noisy.toml": text}, MEASURES)

    assert (
        Condition("login_calls", "at_least", 20),
        Condition("calls", "at_least", 100),
        Condition("client_error_share_low", "at_least", 0.5),
        Condition("calls", "at_least", 0.2, "of_proxy"),
        Condition("calls", "at_least", 10, "vs_peers"),
        Condition("login_success_share_high", "at_most", 0.2),
    ) == pattern.levels[0].conditions
    assert (5 * 60 * 1_000_000, 0.6) == (pattern.levels[0].window, pattern.levels[0].confidence)


def test_what_guards_read_is_shown():
    text = GOOD.replace("at_most = {login_success_share = 0.2}\n", "")
    (pattern,) = read_patterns({"noisy.toml": text}, MEASURES)

    assert ("paths", "calls", "client_errors") == pattern.shows[:3]
    assert "gap_cv" in pattern.shows


def test_a_share_without_support_names_the_count_to_ask_for():
    (fault,) = faults(GOOD)

    assert 17 == fault.line
    assert "when[1].at_most.login_success_share" == fault.field
    assert "login_calls (or login_successes) at least N" in fault.expected


@pytest.mark.parametrize(
    ("calls", "share", "needed"),
    [(15, 0.8, "at least 16 calls"), (99, 1.0, "a bound inside 0 and 1"), (3, 0.5, "at least 4")],
)
def test_a_bound_its_own_count_cannot_reach_is_rejected(calls: int, share: float, needed: str):
    text = GOOD.replace(
        "calls = 100, client_error_share = 0.5", f"calls = {calls}, client_error_share = {share}"
    )
    found = [f for f in faults(text) if "client_error_share" in f.field]

    assert needed in found[0].expected


def test_a_raw_share_needs_no_proof():
    text = GOOD.replace("client_error_share = 0.5", '"client_error_share.raw" = 0.99').replace(
        "at_most = {login_success_share = 0.2}\n", ""
    )
    (pattern,) = read_patterns({"noisy.toml": text}, MEASURES)

    assert Condition("client_error_share", "at_least", 0.99) in pattern.levels[0].conditions


def test_all_faults_are_told_at_once_with_their_lines():
    text = (
        GOOD.replace("number = 1", "number = -1")
        .replace('family = "volume"', 'family = "loud"')
        .replace('window = "5m"', 'window = "7m"')
        .replace('title = "Noisy"', 'titel = "Noisy"')
    )

    assert {(1, "title"), (2, "number"), (4, "titel"), (7, "family"), (14, "when[1].window")} == {
        (f.line, f.field) for f in faults(text)
    }


@pytest.mark.parametrize(
    ("old", "new", "field", "expected"),
    [
        ("{calls = 100", "{cals = 100", "when[1].at_least.cals", "one of calls"),
        ("ip+proxy", "ip+planet", "per", "grains among"),
        ('"threshold"', '"magic"', "kind", "one of threshold, compound"),
        ('["paths"]', '["smiles"]', "shows", "measures of the catalogue"),
        ('"optional"', '"none"', "peers", "'optional' or 'required'"),
        ('id = "noisy"', 'id = "noise"', "id", "as the file is named"),
        ("calls = 100", "calls = 100, probe_paths = 300", "probe_paths", "at most 256"),
        ("calls.of_proxy", "paths.of_proxy", "paths.of_proxy", "a count or a sum"),
        ("calls.of_proxy", "calls.raw", "calls.raw", "only a share"),
        ("calls.of_proxy", "calls.of_moon", "calls.of_moon", "raw, of_proxy, vs_peers or vs_own"),
        ('["G8"]', '["G8"]\nneeds = {shared = "yes"}', "needs.shared", "one of mark, hold"),
        ('["G8"]', '["G8"]\nneeds = {colour = 1}', "needs.colour", "one of broken, floor"),
    ],
)
def test_what_does_not_exist_is_rejected(old: str, new: str, field: str, expected: str):
    found = [f for f in faults(GOOD.replace(old, new)) if f.field.endswith(field)]

    assert expected in found[0].expected


def test_text_that_is_no_toml_names_the_line():
    (fault,) = faults("id = 'noisy'\nnumber = \n")

    assert (2, "valid TOML") == (fault.line, fault.expected)


def test_faults_of_all_files_come_together(tmp_path: Path):
    (tmp_path / "a.toml").write_text("id = 1")
    (tmp_path / "b.toml").write_bytes(b"\xff\xfe = ?")
    with pytest.raises(PatternError) as caught:
        load_patterns(tmp_path, MEASURES)

    assert {"a.toml", "b.toml"} == {Path(f.file).name for f in caught.value.faults}


def test_two_files_may_not_have_the_same_id():
    text = GOOD.replace("at_most = {login_success_share = 0.2}\n", "")
    with pytest.raises(PatternError, match="an id no other file has"):
        read_patterns({"a/noisy.toml": text, "b/noisy.toml": text}, MEASURES)
