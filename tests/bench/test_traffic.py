from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pytest

from traffic import LINES_PER_CLIENT, bones, generate

COMBINED = re.compile(
    r'^[0-9a-f.:]+ - - \[23/Nov/2026:\d\d:\d\d:\d\d \+0000\] "[^"]+" \d{3} \d+ "-" "[^"]+"$'
)


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("traffic") / "made.log"
    generate(30_000, path)
    return path


def test_the_log_has_exactly_the_lines_asked_for_in_the_combined_format(log: Path):
    lines = log.read_text().splitlines()

    assert 30_000 == len(lines)
    assert all(COMBINED.match(line) for line in lines)


def test_the_same_arguments_give_the_same_bytes(log: Path, tmp_path: Path):
    generate(30_000, tmp_path / "again.log")

    assert log.read_bytes() == (tmp_path / "again.log").read_bytes()


def test_rich_json_holds_the_same_calls_with_identities(log: Path, tmp_path: Path):
    generate(30_000, tmp_path / "made.json", "rich")
    calls = [json.loads(line) for line in (tmp_path / "made.json").open()]
    first = log.open().readline().split()

    assert 30_000 == len(calls)
    assert first[6] == calls[0]["path"]
    assert {None} < {call["authorization"] for call in calls}


def test_plain_json_says_what_the_text_says_and_no_more(tmp_path: Path):
    generate(1_000, tmp_path / "made.json", "json")
    call = json.loads((tmp_path / "made.json").open().readline())

    assert not {"authority", "x_api_key", "authorization"} & set(call)


def test_five_million_lines_come_from_fifty_thousand_clients():
    assert 5_000_000 // LINES_PER_CLIENT >= 50_000


def test_calls_are_in_order_of_time_and_attackers_are_few():
    traffic = bones(100_000, 7)

    assert np.all(np.diff(traffic.ms) >= 0)
    assert 0.02 < np.mean(traffic.kind > 0) < 0.06
