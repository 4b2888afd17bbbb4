"""`vedette patterns` lists the shipped ones, shows one, and knows names nearly right."""

from __future__ import annotations

import json

from vedette.cli.main import main


def test_all_are_listed(capsys):
    assert main(["patterns"]) == 0

    assert "credential_stuffing: Credential" in capsys.readouterr().out


def test_one_is_shown_by_name_or_number(capsys):
    assert main(["patterns", "credential_stuffing"]) == 0
    by_name = capsys.readouterr().out

    assert main(["patterns", "4"]) == 0
    assert capsys.readouterr().out == by_name
    assert "login fails ≥ " in by_name


def test_one_as_json_is_an_object_and_all_are_a_list(capsys):
    main(["patterns", "flooder", "-o", "json"])
    assert json.loads(capsys.readouterr().out)["id"] == "flooder"

    main(["patterns", "-o", "json"])
    assert len(json.loads(capsys.readouterr().out)) > 10


def test_an_unknown_one_names_the_nearest(capsys):
    assert main(["patterns", "floder"]) == 2
    assert "Expected flooder (did you mean that?)" in capsys.readouterr().err
