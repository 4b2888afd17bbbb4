"""The HMAC key is made once, kept private, and never shown."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor

import pytest

from vedette.flow import secret
from vedette.flow.errors import CannotRun
from vedette.model.settings import Fingerprints, Settings


def test_without_a_data_folder_the_key_lasts_for_one_run(tmp_path):
    first = secret.for_analysis(Settings(), tmp_path)
    second = secret.for_analysis(Settings(), tmp_path)

    assert first.key != second.key
    assert first.note
    assert "this run only" in first.note
    assert list(tmp_path.iterdir()) == []


def test_the_usual_place_is_used_if_a_key_is_there(tmp_path):
    (tmp_path / "vedette-data").mkdir()
    made = secret.kept(tmp_path / "vedette-data" / "hmac.key")

    assert secret.for_analysis(Settings(), tmp_path).key == made.key


@pytest.mark.parametrize(
    "settings",
    [Settings(data="kept"), Settings(fingerprints=Fingerprints(key_file="a/b/own.key"))],
)
def test_a_named_place_gets_a_key_that_lasts_and_only_the_owner_can_read(tmp_path, settings):
    first = secret.for_analysis(settings, tmp_path)
    second = secret.for_analysis(settings, tmp_path)

    path = secret.where(settings, tmp_path)
    assert first.key == second.key
    assert len(first.key) == 64
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(path.parent.iterdir()) == [path]
    assert first.note is None


def test_a_key_is_read_without_the_white_space_around_it(tmp_path):
    path = tmp_path / "k"
    path.write_bytes(b"  0123456789abcdef\r\n\n")
    path.chmod(0o600)

    assert secret.kept(path) == secret.Secret(b"0123456789abcdef")


def test_a_key_that_others_can_read_is_used_and_said(tmp_path):
    path = tmp_path / "k"
    path.write_bytes(b"0123456789abcdef")
    path.chmod(0o644)

    assert "chmod 600" in (secret.kept(path).note or "")


@pytest.mark.parametrize("content", [b"", b" \n", b"short", b"x" * 5_000])
def test_what_is_no_key_is_refused(tmp_path, content):
    path = tmp_path / "k"
    path.write_bytes(content)

    with pytest.raises(CannotRun, match="expected an HMAC key"):
        secret.kept(path)


def test_a_place_that_cannot_be_used_says_so(tmp_path):
    (tmp_path / "file").touch()

    with pytest.raises(CannotRun, match="hmac"):
        secret.kept(tmp_path / "file" / "hmac.key")


def test_of_many_that_start_at_once_all_get_the_same_key(tmp_path):
    with ThreadPoolExecutor(8) as pool:
        keys = list(pool.map(lambda _: secret.kept(tmp_path / "x" / "k").key, range(32)))

    assert len(set(keys)) == 1


def test_the_key_is_not_shown(tmp_path):
    made = secret.kept(tmp_path / "k")

    assert made.key.decode() not in repr(made)
