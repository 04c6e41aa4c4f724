"""The cost as JSON, CSV and text: complete, harmless, and never 0 for what is unknown."""

from __future__ import annotations

import csv
import json
from typing import Any

import pytest

from bks_tui.core.cost.cost import CostEvidence, cost_of
from bks_tui.core.cost.usage import PricedModel, TokenCounts
from bks_tui.core.timeline.source import Gap
from bks_tui.export.cost.to_csv import cost_csv
from bks_tui.export.cost.to_json import cost_document
from bks_tui.export.cost.to_text import cost_completeness, cost_lines
from tests.support.hostile import HOSTILE_TEXTS
from tests.support.invocations import SONNET, an_invocation, call_event
from tests.support.timelines import a_timeline

METERED = cost_of(
    a_timeline(call_event()),
    CostEvidence(metrics={PricedModel("bedrock", SONNET, "us-west-2"): TokenCounts(1_000, 500)}),
)


@pytest.mark.parametrize("model", HOSTILE_TEXTS)
def test_a_hostile_model_is_harmless_in_text_and_csv(model: str) -> None:
    found = cost_of(a_timeline(), CostEvidence((an_invocation(tokens=TokenCounts(1, 1), model=model),)))
    lines = (*cost_lines(found, 80), *cost_completeness(found), *cost_csv(found).splitlines())
    assert all(line.isprintable() for line in lines)
    cells = [cell for row in csv.reader(cost_csv(found).splitlines()) for cell in row]
    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in cells)


def test_what_metrics_tell_is_beside_what_is_known() -> None:
    document: Any = cost_document(METERED)
    (row,) = document["rows"]
    assert (row["tokens"], row["upper_tokens"]["input"], row["low"]) == (None, 1_000, None)
    assert "unknown; all callers: 1,000 input, 500 output" in "\n".join(cost_lines(METERED, None))


def test_nothing_found_is_unknown_and_not_0() -> None:
    document = cost_document(cost_of(a_timeline()))
    assert (document["low"], document["high"], document["tokens"]) == (None, None, None)
    text = "\n".join(cost_lines(cost_of(a_timeline()), None))
    assert "so the cost is unknown. This does not mean that it is 0." in text


def test_gaps_are_listed_whoever_reads() -> None:
    found = cost_of(a_timeline(), CostEvidence(gaps=(Gap("us-west-2", "s3:GetObject", "denied"),)))
    assert list(cost_completeness(found)) == ["INCOMPLETE", "  gap: us-west-2, s3:GetObject: denied"]
    assert json.loads(json.dumps(cost_document(found)))["gaps"][0]["region"] == "us-west-2"


@pytest.mark.parametrize("width", [20, 80, 200])
def test_text_is_wrapped_to_the_terminal(width: int) -> None:
    assert max(map(len, cost_lines(METERED, width))) <= max(width, 40)
