"""The contract's names are those of the design; none may be renamed or dropped."""

from __future__ import annotations

import pytest

from vedette.report import contract

PROMISED = {
    contract.AnalysisJson: "schema input incidents findings held_back",
    contract.IncidentJson: "id title verdict severity confidence first_seen last_seen calls "
    "clients proxies operations patterns story finding_ids proposal",
    contract.ProposalJson: "rule covers good unknown",
    contract.HitJson: "clients calls",
    contract.FindingJson: "id pattern version clients proxy operation window calls severity "
    "confidence evidence sample_calls",
    contract.WindowJson: "start end",
    contract.EvidenceJson: "measure value unit threshold peers baseline",
    contract.HeldBackJson: "pattern clients guard why evidence",
    contract.RuleJson: "name scope when action rate headers for until state reason",
}


@pytest.mark.parametrize(("shape", "names"), PROMISED.items(), ids=lambda one: str(one)[-20:])
def test_every_promised_field_is_there(shape, names):
    assert set(names.split()) <= set(shape.__annotations__)
