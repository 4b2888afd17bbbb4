"""From paths to files: each once, in a stable order, with a name that does not move."""

from __future__ import annotations

from pathlib import Path

import pytest

from vedette.watch.sources.base import Found
from vedette.watch.sources.find import find


@pytest.fixture
def logs(tmp_path: Path) -> Path:
    for name in ("a.log", "a.log.1", "deep/b.log", ".hidden", ".git/c.log"):
        path = tmp_path / "logs" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x\n")
    return tmp_path / "logs"


def test_a_folder_is_walked_in_order_without_hidden_files(logs: Path) -> None:
    found, failures = find([str(logs)])

    assert ["logs/a.log", "logs/a.log.1", "logs/deep/b.log"] == [one.source for one in found]
    assert [] == failures


def test_the_identity_does_not_depend_on_where_one_stands(
    logs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(logs.parent)

    assert [one.source for one in find([str(logs)])[0]] == [one.source for one in find(["logs"])[0]]


def test_a_glob_finds_files_and_folders(logs: Path) -> None:
    found, _ = find([f"{logs}/a.*", f"{logs}/d*"])

    assert ["a.log", "a.log.1", "deep/b.log"] == [one.source for one in found]


def test_two_files_of_one_name_keep_their_paths(logs: Path, tmp_path: Path) -> None:
    other = tmp_path / "a.log"
    other.write_text("x\n")
    found, _ = find([str(logs / "a.log"), str(other)])

    assert [str(logs / "a.log"), str(other)] == [one.source for one in found]


def test_a_file_named_twice_is_read_once(logs: Path) -> None:
    link = logs / "link.log"
    link.symlink_to(logs / "a.log")
    found, _ = find([str(logs / "a.log"), str(link), str(logs / "a.log")])

    assert [Found(str(logs / "a.log"), "a.log")] == found


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("missing.log", "no such file or folder"),
        ("*.nothing", "no file matches this pattern"),
        ("empty", "the folder holds no file"),
    ],
)
def test_what_is_not_there_is_said(
    path: str, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty").mkdir()
    found, failures = find([path])

    assert ([], [f"{path}: {message}"]) == (found, [str(one) for one in failures])


def test_standard_input_is_a_source() -> None:
    assert [Found("-", "-")] == find(["-"])[0]
