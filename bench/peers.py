"""The peers, each run the way its makers mean it to be run on a log that is there.

Comes in: a log. Goes out: rows of the bench's table, or why there is none. A peer that is
not installed is named as absent; nothing fails for it. `INSTALL_TOOLS=1` gets them from
Debian: GoAccess and fail2ban by apt-get install, CrowdSec by unpacking its package (its
own installation would register the machine with a service).
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import yaml

from measure import Cost, best, cost  # pyright: ignore[reportImplicitRelativeImport]

CROWDSEC = "crowdsec"
LEAN = (
    "crowdsecurity/http-generic-bf",
    "crowdsecurity/http-probing",
    "crowdsecurity/http-crawl-non_statics",
)
NEVER_MATCHES = """type: trigger
name: bench/never
description: never
filter: "evt.Meta.log_type == 'nothing of the kind'"
"""


@dataclass(frozen=True)
class Row:
    """One peer's result: CPU and wall µs for a line, and what was measured how."""

    name: str
    version: str
    work: str
    lines: int
    how: str
    cpu: float
    wall: float
    peak: float
    command: str


@dataclass(frozen=True)
class Bench:
    """Where things lie: the log, a folder to work in, whether to be brief."""

    log: Path
    lines: int
    folder: Path
    quick: bool

    def head(self, lines: int) -> Path:
        """The first `lines` lines of the log, as a file."""
        path = self.folder / f"head-{lines}.log"
        with self.log.open("rb") as source, path.open("wb") as out:
            for _, line in zip(range(lines), source, strict=False):
                out.write(line)
        return path


def all_peers(bench: Bench) -> tuple[list[Row], list[str]]:
    """Every peer's rows, and a sentence for each that could not be measured."""
    rows: list[Row] = []
    absent: list[str] = []
    for peer in (goaccess, fail2ban, crowdsec):
        try:
            rows += peer(bench)
        except AbsentError as why:
            absent.append(str(why))
    return rows, absent


class AbsentError(Exception):
    """This peer is not here, and how to get it."""


def goaccess(bench: Bench) -> list[Row]:
    """GoAccess: parses every line and counts; no detection."""
    tool = _tool("goaccess", "goaccess")
    version = re.search(r"GoAccess - (\S+?)\.?\s", _said([tool, "--version"]))
    log = bench.head(min(bench.lines, 200_000 if bench.quick else 1_000_000))
    lines = min(bench.lines, 200_000 if bench.quick else 1_000_000)
    out = bench.folder / "goaccess.json"
    command = [tool, str(log), "--log-format=COMBINED", "--no-progress", "-o", str(out)]
    ran = best([cost(command, reads=log) for _ in range(1 if bench.quick else 3)])
    _check("GoAccess", ran)
    return [_row("GoAccess", version[1] if version else "?", "parses, counts, writes a report",
                 lines, "whole run", ran, command)]  # fmt: skip


def fail2ban(bench: Bench) -> list[Row]:
    """fail2ban-regex: one filter over the log, first its own, then one for 401 at a login."""
    tool = _tool("fail2ban-regex", "fail2ban")
    version = re.search(r"[\d.]+\d", _said(["fail2ban-client", "--version"]))
    own = bench.folder / "login-401.conf"
    own.write_text(
        '[Definition]\nfailregex = ^<HOST> \\S+ \\S+ \\[\\] "POST /v1/login [^"]*" 401\\b\n'
        "datepattern = ^[^\\[]*\\[({DATE})\n"
    )
    stock = Path("/etc/fail2ban/filter.d/nginx-botsearch.conf")
    small, large = (2_000, 10_000) if bench.quick else (20_000, 100_000)
    rows: list[Row] = []
    for name, rules in (("its own nginx-botsearch", stock), ("a filter for login 401", own)):
        command = lambda log, rules=rules: [tool, str(log), str(rules)]  # noqa: E731
        rows.append(_marginal(bench, "fail2ban-regex", version[0] if version else "?",
                              f"one filter: {name}", (small, large), command))  # fmt: skip
    return rows


def crowdsec(bench: Bench) -> list[Row]:
    """CrowdSec: offline replay with its nginx collection, whole and in part."""
    unpacked = _crowdsec_files(bench.folder.parent / "crowdsec-package")
    sets: list[tuple[str, str, Callable[[str], bool], tuple[int, int]]] = [
        ("its nginx collection", "all", lambda _: True, (2_000, 8_000)),
        (
            "the same, less bad-user-agent",
            "most",
            lambda s: "bad-user-agent" not in s,
            (4_000, 20_000),
        ),
        ("brute force, probing, crawl", "lean", lambda s: s in LEAN, (10_000, 40_000)),
        ("parsing only", "parse", lambda _: False, (10_000, 40_000)),
    ]
    rows: list[Row] = []
    for work, word, keep, sizes in sets[:1] if bench.quick else sets:
        home = bench.folder / f"crowdsec-{word}"
        command = _crowdsec_home(unpacked, home, keep)
        small_large = (500, 2_000) if bench.quick else sizes
        rows.append(
            _marginal(bench, "CrowdSec", _crowdsec_version(unpacked), work, small_large, command)
        )
    return rows


def _marginal(
    bench: Bench, name: str, version: str, work: str, sizes: tuple[int, int],
    command: Callable[[Path], list[str]],
) -> Row:  # fmt: skip
    small, large = sizes
    reps = 1 if bench.quick else 2
    costs: list[Cost] = []
    for lines in (small, large):
        log = bench.head(lines)
        runs = [cost(command(log), reads=log, limit=900) for _ in range(reps)]
        costs.append(best(runs))
        _check(name, costs[-1])
    beyond = costs[1].over(costs[0])
    shown = command(Path(f"head-{large}.log"))
    return _row(
        name, version, work, large - small, f"{large:,} less {small:,} lines", beyond, shown
    )


def _row(
    name: str, version: str, work: str, lines: int, how: str, ran: Cost, command: list[str]
) -> Row:
    return Row(name, version, work, lines, how, ran.cpu / lines * 1e6, ran.wall / lines * 1e6,
               ran.peak, " ".join(re.sub(r"/\S*/", "", part) for part in command))  # fmt: skip


def _check(name: str, ran: Cost) -> None:
    if ran.code != 0:
        raise AbsentError(f"{name} ended with code {ran.code}: {ran.said.strip()[-300:]}")


def _said(command: list[str]) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


def _tool(name: str, package: str) -> str:
    found = shutil.which(name)
    if found is None and os.environ.get("INSTALL_TOOLS") == "1":
        _apt(["install", "-y", "--no-install-recommends", package])
        found = shutil.which(name)
    if found is None:
        raise AbsentError(f"{name} is not here; INSTALL_TOOLS=1 installs Debian's {package}")
    return found


def _apt(arguments: list[str], cwd: Path | None = None) -> None:
    subprocess.run(["apt-get", "-qq", "update"], check=False, capture_output=True)
    subprocess.run(["apt-get", "-qq", *arguments], check=False, capture_output=True, cwd=cwd)


def _crowdsec_files(folder: Path) -> Path:
    """CrowdSec's package, unpacked and not installed."""
    unpacked = folder / "root"
    if not (unpacked / "usr/bin/crowdsec").exists() and os.environ.get("INSTALL_TOOLS") == "1":
        folder.mkdir(parents=True, exist_ok=True)
        _apt(["download", CROWDSEC], cwd=folder)
        for package in folder.glob("crowdsec_*.deb"):
            subprocess.run(["dpkg", "-x", str(package), str(unpacked)], check=True)
    if not (unpacked / "usr/bin/crowdsec").exists():
        raise AbsentError("CrowdSec is not here; INSTALL_TOOLS=1 downloads and unpacks Debian's")
    return unpacked


def _crowdsec_version(unpacked: Path) -> str:
    found = re.search(r"version: v(\S+)", _said([str(unpacked / "usr/bin/crowdsec"), "-version"]))
    return found[1] if found else "?"


def _crowdsec_home(
    unpacked: Path, home: Path, keep: Callable[[str], bool]
) -> Callable[[Path], list[str]]:
    """A home for one replay: the parsers, the wanted scenarios, a database of its own."""
    shutil.rmtree(home, ignore_errors=True)
    etc, data = home / "etc", home / "data"
    shutil.copytree(unpacked / "etc/crowdsec", etc)
    shutil.copytree(unpacked / "usr/share/crowdsec/data", data)
    # Debian ships this list under another name than the scenario asks for.
    shutil.copy(data / "path_traversal.txt", data / "http_path_traversal.txt")
    hub = unpacked / "usr/share/crowdsec/hub"
    for name in ("crowdsecurity/syslog-logs", "crowdsecurity/dateparse-enrich"):
        _put(hub, etc, "parsers", name)
    kept = _collect(hub, etc, "crowdsecurity/nginx", keep)
    if not kept:
        (etc / "scenarios/never.yaml").write_text(NEVER_MATCHES)
    (home / "hub").mkdir()
    kinds = ("parsers", "scenarios", "postoverflows", "collections")
    (home / "hub/.index.json").write_text(json.dumps({kind: {} for kind in kinds}))
    for empty in ("notifications", "plugins"):
        (home / empty).mkdir()
    (etc / "acquis.yaml").write_text("filenames: []\n")
    config = home / "config.yaml"
    config.write_text(yaml.safe_dump(_crowdsec_config(home)))
    register = [str(unpacked / "usr/bin/cscli"), "-c", str(config), "machines", "add", "bench",
                "--auto", "--force", "-f", str(home / "credentials.yaml")]  # fmt: skip
    subprocess.run(register, check=True, capture_output=True)
    binary = str(unpacked / "usr/bin/crowdsec")
    return lambda log: [binary, "-c", str(config), "-dsn", f"file://{log}", "-type", "nginx"]


def _collect(hub: Path, etc: Path, collection: str, keep: Callable[[str], bool]) -> int:
    author, name = collection.split("/")
    listed = yaml.safe_load((hub / "collections" / author / f"{name}.yaml").read_text())
    for parser in listed.get("parsers") or []:
        _put(hub, etc, "parsers", parser)
    wanted = [scenario for scenario in listed.get("scenarios") or [] if keep(scenario)]
    for scenario in wanted:
        _put(hub, etc, "scenarios", scenario)
    return len(wanted) + sum(
        _collect(hub, etc, below, keep) for below in listed.get("collections") or []
    )


def _put(hub: Path, etc: Path, kind: str, item: str) -> None:
    author, name = item.split("/")
    (etc / kind).mkdir(exist_ok=True)
    for path in (hub / kind).rglob(f"{name}.yaml"):
        if path.parent.name == author:
            stage = path.relative_to(hub / kind).parent.parent
            (etc / kind / stage).mkdir(parents=True, exist_ok=True)
            shutil.copy(path, etc / kind / stage / path.name)


def _crowdsec_config(home: Path) -> dict[str, object]:
    return {
        "common": {"daemonize": False, "log_media": "stdout", "log_level": "info"},
        "config_paths": {
            "config_dir": str(home / "etc"),
            "data_dir": str(home / "data"),
            "simulation_path": str(home / "etc/simulation.yaml"),
            "hub_dir": str(home / "hub"),
            "index_path": str(home / "hub/.index.json"),
            "notification_dir": str(home / "notifications"),
            "plugin_dir": str(home / "plugins"),
        },
        "crowdsec_service": {
            "acquisition_path": str(home / "etc/acquis.yaml"),
            "parser_routines": 1,
        },
        "cscli": {"output": "human"},
        "db_config": {
            "log_level": "error",
            "type": "sqlite",
            "db_path": str(home / "crowdsec.db"),
            "use_wal": True,
            "flush": {"max_items": 5000, "max_age": "7d"},
        },
        "plugin_config": {"user": "nobody", "group": "nogroup"},
        "api": {
            "client": {
                "insecure_skip_verify": False,
                "credentials_path": str(home / "credentials.yaml"),
            },
            "server": {
                "log_level": "error",
                "listen_uri": "127.0.0.1:18080",
                "profiles_path": str(home / "etc/profiles.yaml"),
            },
        },
        "prometheus": {"enabled": False},
    }
