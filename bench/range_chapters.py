"""The chapters of the range: one for each set of labelled traffic.

Comes in: a place with the data. Goes out: checks and tables. Each chapter runs
`vedette analyse` as its users do and compares the JSON with what is known.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "src"))

import range_inputs as inputs
import range_truth as truth
from measure import VEDETTE
from vedette.watch.enrich.address import packed
from vedette.watch.read import explain_line

REPOSITORY = Path(__file__).parent.parent
NOW = 1_800_000_000_000_000
"""µs UTC; times a day later than this would be absurd."""


@dataclass(frozen=True)
class Check:
    """A requirement of the range and whether it is met."""

    requirement: str
    met: bool
    shown: str


@dataclass
class Chapter:
    """What one set of traffic showed."""

    title: str
    about: str
    checks: list[Check] = field(default_factory=list)
    tables: list[list[str]] = field(default_factory=list)


@dataclass(frozen=True)
class Place:
    """Where the data lies, and where to work."""

    shared: Path
    folder: Path

    def analyse(self, log: Path, settings: str = "", *more: str) -> truth.Analysis | None:
        """`vedette analyse` of one log, as its users run it; null when it cannot read it."""
        out, config = self.folder / f"{log.name}.json", self.folder / f"{log.name}.yaml"
        key = self.folder / "hmac.key"
        key.write_text("the range's own key\n")
        key.chmod(0o600)
        config.write_text(f"fingerprints: {{key_file: {key}}}\n{settings}")
        command = [
            *VEDETTE, "analyse", str(log),
            "--json", str(out), "--config", str(config), *more,
        ]  # fmt: skip
        env = {**os.environ, "PYTHONPATH": str(REPOSITORY / "src"), "NO_COLOR": "1"}
        done = subprocess.run(command, capture_output=True, text=True, check=False, env=env)
        if done.returncode == 2:
            return None
        if done.returncode != 0:
            raise SystemExit(
                f"vedette analyse {log} failed:\n{(done.stdout + done.stderr)[-3_000:]}"
            )
        return json.loads(out.read_text())


def semicomplete(place: Place) -> Chapter:
    """Four days of a personal site, 1,753 clients."""
    given = inputs.semicomplete(place.shared, place.folder)
    result = _must(place.analyse(given.log), given.log)
    benign, attacks = given.of("benign"), given.of("attack")
    wrong = _flagged(result, benign)
    chapter = Chapter(
        "semicomplete, stretched",
        f"Four days of a personal site: {result['input']['calls']:,} calls, {len(benign):,} benign "
        f"clients, {len(attacks)} attackers (most of whom send a single call), "
        f"{len(given.of('unsure'))} unsure. Each hour's lines are spread over that hour.",
    )
    chapter.checks.append(
        Check(
            "at most 3 benign clients flagged", len(wrong) <= 3, f"{len(wrong)} of {len(benign):,}"
        )
    )
    chapter.tables.append(_wrong_table(wrong, given))
    chapter.tables.append(_attack_table(result, given))
    return chapter


def secrepo(place: Place) -> Chapter:
    """A day of a public site."""
    given = inputs.secrepo(place.shared, place.folder)
    result = _must(place.analyse(given.log), given.log)
    benign = given.of("benign")
    high = {
        ip: said for ip, said in truth.named(result, benign).items() if truth.flagged(said, "low")
    }
    chapter = Chapter(
        "secrepo, 22 October 2021",
        f"A day of a public site: {result['input']['calls']:,} calls, {len(benign)} benign "
        f"clients, {len(given.of('attack'))} attackers.",
    )
    bursts = sorted(given.of("attack"), key=lambda ip: -given.truth[ip][2])[:2]
    for ip in bursts:
        said = truth.named(result, [ip])[ip]
        requirement = f"the burst of {given.truth[ip][2]} calls is at least low"
        chapter.checks.append(Check(requirement, truth.flagged(said), _all(said)))
    chapter.checks.append(
        Check("no benign client above low", not high, f"{len(high)} of {len(benign)}")
    )
    chapter.tables.append(_wrong_table(_flagged(result, benign), given))
    chapter.tables.append(_attack_table(result, given))
    return chapter


def scans(place: Place) -> Chapter:
    """Two scanners against a test application."""
    chapter = Chapter("netsparker and w3af", "Two scanners in a laboratory; every line is theirs.")
    rows = [
        "| scanner | address | calls | flagged after | its calls until then | by |",
        "|-|-|-|-|-|-|",
    ]
    for name in ("netsparker_2016", "w3af_2016"):
        log = inputs.scan(place.shared, place.folder, name)
        result = _must(place.analyse(log), log)
        for ip, times in sorted(_times(log).items(), key=lambda pair: -len(pair[1])):
            found = truth.delay(result, ip, times)
            met = found is not None and (found.calls <= 50 or found.seconds <= 30)
            shown = "never" if found is None else f"{found.seconds:.0f} s, {found.calls} calls"
            if len(times) >= 10:
                requirement = f"{name.split('_')[0]} ({ip}) flagged within 50 calls or 30 s"
                chapter.checks.append(Check(requirement, met, shown))
            after = (
                ("never", "", "")
                if found is None
                else (f"{found.seconds:.0f} s", found.calls, found.pattern)
            )
            rows.append(
                f"| {name} | {ip} | {len(times):,} | {after[0]} | {after[1]} | {after[2]} |"
            )
    chapter.tables.append(rows)
    return chapter


def crowdsec(place: Place) -> Chapter:
    """CrowdSec's own tests of its HTTP scenarios."""
    chapter = Chapter(
        "CrowdSec's HTTP tests",
        "The test logs of its hub. A behaviour test with at least ten calls from its source has "
        "to raise an incident on that source. The others are listed with the reason: a signature "
        "of one CVE or product is not a behaviour (Vedette has no signatures of single calls), "
        "and fewer than ten calls are too few to judge a behaviour by.",
    )
    rows = ["| test | expected | source | calls | Vedette | counts |", "|-|-|-|-|-|-|"]
    missed: list[str] = []
    counted = 0
    for test in inputs.crowdsec_tests(place.shared):
        result = place.analyse(test.log)
        for source, calls in sorted(test.sources.items(), key=lambda pair: -pair[1]) or [
            ("", test.lines)
        ]:
            said, counts = _of_test(test, result, source, calls)
            if counts == "yes":
                counted += 1
                if not said.startswith(truth.SEVERITIES):
                    missed.append(f"{test.name} {source}")
            rows.append(
                f"| {test.name} | {', '.join(test.scenarios)} | {source} | {calls} | {said} "
                f"| {counts} |"
            )
    chapter.checks.append(
        Check("every behaviour test with at least 10 calls raises an incident on its source",
              not missed, f"{counted - len(missed)} of {counted}"
              + (f"; missed: {', '.join(missed)}" if missed else ""))
    )  # fmt: skip
    chapter.tables.append(rows)
    return chapter


def _of_test(
    test: inputs.PeerTest, result: truth.Analysis | None, source: str, calls: int
) -> tuple[str, str]:
    if result is None:
        return (
            "not an access log",
            f"no: {test.kind if test.kind != 'behaviour' else 'unknown format'}",
        )
    said: list[truth.Naming] = []
    if source:
        said = truth.named(result, [source])[source] or truth.nearly(result, [source])[source]
    if test.kind != "behaviour":
        return _all(said), f"no: {test.kind}"
    return _all(said), "yes" if calls >= 10 else "no: fewer than ten calls"


def fail2ban(place: Place) -> Chapter:
    """fail2ban's sample lines, read by our own reader, one by one."""
    found = inputs.fail2ban_lines(place.shared)
    outcomes = [(line, _reads_right(line)) for line in found.lines]
    wrong = [(line, why) for line, why in outcomes if why is not None]
    rows = ["| file | line | why it is wrong or left out |", "|-|-|-|"]
    rows += [f"| {one.file} | `{_code(one.text)}` | **{why}** |" for one, why in wrong]
    rows += [
        f"| {file} | `{_code(text)}` | left out: {why} |" for file, text, why in found.left_out
    ]
    chapter = Chapter(
        "fail2ban's access lines",
        "Every access-log line among the samples of its filters, read as `vedette explain LINE` "
        "reads it; host and time must be those that fail2ban expects. Error logs are not access "
        "logs.",
    )
    right = f"{len(found.lines) - len(wrong)} of {len(found.lines)}"
    requirement = "every access-log line read with the right host and time"
    chapter.checks.append(Check(requirement, not wrong, right))
    chapter.tables.append(rows)
    return chapter


def _reads_right(line: inputs.PeerLine) -> str | None:
    """Null if the line is read with its host and time, else what came instead."""
    read = explain_line(line.text, timezone="UTC", now=NOW)
    if read.format is None:
        return "not read"
    host = read.fields.get("client") or read.fields.get("peer")
    time = read.fields.get("started" if "haproxy" in line.text else "time")
    if packed(str(host)) != packed(line.host):
        return f"host {host}"
    wanted = round(line.time.timestamp() * 1e6)
    return None if isinstance(time, int) and abs(time - wanted) < 1_000_000 else f"time {time}"


RIGHT_KINDS: dict[str, tuple[str, ...]] = {
    "ffuf_dirs": ("vulnerability_scan",),
    "gobuster_dir": ("vulnerability_scan",),
    "ffuf_ids": ("sequential_id_walk", "content_scraper"),
    "ffuf_stuffing": ("credential_stuffing",),
    "hydra_basic": ("credential_stuffing", "brute_guessor", "guessor", "key_guessing"),
    "hydra_post": ("credential_stuffing", "brute_guessor", "guessor"),
    "sqlmap": ("vulnerability_scan", "content_scraper", "parameter_fuzzing"),
    "curl_cffi_chrome": ("sequential_id_walk", "content_scraper"),
    "ab": ("flooder",),
    "h2load_h1": ("flooder",),
    "hey": ("flooder",),
    "wrk": ("flooder",),
}


def captures(place: Place) -> Chapter:
    """Real tools, captured on the loopback, amid ordinary clients."""
    log, addresses = inputs.captures(place.shared, place.folder)
    result = _must(place.analyse(log, inputs.CAPTURE_LAYOUT), log)
    chapter = Chapter(
        "tools, captured",
        "One run of each tool, at an address of its own, amid ninety ordinary clients of the same "
        "API. The layout is a JSON map in the settings.",
    )
    rows = ["| tool | found as | right kind |", "|-|-|-|"]
    wrong: list[str] = []
    almost = truth.nearly(result, addresses.values())
    for tool, ip in addresses.items():
        said = truth.named(result, [ip])[ip]
        kinds = truth.kinds(result, ip)
        right = bool(set(kinds) & set(RIGHT_KINDS[tool]))
        if not right:
            wrong.append(tool)
        shown = f"{said[0].severity}: {', '.join(kinds)}" if said else _all(almost[ip])
        rows.append(f"| {tool} | {shown} | {'yes' if right else '**no**'} |")
    people = {f"198.19.{person}.{person + 1}" for person in range(90)}
    accused = _flagged(result, people)
    found = len(addresses) - len(wrong)
    chapter.checks.append(Check("each tool found, as the right kind", not wrong,
                                f"{found} of {len(addresses)}"
                                + (f"; not: {', '.join(wrong)}" if wrong else "")))  # fmt: skip
    chapter.checks.append(Check("no ordinary client flagged", not accused, f"{len(accused)} of 90"))
    chapter.tables.append(rows)
    return chapter


SETS: dict[str, Callable[[Place], Chapter]] = {
    "semicomplete": semicomplete,
    "secrepo": secrepo,
    "scans": scans,
    "crowdsec": crowdsec,
    "fail2ban": fail2ban,
    "captures": captures,
}


def _must(result: truth.Analysis | None, log: Path) -> truth.Analysis:
    if result is None:
        raise SystemExit(f"vedette analyse could not read {log}")
    return result


def _flagged(result: truth.Analysis, ips: set[str]) -> dict[str, list[truth.Naming]]:
    return {ip: said for ip, said in truth.named(result, ips).items() if truth.flagged(said)}


def _all(said: list[truth.Naming]) -> str:
    return "; ".join(sorted({str(one) for one in said})) or "nothing"


def _code(text: str) -> str:
    return text[:70].replace("|", "\\|").replace("`", "'")


def _wrong_table(wrong: dict[str, list[truth.Naming]], given: inputs.Labelled) -> list[str]:
    rows = ["| benign client flagged | what it is | its calls | as |", "|-|-|-|-|"]
    for ip, said in sorted(wrong.items()):
        _, kind, calls = given.truth[ip]
        rows.append(f"| {ip} | {kind} | {calls} | {_all(said)} |")
    return rows if wrong else []


def _attack_table(result: truth.Analysis, given: inputs.Labelled) -> list[str]:
    rows = ["| attacker | what it did | its calls | Vedette |", "|-|-|-|-|"]
    attacks = given.of("attack")
    said, almost = truth.named(result, attacks), truth.nearly(result, attacks)
    for ip in sorted(attacks, key=lambda one: (-given.truth[one][2], one)):
        _, kind, calls = given.truth[ip]
        rows.append(f"| {ip} | {kind} | {calls} | {_all(said[ip] or almost[ip])} |")
    return rows


def _times(log: Path) -> dict[str, list[datetime]]:
    found: dict[str, list[datetime]] = {}
    for line in log.read_text().splitlines():
        stamp = inputs.STAMP.search(line)
        if stamp is not None:
            found.setdefault(line.split()[0], []).append(inputs.moment(*stamp.groups()))
    return {ip: sorted(times) for ip, times in found.items()}
