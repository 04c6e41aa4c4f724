"""Rules as files of Sigma: pySigma reads them, and they read like rules of a person."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sigma.backends.test.backend import TextQueryTestBackend
from sigma.collection import SigmaCollection
from sigma.rule import SigmaRuleBase
from sigma.validation import SigmaValidator
from sigma.validators.core import validators

from bks_tui.core.detection.compile.sigma import to_sigma
from bks_tui.core.detection.watch import WATCHED_RULES

TEXTS = {rule.signal.name: to_sigma(rule).text or "" for rule in WATCHED_RULES}


def collections() -> list[SigmaCollection]:
    return [SigmaCollection.from_yaml(text) for text in TEXTS.values()]


def rules() -> list[SigmaRuleBase]:
    return [rule for collection in collections() for rule in collection.rules]


def test_every_rule_has_an_id_of_its_own() -> None:
    ids = [rule.id for rule in rules()]
    assert None not in ids
    assert len(set(ids)) == len(ids)


def test_pysigma_finds_nothing_wrong() -> None:
    """By all its checks but those of tags, for which it downloads lists."""
    checks = [check for check in validators.values() if check.__module__ != "sigma.validators.core.tags"]
    validator = SigmaValidator(checks)
    every: Iterator[Any] = iter(rules())
    assert validator.validate_rules(every) == []


def test_pysigma_converts_every_rule() -> None:
    assert all(TextQueryTestBackend().convert(collection) for collection in collections())


def test_every_rule_that_alerts_says_how_urgent_it_is_and_what_technique_it_finds() -> None:
    for rule in rules():
        is_counted = (rule.name or "").endswith("-calls")
        assert is_counted or (rule.level and rule.tags and rule.falsepositives), rule.title


def test_a_rule_is_selections_with_names_and_an_expression_of_these() -> None:
    detection = TEXTS["guardrail-changed"].partition("detection:\n")[2]
    assert (
        detection
        == """\
  call:
    eventSource|startswith:
      - 'bedrock.'
      - 'bedrock-'
    eventName:
      - 'UpdateGuardrail'
      - 'DeleteGuardrail'
      - 'PutEnforcedGuardrailConfiguration'
      - 'DeleteEnforcedGuardrailConfiguration'
  no_error:
    errorCode: null
  condition: 'call and no_error'
falsepositives:
  - 'Platform teams and deployments that manage trails, logs, guardrails, models or agents.'
level: 'high'
"""
    )


@pytest.mark.parametrize(
    ("name", "correlation"),
    [
        ("burst", "event_count|userIdentity.arn|1m|gte: 30"),
        ("many-regions", "value_count|userIdentity.arn|90d|gte: 3, field: 'awsRegion'"),
        ("many-addresses", "value_count|userIdentity.arn|1h|gte: 3, field: 'sourceIPAddress'"),
        ("second-api-key", "value_count|requestParameters.userName|90d|gte: 2, field: 'eventID'"),
    ],
)
def test_a_pattern_is_a_correlation_of_calls(name: str, correlation: str) -> None:
    kind, group, span, condition = correlation.split("|")
    lines = "\n".join(f"    {part}" for part in condition.split(", "))
    assert f"""\
correlation:
  type: '{kind}'
  rules:
    - 'bks-{name}-calls'
  group-by:
    - '{group}'
  timespan: '{span}'
  condition:
{lines}
""" in TEXTS[name]
