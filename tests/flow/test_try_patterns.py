"""The shipped patterns do what their own examples say, by the real engine and judge."""

from __future__ import annotations

from pathlib import Path

import pytest

from vedette.detect.load import SHIPPED, PatternError
from vedette.flow.try_patterns import try_patterns


@pytest.mark.parametrize("file", sorted(SHIPPED.glob("*.toml")), ids=lambda file: file.stem)
def test_a_shipped_pattern_does_what_its_examples_say(file: Path):
    tried = try_patterns([file])
    failed = [t for t in tried if not t.passed]

    assert len(tried) >= 4
    assert [] == failed


def test_an_example_that_fails_names_the_numbers(tmp_path: Path):
    text = (SHIPPED / "guessor.toml").read_text().replace("times = 90", "times = 40")
    (tmp_path / "guessor.toml").write_text(text)
    (failed,) = [t for t in try_patterns([tmp_path]) if not t.passed]

    assert "voucher codes tried out" == failed.example
    assert "ip+proxy, 300 s, medium: client_errors 40 (at_least 50)" in str(failed.nearest)


def test_a_file_with_faults_is_not_tried(tmp_path: Path):
    (tmp_path / "odd.toml").write_text("id = 1")
    with pytest.raises(PatternError, match=r"odd.toml:1: id: found 1"):
        try_patterns([tmp_path])
