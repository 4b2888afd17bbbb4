"""Logs of the wild, where they are at hand: fail2ban's samples, and every other access log."""

from __future__ import annotations

import gzip
import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from tests.watch.formats.golden_lines import NOW

from vedette.model.settings import Layout
from vedette.watch.read import explain_line, read

SHARED = Path(os.environ.get("VEDETTE_SHARED") or Path(__file__).parents[4] / "shared" / "data")
LATER = NOW + 400 * 86_400_000_000

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not SHARED.is_dir(), reason=f"{SHARED} is not at hand"),
]

ACCESS = {
    "apache-badbots": 4,
    "apache-fakegooglebot": 3,
    "apache-pass": 1,
    "haproxy-http-auth": 4,
    "nginx-bad-request": 8,
    "nginx-botsearch": 8,
    "php-url-fopen": 1,
    "traefik-auth": 6,
}
"""fail2ban's samples that are access logs, with the number of their access lines."""

OF_HAPROXY = 2004  # fail2ban reads the syslog time, which has no year


def samples(name: str) -> Iterator[tuple[dict[str, str], str]]:
    """Each line of a sample file with what fail2ban says of it."""
    note: dict[str, str] = {}
    for line in (SHARED / "fail2ban" / name).read_text("utf-8").split("\n"):
        if line.startswith("# failJSON:"):
            note = json.loads(line.removeprefix("# failJSON:"))
        elif line and not line.startswith("#"):
            yield note, line
            note = {}


def is_error(line: str) -> bool:
    return line.startswith(("2015/", "host nginx"))


def said_time(text: str) -> int:
    """fail2ban states times in the zone of its tests, summer time left out."""
    moment = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/Zurich"))
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


@pytest.mark.parametrize("name", ACCESS)
def test_fail2bans_access_lines_give_the_right_host_and_time(name: str) -> None:
    lines = [(note, line) for note, line in samples(name) if not is_error(line)]

    assert ACCESS[name] == len(lines)
    for note, line in lines:
        zone = "UTC" if name == "haproxy-http-auth" else "Europe/Zurich"
        fields = explain_line(line, timezone=zone, now=NOW).fields
        assert "peer" in fields, line
        if "host" in note:
            assert note["host"] == fields["peer"], line
        if "time" in note and not note["time"].startswith(str(OF_HAPROXY)):
            assert said_time(note["time"]) == fields["time"], line


def test_fail2bans_other_lines_are_not_taken_for_calls() -> None:
    for path in sorted((SHARED / "fail2ban").iterdir()):
        for _, line in samples(path.name):
            if path.name not in ACCESS or is_error(line):
                assert explain_line(line, now=NOW).format is None, f"{path.name}: {line}"


@pytest.mark.parametrize(
    ("pattern", "most_rejected"), [("real/*.log.gz", 1), ("scans/*.log.gz", 0)]
)
def test_real_logs_lose_no_clean_line(pattern: str, most_rejected: int) -> None:
    """One line of the elastic sample has no closing quote."""
    for path in sorted(SHARED.glob(pattern)):
        reading = read([str(path)], now=NOW)
        calls = sum(frame.height for frame in reading)
        lines = gzip.decompress(path.read_bytes()).count(b"\n")
        assert lines - most_rejected <= calls <= lines


def test_crowdsecs_access_logs_are_read_whole() -> None:
    """Every file of its HTTP tests that is an access log, to the last line."""
    errors = {
        "caddy-crs-anomaly-score",
        "litespeed-admin-bf",
        "modsecurity",
        "modsecurity-nginx",
        "nginx_req_limit_exceeded",
        "tcpudp-flood-traefik",
    }
    for path in sorted((SHARED / "crowdsec-hub" / "logs").glob("*.log")):
        if path.stem in errors:
            continue
        reading = read([str(path)], now=LATER)
        list(reading)
        (file,) = reading.report().files
        in_part = {"does not match the format"} if path.stem == "nginx-http-generic-bf" else set()
        assert file.calls
        assert in_part == set(file.rejected), path.name


def test_tool_captures_are_read_by_a_map_of_keys() -> None:
    paths = {
        "time": "t",
        "method": "method",
        "target": "target",
        "status": "st",
        "user_agent": "ua",
        "client": "ip",
        "bytes_out": "resp_bytes",
        "duration": "dur_ms",
    }
    layout = Layout(name="capture", json=paths)
    reading = read([str(SHARED / "tool-captures")], layouts=[layout], now=LATER)
    calls = pl.concat(list(reading))
    report = reading.report()

    assert (12, {}) == (len(report.files), report.rejected)
    assert {"127.0.0.1"} == set(calls["client"])
    assert (
        0 == calls.select("time", "status", "method", "duration").null_count().sum_horizontal()[0]
    )
