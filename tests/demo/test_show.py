from __future__ import annotations

import io
from pathlib import Path

from rich.console import Console

from vedette.demo.show import Means, prints, show
from vedette.model.analysis import Analysis, Input

NOTHING = Analysis(Input((), 0, 0, {}, (), None, None, ()), (), (), ())


def test_missing_everything_fails_and_says_so(tmp_path: Path):
    screen = io.StringIO()
    means = Means(lambda *_: NOTHING, lambda *_: None)
    passed = show(tmp_path, Console(file=screen, width=120), means)

    assert not passed
    assert "Attacks found: 0 of" in screen.getvalue()
    assert "report.html" in screen.getvalue()


def test_a_token_is_fingerprinted_without_its_scheme():
    assert prints().token("Bearer abcdefghijklmnop") == prints().token("abcdefghijklmnop")
