"""The JSON form keeps the contract."""

from __future__ import annotations

import json
from dataclasses import replace

import jsonschema
import pytest
from tests.report import sample

from vedette.model.finding import Evidence
from vedette.report import json as report
from vedette.report import schemas


def strict(schema: object) -> object:
    """The schema with every undocumented field a fault."""
    if isinstance(schema, list):
        return [strict(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    closed = {"additionalProperties": False} if "properties" in schema else {}
    return {key: strict(value) for key, value in schema.items()} | closed


@pytest.mark.parametrize("make", [sample.rich, sample.empty, sample.rejected, sample.many])
def test_every_output_meets_its_schema_and_has_no_undocumented_field(make):
    made = json.loads(report.text(make()))

    jsonschema.validate(made, strict(schemas.analysis()))


def test_the_same_analysis_gives_the_same_bytes_whatever_time_it_took():
    assert report.text(sample.rich()) == report.text(replace(sample.rich(), seconds=99.0))


def test_the_text_is_plain_ascii_so_that_it_cannot_steer_a_terminal():
    text = report.text(sample.rich())

    assert text.isascii()
    assert all(char.isprintable() or char == "\n" for char in text)


def test_times_have_six_decimals_and_z():
    made = report.as_dict(sample.rich())

    assert made["input"]["first"] == "2026-11-24T00:00:03.000000Z"
    assert made["incidents"][0]["sample_calls"][0]["time"] == "2026-11-24T00:00:01.000250Z"


def test_lines_are_calls_plus_rejected():
    read = report.as_dict(sample.rich())["input"]

    assert read["lines"] == read["calls"] + read["rejected"]
    assert read["rejected"] == sum(read["rejected_by_reason"].values())


def test_the_rule_is_the_one_of_the_yaml_file():
    analysis = sample.rich()
    proposal = analysis.incidents[0].proposal
    assert proposal is not None

    assert report.as_dict(analysis)["incidents"][0]["proposal"]["rule"] == proposal.rule.as_dict()


def test_clients_are_a_list_of_mappings():
    made = report.as_dict(sample.rich())["incidents"]

    assert made[0]["clients"] == [{"ip": "203.0.113.7", "key": sample.KEY}]
    assert len(made[2]["clients"]) == 40


def test_a_number_that_json_does_not_know_becomes_one_it_knows():
    odd = Evidence("calls", float("inf"), "calls", float("nan"), "at_least")
    analysis = replace(
        sample.empty(),
        findings=(sample.finding("f", "p", sample.Client.of(ip="192.0.2.1"), evidence=(odd,)),),
    )

    evidence = json.loads(report.text(analysis))["findings"][0]["evidence"][0]

    assert (evidence["value"], evidence["threshold"]) == (0, None)
