"""The labelled traffic, made ready to be analysed.

Comes in: the folder of shared data. Goes out: logs in a working folder, and what is known
about them. The shared folder itself is only read.
"""

from __future__ import annotations

import csv
import gzip
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np

MONTHS = {
    m: i + 1
    for i, m in enumerate(
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    )
}
STAMP = re.compile(r"\[(\d\d)/(\w{3})/(\d{4}):(\d\d):(\d\d):(\d\d) ([+-]\d{4})\]")


@dataclass(frozen=True)
class Labelled:
    """A log and its truth: client -> (label, kind, requests)."""

    log: Path
    truth: dict[str, tuple[str, str, int]]

    def of(self, label: str) -> set[str]:
        """The clients with that label."""
        return {client for client, (said, _, _) in self.truth.items() if said == label}


def unpacked(path: Path) -> list[str]:
    """A compressed log's lines, with nothing repaired."""
    with gzip.open(path, "rb") as file:
        return file.read().decode("utf-8", "replace").splitlines()


def truth_of(path: Path) -> dict[str, tuple[str, str, int]]:
    """Client -> label, kind and number of requests."""
    with path.open(newline="") as file:
        return {row["client"]: (row["label"], row["kind"], int(row["requests"]))
                for row in csv.DictReader(file)}  # fmt: skip


def semicomplete(shared: Path, folder: Path) -> Labelled:
    """The site's four days, stretched: each hour's lines spread evenly over that hour."""
    base = shared / "real/elastic_semicomplete_2015-05"
    hours: dict[datetime, list[str]] = {}
    for line in unpacked(Path(f"{base}.log.gz")):
        found = STAMP.search(line)
        if found is None:
            continue
        day, month, year, hour = found.group(1, 2, 3, 4)
        start = datetime(int(year), MONTHS[month], int(day), int(hour), tzinfo=UTC)
        hours.setdefault(start, []).append(line)
    log = folder / "semicomplete.log"
    with log.open("w") as out:
        for start, lines in sorted(hours.items()):
            for i, line in enumerate(lines):
                moment = start + timedelta(seconds=3_600 * i / len(lines))
                stamp = moment.strftime("[%d/%b/%Y:%H:%M:%S +0000]")
                out.write(STAMP.sub(stamp, line, count=1) + "\n")
    return Labelled(log, truth_of(Path(f"{base}.truth.csv")))


def secrepo(shared: Path, folder: Path) -> Labelled:
    """One day of a public site."""
    base = shared / "real/secrepo_2021-10-22"
    log = folder / "secrepo.log"
    log.write_text("\n".join(unpacked(Path(f"{base}.log.gz"))) + "\n")
    return Labelled(log, truth_of(Path(f"{base}.truth.csv")))


def scan(shared: Path, folder: Path, name: str) -> Path:
    """A scanner's run against a test application; every line is its."""
    log = folder / f"{name}.log"
    log.write_text("\n".join(unpacked(shared / f"scans/{name}.log.gz")) + "\n")
    return log


@dataclass(frozen=True)
class PeerTest:
    """One of CrowdSec's own tests: a log, what it names, and how often the source called."""

    name: str
    log: Path
    kind: str
    scenarios: tuple[str, ...]
    sources: dict[str, int]
    lines: int


SIGNATURES = ("cve", "spring4shell", "thinkphp", "technology-probing", "admin-interface")
NO_ACCESS_LOG = {
    "modsecurity": "a web application firewall's messages",
    "litespeed": "a server's error log",
    "nginx_req_limit_exceeded": "nginx's error log",
    "nginx-http-generic-bf": "nginx's error log",
    "tcpudp-flood-traefik": "a debug log of UDP streams",
    "caddy-crs-anomaly-score": "a web application firewall's messages",
}


def crowdsec_tests(shared: Path) -> list[PeerTest]:
    """CrowdSec's HTTP tests, with the number of lines that each source has in the log."""
    folder = shared / "crowdsec-hub"
    tests: list[PeerTest] = []
    for entry in json.loads((folder / "expected.json").read_text()):
        log = folder / entry["log"]
        lines = log.read_text(errors="replace").splitlines()
        named: dict[str, int] = {}
        for expected in entry["expected"] or []:
            for source in expected["sources"] or []:
                if source:
                    named[source] = sum(_names(line, source) for line in lines)
        expects = [e["scenario"] or "an alert without a name" for e in entry["expected"] or []]
        scenarios = tuple(sorted({name.split("/")[-1] for name in expects}))
        tests.append(
            PeerTest(entry["test"], log, _kind(entry, scenarios), scenarios, named, len(lines))
        )
    return tests


def _names(line: str, source: str) -> bool:
    after = r"(?![\w.:])" if ":" in source else r"(?![\w.])"
    return re.search(rf"(?<![\w.:]){re.escape(source)}{after}", line) is not None


def _kind(entry: dict[str, object], scenarios: tuple[str, ...]) -> str:
    name, log_type = str(entry["test"]), str(entry["log_type"])
    for key in (name, log_type):
        if key in NO_ACCESS_LOG:
            return NO_ACCESS_LOG[key]
    if not scenarios:
        return "nothing is expected"
    if any(word in text.lower() for text in (name, *scenarios) for word in SIGNATURES):
        return "signature"
    return "behaviour"


@dataclass(frozen=True)
class PeerLine:
    """An access-log line of fail2ban's tests, with the host and time it must yield."""

    file: str
    text: str
    host: str
    time: datetime


@dataclass
class PeerLines:
    """The lines that count, and those that do not, with the reason."""

    lines: list[PeerLine] = field(default_factory=list)
    left_out: list[tuple[str, str, str]] = field(default_factory=list)


ACCESS = re.compile(r'^(?:\S+ )?\S+ \S+ \S+(?: \S+)? \[[^\]]*\].* "|haproxy\[\d+\]: ')
HAPROXY = re.compile(r"haproxy\[\d+\]: (\S+):\d+ \[(\d\d)/(\w{3})/(\d{4}):(\d\d):(\d\d):(\d\d)")


def fail2ban_lines(shared: Path) -> PeerLines:
    """The access-log lines among fail2ban's samples."""
    found = PeerLines()
    for path in sorted((shared / "fail2ban").iterdir()):
        said: dict[str, object] = {}
        for line in path.read_text(errors="replace").splitlines():
            if line.startswith("# failJSON:"):
                said = json.loads(line.removeprefix("# failJSON:"))
            elif line and not line.startswith("#") and ACCESS.search(line):
                _sort_in(found, path.name, line, said)
    return found


def _sort_in(found: PeerLines, file: str, line: str, said: dict[str, object]) -> None:
    stamp, proxy = STAMP.search(line), HAPROXY.search(line)
    if proxy is not None:
        host, *parts = proxy.groups()
        host = host.removeprefix("::ffff:")
        found.lines.append(PeerLine(file, line, host, moment(*parts, "+0000")))
    elif stamp is not None:
        host = str(said.get("host") or line.split(maxsplit=1)[0])
        found.lines.append(PeerLine(file, line, host, moment(*stamp.groups())))
    elif re.search(r"\[\d\d/\w{3}/\d{4}:", line):
        found.left_out.append((file, line[:60], "a time without a zone, in no server's own layout"))


def moment(
    day: str, month: str, year: str, hour: str, minute: str, second: str, zone: str
) -> datetime:
    """The instant of a log's time stamp."""
    date = (int(year), MONTHS[month], int(day))
    local = datetime(*date, int(hour), int(minute), int(second), tzinfo=UTC)
    sign = -1 if zone[0] == "-" else 1
    return local - sign * timedelta(hours=int(zone[1:3]), minutes=int(zone[3:5]))


CAPTURE_LAYOUT = """\
formats:
  - name: capture
    json:
      time: t
      client: ip
      method: method
      target: target
      protocol: proto
      status: st
      bytes_in: req_bytes
      bytes_out: resp_bytes
      duration: dur_ms
      user_agent: ua
"""
CAPTURES = (
    "ffuf_dirs", "gobuster_dir", "ffuf_ids", "ffuf_stuffing", "hydra_basic", "hydra_post",
    "sqlmap", "curl_cffi_chrome", "ab", "h2load_h1", "hey", "wrk",
)  # fmt: skip


def captures(shared: Path, folder: Path) -> tuple[Path, dict[str, str]]:
    """Every tool's run amid the calls of ninety ordinary clients; and each tool's address.

    The captures come from one address; here each tool gets one of its own and begins six
    minutes after the one before. Nothing else in its calls is changed.
    """
    rows = [*ordinary(np.random.default_rng(11), len(CAPTURES) * 360 + 900)]
    addresses: dict[str, str] = {}
    for number, tool in enumerate(CAPTURES):
        path = shared / f"tool-captures/{tool}.jsonl.gz"
        if not path.exists():
            continue
        addresses[tool] = f"198.18.{number}.9"
        calls = [json.loads(line) for line in unpacked(path)]
        shift = 1_795_500_000 + 600 + 360 * number - calls[0]["t"]
        rows += [
            {**call, "t": round(call["t"] + shift, 4), "ip": addresses[tool]} for call in calls
        ]
    log = folder / "captures.jsonl"
    rows.sort(key=lambda row: row["t"])
    log.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return log, addresses


def ordinary(rng: np.random.Generator, seconds: int) -> Iterator[dict[str, object]]:
    """Ninety people at the API that the captures were taken on, each every few seconds."""
    agent = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
    for person in range(90):
        since = float(rng.uniform(0, 40))
        while since < seconds:
            item = int(rng.integers(1, 400))
            target, status = (
                (f"/v1/items/{item}", 200)
                if rng.random() < 0.6
                else (f"/v1/search?q=w{item % 40}", 200)
            )
            if rng.random() < 0.03:
                target, status = f"/v1/items/{item + 4_000}", 404
            yield {
                "t": round(1_795_500_000 + since, 4), "ip": f"198.19.{person}.{person + 1}",
                "port": 40_000, "method": "GET", "target": target, "proto": "HTTP/1.1",
                "st": status, "req_bytes": 0, "resp_bytes": int(rng.integers(20, 700)),
                "dur_ms": 0.7, "ua": agent, "hdrs": ["Host", "User-Agent"], "auth": False,
            }  # fmt: skip
            since += float(rng.exponential(9))
