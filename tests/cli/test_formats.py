"""`vedette formats` lists the names that --format takes."""

from __future__ import annotations

import json

from vedette.cli.main import main


def test_formats_are_listed_for_people_and_for_programs(capsys):
    assert main(["formats", "-o", "json"]) == 0
    known = [one["name"] for one in json.loads(capsys.readouterr().out)]

    assert main(["formats"]) == 0
    shown = capsys.readouterr().out

    assert len(known) > 10
    assert all(name in shown for name in known)
