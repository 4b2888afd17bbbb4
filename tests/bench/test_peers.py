from pathlib import Path

import pytest
import yaml

import peers


def test_an_absent_peer_is_named_and_nothing_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("INSTALL_TOOLS", raising=False)
    work = tmp_path / "deep"
    work.mkdir()
    (work / "x.log").write_text("a\n")
    rows, absent = peers.all_peers(peers.Bench(work / "x.log", 1, work, quick=True))

    assert [] == rows
    assert 3 == len(absent)
    assert all("INSTALL_TOOLS=1" in sentence for sentence in absent)


def test_the_head_of_a_log_has_that_many_lines(tmp_path: Path):
    (tmp_path / "x.log").write_text("a\nb\nc\n")
    bench = peers.Bench(tmp_path / "x.log", 3, tmp_path, quick=True)

    assert "a\nb\n" == bench.head(2).read_text()


def test_crowdsec_gets_its_collection_and_the_list_under_the_name_it_wants(tmp_path: Path):
    hub = tmp_path / "hub"
    for path, text in {
        "collections/crowdsecurity/nginx.yaml": "parsers: [crowdsecurity/nginx-logs]\n"
        "scenarios: [crowdsecurity/one, crowdsecurity/two]\n",
        "parsers/s01-parse/crowdsecurity/nginx-logs.yaml": "{}",
        "scenarios/crowdsecurity/one.yaml": "{}",
        "scenarios/crowdsecurity/two.yaml": "{}",
    }.items():
        (hub / path).parent.mkdir(parents=True, exist_ok=True)
        (hub / path).write_text(text)
    (tmp_path / "etc").mkdir()
    kept = peers._collect(hub, tmp_path / "etc", "crowdsecurity/nginx", lambda s: "one" in s)

    assert 1 == kept
    assert (tmp_path / "etc/parsers/s01-parse/nginx-logs.yaml").exists()
    assert not (tmp_path / "etc/scenarios/two.yaml").exists()


def test_crowdsec_speaks_to_nobody_outside():
    config = yaml.safe_dump(peers._crowdsec_config(Path("/somewhere")))

    assert "online_client" not in config
    assert "127.0.0.1" in config
