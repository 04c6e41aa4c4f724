"""The policies that contain an identity."""

from __future__ import annotations

import json

import pytest

from bks_tui.core.response.deny_policies import denial, denial_of_sessions, denied_actions
from bks_tui.core.services import SERVICES, ApiKeyService

BEDROCK = next(service for service in SERVICES if service.slug == "bedrock")


def test_a_deny_of_bedrock_closes_all_three_ways_to_its_models() -> None:
    (statement,) = json.loads(denial([BEDROCK]))["Statement"]
    assert (statement["Effect"], statement["Resource"]) == ("Deny", "*")
    assert set(statement["Action"]) == {"bedrock:*", "bedrock-mantle:*", "bedrock-websearch:*"}


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.slug)
def test_every_service_has_something_to_deny(service: ApiKeyService) -> None:
    (statement,) = json.loads(denial([service]))["Statement"]
    assert all(":" in action for action in statement["Action"])
    assert statement["Action"]


def test_all_services_fit_into_one_inline_policy() -> None:
    assert len(denial(SERVICES)) < 2_048


@pytest.mark.parametrize("action", ["bedrock:*", ["bedrock:*"]])
def test_what_a_deny_denies_is_read_in_either_way_of_writing_it(action: object) -> None:
    statement = {"Effect": "Deny", "Action": action, "Resource": "*"}
    assert denied_actions(json.dumps({"Statement": [statement]})) == ("bedrock:*",)


def test_sessions_are_denied_by_the_moment_of_their_issue() -> None:
    policy = denial_of_sessions()
    (statement,) = json.loads(f"{policy.before}2026-03-02T12:00:00Z{policy.after}")["Statement"]
    assert statement["Condition"] == {"DateLessThan": {"aws:TokenIssueTime": "2026-03-02T12:00:00Z"}}
    assert (statement["Effect"], statement["Action"], statement["Resource"]) == ("Deny", "*", "*")
