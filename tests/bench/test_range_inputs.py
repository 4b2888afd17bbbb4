from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime
from pathlib import Path

import range_inputs as inputs


def pack(path: Path, lines: list[str]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(("\n".join(lines) + "\n").encode()))


def test_an_hours_lines_are_spread_over_the_hour_in_their_order(tmp_path: Path):
    squeezed = [f'192.0.2.{i} - - [17/May/2015:10:05:0{i} +0000] "GET /{i} HTTP/1.1" 200 1 "-" "-"'
                for i in range(4)]  # fmt: skip
    base = tmp_path / "real/elastic_semicomplete_2015-05"
    pack(Path(f"{base}.log.gz"), squeezed)
    Path(f"{base}.truth.csv").write_text("client,label,kind,requests\n192.0.2.1,benign,person,1\n")
    made = inputs.semicomplete(tmp_path, tmp_path)
    stamps = [line.split("[")[1][12:20] for line in made.log.read_text().splitlines()]

    assert ["10:00:00", "10:15:00", "10:30:00", "10:45:00"] == stamps
    assert {"192.0.2.1"} == made.of("benign")


def test_a_source_is_counted_as_a_whole_address(tmp_path: Path):
    folder = tmp_path / "crowdsec-hub"
    (folder / "logs").mkdir(parents=True)
    (folder / "logs/a.log").write_text("1.2.3.4 x\n11.2.3.4 y\n1.2.3.45 z\n1.2.3.4:80 v\n")
    entry = {
        "test": "http-probing",
        "log": "logs/a.log",
        "log_type": "nginx",
        "expected": [{"scenario": "crowdsecurity/http-probing", "sources": ["1.2.3.4"]}],
    }
    (folder / "expected.json").write_text(json.dumps([entry]))

    assert {"1.2.3.4": 2} == inputs.crowdsec_tests(tmp_path)[0].sources


def test_a_cve_is_a_signature_and_probing_a_behaviour():
    def kind(name: str) -> str:
        return inputs._kind({"test": name, "log_type": "nginx"}, (name,))

    assert "signature" == kind("CVE-2017-9841")
    assert "behaviour" == kind("http-probing")
    assert "nginx's error log" == kind("nginx_req_limit_exceeded")


def test_fail2bans_lines_give_host_and_instant(tmp_path: Path):
    (tmp_path / "fail2ban").mkdir()
    (tmp_path / "fail2ban/one").write_text(
        '# failJSON: { "time": "2009-03-26T14:44:20", "match": true, "host": "192.0.2.9" }\n'
        '192.0.2.9 - - [26/Mar/2009:08:44:20 -0500] "GET / HTTP/1.1" 200 114 "-" "-"\n'
        '# failJSON: { "match": false }\n'
        "[Sat Jun 01 02:17:42 2013] [error] [client 192.0.2.1] File does not exist: /x\n"
    )
    found = inputs.fail2ban_lines(tmp_path)

    assert [datetime(2009, 3, 26, 13, 44, 20, tzinfo=UTC)] == [line.time for line in found.lines]
    assert "192.0.2.9" == found.lines[0].host


def test_each_tool_gets_an_address_and_a_time_of_its_own(tmp_path: Path):
    for tool in ("ab", "wrk"):
        call = {"t": 5.0, "ip": "127.0.0.1", "method": "GET", "target": "/", "st": 200}
        pack(tmp_path / f"tool-captures/{tool}.jsonl.gz", [json.dumps(call)] * 3)
    log, addresses = inputs.captures(tmp_path, tmp_path)
    calls = [json.loads(line) for line in log.open()]
    times = [call["t"] for call in calls]

    assert {"ab", "wrk"} == set(addresses)
    assert times == sorted(times)
    assert 3 == sum(call["ip"] == addresses["wrk"] for call in calls)
