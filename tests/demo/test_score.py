from __future__ import annotations

from collections.abc import Iterable

from vedette.demo import clients
from vedette.demo.score import score
from vedette.demo.show import prints
from vedette.demo.truth import Day, Planted
from vedette.model.analysis import Analysis, Input
from vedette.model.client import Client
from vedette.model.finding import Finding
from vedette.model.incident import Incident, Verdict

MINUTE = 60_000_000


def finding(name: str, pattern: str, client: Client, first: int) -> Finding:
    return Finding(
        id=name, pattern=pattern, version=1, family="error", grain="ip", window=5 * MINUTE,
        clients=(client,), proxy=None, operation=None, start=first - 5 * MINUTE, first=first,
        end=first, calls=10, severity="high", confidence=0.8, evidence=(),
    )  # fmt: skip


def incident(finding: Finding, verdict: Verdict = "attacker") -> Incident:
    return Incident(
        id=finding.id, title="", verdict=verdict, severity="high", confidence=0.8,
        first_seen=finding.start, last_seen=finding.end, calls=10, clients=finding.clients,
        proxies=(), operations=(), patterns=(finding.pattern,), story="",
        finding_ids=(finding.id,),
    )  # fmt: skip


def analysis(incidents: Iterable[tuple[Finding, Verdict]]) -> Analysis:
    pairs = list(incidents)
    read = Input((), 0, 0, {}, (), None, None, ())
    return Analysis(read, tuple(incident(f, v) for f, v in pairs), tuple(f for f, _ in pairs), ())


def named(one: Planted) -> Client:
    if one.tokens and not one.ips:
        return Client.of(token=prints().token(one.tokens[0]))
    return Client.of(ip=one.ips[0]) if one.ips else Client.of(key=prints().key(one.keys[0]))


def test_a_perfect_analysis_passes(day: Day):
    perfect = [
        (finding(one.name, one.patterns[0], named(one), one.start + MINUTE), "attacker")
        for one in day.planted
    ]
    result = score(day, analysis(perfect), prints())

    assert len(day.planted) == result.found
    assert result.passes
    assert {MINUTE} == {outcome.after for outcome in result.outcomes}


def test_nothing_found_is_everything_missed(day: Day):
    result = score(day, analysis([]), prints())

    assert 0 == result.found
    assert not result.passes


def test_accusing_the_office_is_wrong_whoever_stuffed_from_it(day: Day):
    office = finding("f", "credential_stuffing", Client.of(ip=clients.OFFICE_IP), 0)
    result = score(day, analysis([(office, "attacker")]), prints())

    assert ["office"] == [wrong.who for wrong in result.wrong]


def test_naming_the_key_within_the_office_is_right(day: Day):
    inside = next(one for one in day.planted if one.name == "stuffing from the office")
    client = Client.of(ip=clients.OFFICE_IP, key=prints().key(inside.keys[0]))
    found = finding("f", "credential_stuffing", client, inside.start + MINUTE)
    result = score(day, analysis([(found, "attacker")]), prints())

    assert () == result.wrong
    assert 1 == result.found


def test_calling_the_broken_client_broken_accuses_nobody(day: Day):
    broken = next(one for one in day.traps if one.name == "broken client")
    found = finding("f", "brute_guessor", Client.of(ip=broken.ips[0]), 0)
    result = score(day, analysis([(found, "broken client")]), prints())

    assert () == result.wrong
    assert {"broken client": "broken client"} == result.spoken_of


def test_calling_a_partners_feed_broken_is_wrong(day: Day):
    polite = next(one for one in day.traps if one.name == "polite sync")
    found = finding("f", "bola_enumeration", Client.of(ip=polite.ips[0]), 0)
    result = score(day, analysis([(found, "broken client")]), prints())

    assert ["polite sync"] == [wrong.who for wrong in result.wrong]


def test_the_apps_key_alone_is_never_right(day: Day):
    key = Client.of(key=prints().key(clients.APP_KEY))
    result = score(day, analysis([(finding("f", "flooder", key, 0), "attacker")]), prints())

    assert 1 == len(result.wrong)


def test_a_found_attack_needs_a_pattern_that_should_see_it(day: Day):
    flood = next(one for one in day.planted if one.name == "flood")
    found = finding("f", "guessor", named(flood), flood.start)
    result = score(day, analysis([(found, "attacker")]), prints())

    assert 0 == result.found
