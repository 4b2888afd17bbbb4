import gzip
import json
import re
from pathlib import Path

import pytest
import yaml
import zstandard

from vedette.demo.truth import Day
from vedette.demo.write import write
from vedette.model.settings import Settings


@pytest.fixture(scope="module")
def folder(day: Day, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    write(day, folder)
    return folder


def lines(folder: Path) -> list[bytes]:
    logs = folder / "logs"
    with zstandard.open(logs / "gateway-2/access.json.log.1.zst", "rb") as packed:
        old = packed.read()
    rest = [logs / "gateway-1/access.json.log", logs / "gateway-2/access.json.log"]
    return b"".join([old, *(path.read_bytes() for path in rest)]).splitlines()


def test_every_call_is_written_once(day: Day, folder: Path):
    pictures = gzip.decompress((folder / "logs/media/access.log.gz").read_bytes()).splitlines()

    assert len(day.calls) == len(lines(folder)) + len(pictures)


def test_envoy_lines_carry_identities(folder: Path):
    first = json.loads((folder / "logs/gateway-1/access.json.log").open().readline())

    carried = {"authority", "x_api_key", "authorization", "x_forwarded_for"}

    assert carried <= set(first)


def test_pictures_are_in_the_combined_format(folder: Path):
    combined = re.compile(
        rb'^\S+ - - \[\d\d/\w{3}/\d{4}:[\d:]{8} \+0000\] "GET /media/\S+ HTTP/1.1" \d{3} \d+ '
        rb'"-" "[^"]+"$'
    )
    text = gzip.decompress((folder / "logs/media/access.log.gz").read_bytes())

    assert all(combined.match(line) for line in text.splitlines()[:500])


def test_the_truth_is_not_written(folder: Path):
    assert b"story" not in lines(folder)[0]


def test_the_settings_are_valid_and_declare_the_sync(day: Day, folder: Path):
    settings = Settings.model_validate(yaml.safe_load((folder / "vedette.yaml").read_text()))

    assert day.declared.ips == settings.exclusions[0].who["ip"]
    assert settings.exclusions[1].who["key"][0].startswith("k1_")
    assert (folder / "lists/tor-exits.txt").exists()


def test_the_same_day_is_written_in_the_same_bytes(day: Day, folder: Path, tmp_path: Path):
    write(day, tmp_path)

    for path in (p for p in folder.rglob("*") if p.is_file()):
        assert path.read_bytes() == (tmp_path / path.relative_to(folder)).read_bytes()
