"""The commands in the documentation run as they stand."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
BLOCK = re.compile(r"^```console\n(.*?)^```", re.MULTILINE | re.DOTALL)
COMMAND = re.compile(r"^\$ (?P<command>.*?)(?:\s+# exit (?P<exit>\d))?$", re.MULTILINE)


def commands() -> Iterator[tuple[str, str, int]]:
    for page in PAGES:
        for block in BLOCK.findall(page.read_text(encoding="utf-8")):
            for match in COMMAND.finditer(block):
                yield page.name, match["command"], int(match["exit"] or 0)


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """A folder with the files that the documentation speaks of."""
    path = tmp_path_factory.mktemp("docs")
    shutil.copytree(Path(__file__).parent / "files", path, dirs_exist_ok=True)
    return path


@pytest.mark.parametrize(("page", "command", "code"), list(commands()))
def test_a_documented_command_does_what_it_says(page: str, command: str, code: int, folder: Path):
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}

    run = subprocess.run(
        ["/bin/sh", "-c", command],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert code == run.returncode, f"{page}: $ {command}\n{run.stdout}\n{run.stderr}"


def test_there_are_commands_to_run():
    assert len(list(commands())) >= 5
