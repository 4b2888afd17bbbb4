from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import range_truth as truth

START = datetime(2026, 11, 24, 9, tzinfo=UTC)


def analysis(
    client: dict[str, str], verdict: str = "attacker", severity: str = "medium"
) -> dict[str, Any]:
    window = {"start": "2026-11-24T08:56:00.000000Z", "end": "2026-11-24T09:10:00.000000Z"}
    return {
        "incidents": [
            {"patterns": ["guessor"], "severity": severity, "verdict": verdict,
             "first_seen": window["start"], "clients": [client], "finding_ids": ["f1"]}
        ],
        "findings": [
            {"id": "f1", "pattern": "guessor", "severity": severity, "clients": [client],
             "window": window, "window_seconds": 300.0},
            {"id": "f2", "pattern": "tor", "severity": "low", "clients": [client],
             "window": window, "window_seconds": 300.0},
        ],
        "held_back": [{"pattern": "flooder", "guard": "G5", "clients": [client]}],
    }  # fmt: skip


def test_an_address_is_named_by_itself_or_by_its_network():
    for client in (
        {"ip": "192.0.2.7"},
        {"subnet": "192.0.2.0/24"},
        {"ip": "192.0.2.7", "key": "k"},
    ):
        said = truth.named(analysis(client), ["192.0.2.7", "198.51.100.1"])

        assert [1, 0] == [len(said[ip]) for ip in ("192.0.2.7", "198.51.100.1")]


def test_a_version_6_network_names_its_addresses_only():
    said = truth.named(analysis({"ip": "2001:db8:1:2::/64"}), ["2001:db8:1:2::9", "192.0.2.7"])

    assert [1, 0] == [len(namings) for namings in said.values()]


def test_a_broken_client_is_not_flagged():
    said = truth.named(analysis({"ip": "192.0.2.7"}, "broken client"), ["192.0.2.7"])

    assert not truth.flagged(said["192.0.2.7"])


def test_low_is_not_above_low():
    said = truth.named(analysis({"ip": "192.0.2.7"}, severity="low"), ["192.0.2.7"])["192.0.2.7"]

    assert truth.flagged(said)
    assert not truth.flagged(said, "low")


def test_what_was_nearly_found_is_told():
    said = truth.nearly(analysis({"ip": "192.0.2.7"}), ["192.0.2.7"])["192.0.2.7"]

    assert ["low: tor", "held back: flooder (G5)"] == [str(one) for one in said]


def test_the_delay_counts_the_clients_own_calls_until_the_first_instant():
    times = [START + timedelta(seconds=s) for s in range(0, 600, 2)]
    found = truth.delay(analysis({"ip": "192.0.2.7"}), "192.0.2.7", times)

    assert truth.Delay(60.0, 30, "guessor") == found


def test_who_was_never_found_has_no_delay():
    assert truth.delay(analysis({"ip": "192.0.2.7"}), "192.0.2.8", [START]) is None


def test_the_kinds_of_an_address_are_those_of_its_own_findings():
    made = analysis({"ip": "192.0.2.7"})
    made["findings"].append({**made["findings"][0], "id": "f3", "pattern": "flooder",
                             "clients": [{"ip": "192.0.2.8"}]})  # fmt: skip
    made["incidents"][0]["finding_ids"].append("f3")

    assert ["guessor"] == truth.kinds(made, "192.0.2.7")
