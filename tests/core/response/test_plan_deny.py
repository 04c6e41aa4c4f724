"""Short-term keys: who signed them is denied their use, and whom bks does not touch."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace

import pytest

from bks_tui.core.errors import NothingToDoError, UsageError
from bks_tui.core.evidence import Known
from bks_tui.core.iam.user import InlinePolicy
from bks_tui.core.response.deny_policies import bearer_denial, denial
from bks_tui.core.response.plan import Plan
from bks_tui.core.response.plan_deny import RoleEvidence, plan_role_denial, plan_user_denial
from bks_tui.core.response.requests import DenyRequest
from bks_tui.core.scan.holds import CONTAINMENT_POLICY
from bks_tui.core.services import SERVICES
from tests.support.plans import calls, evidence
from tests.support.users import ACCOUNT_ID, NOW, PHANTOM_NAME, an_account, denied, user

ARN = f"arn:aws:iam::{ACCOUNT_ID}:role/Deploy"
NARROW, WIDE = DenyRequest(ARN), DenyRequest(ARN, NOW)


def role(path: str = "/", policies: Mapping[str, str] | None = None, caller: str | None = None) -> RoleEvidence:
    account = replace(an_account(), caller_arn=caller) if caller else an_account()
    return RoleEvidence(account, "Deploy", "AROAX", ARN, path, policies or {})


def document(plan: Plan) -> dict[str, object]:
    (statement,) = json.loads(str(plan.steps[0].change.parameters["PolicyDocument"]))["Statement"]
    return dict(statement)


def test_the_narrow_deny_stops_the_use_of_keys_and_nothing_else() -> None:
    plan = plan_role_denial(NARROW, role())
    assert calls(plan) == [("PutRolePolicy", f"inline policy {CONTAINMENT_POLICY}")]
    assert all(str(action).endswith(":CallWithBearerToken") for action in document(plan)["Action"])  # type: ignore[attr-defined]


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.slug)
def test_no_service_of_short_term_keys_is_left_out(service: object) -> None:
    wanted = service.bearer_actions  # type: ignore[attr-defined]
    assert set(wanted) <= set(document(plan_role_denial(NARROW, role()))["Action"])  # type: ignore[call-overload]


def test_the_wide_deny_ends_the_sessions_begun_before_and_says_whose() -> None:
    plan = plan_role_denial(WIDE, role(), ("session build-17, started by ana",))
    assert document(plan) == {
        "Effect": "Deny",
        "Action": "*",
        "Resource": "*",
        "Condition": {"DateLessThan": {"aws:TokenIssueTime": "2026-03-02T12:00:00Z"}},
    }
    assert plan.ends == ("session build-17, started by ana",)


@pytest.mark.parametrize("request_", [NARROW, WIDE])
def test_it_is_undone_by_deleting_the_policy(request_: DenyRequest) -> None:
    (undo,) = plan_role_denial(request_, role()).steps[0].undo
    assert (undo.operation, undo.result) == ("iam:DeleteRolePolicy", None)


def test_a_policy_that_was_there_comes_back() -> None:
    before = denial([SERVICES[0]])
    (undo,) = plan_role_denial(NARROW, role(policies={CONTAINMENT_POLICY: before})).steps[0].undo
    assert undo.parameters["PolicyDocument"] == before


def test_what_was_denied_already_stays_denied() -> None:
    plan = plan_role_denial(NARROW, role(policies={CONTAINMENT_POLICY: denial([SERVICES[0]])}))
    assert "bedrock:*" in document(plan)["Action"]  # type: ignore[operator]


def test_what_is_denied_already_is_nothing_to_do() -> None:
    with pytest.raises(NothingToDoError, match="Deploy is already denied"):
        plan_role_denial(NARROW, role(policies={CONTAINMENT_POLICY: bearer_denial()}))


@pytest.mark.parametrize(
    ("evidence_of_role", "reason"),
    [
        (role("/aws-reserved/sso.amazonaws.com/eu-west-1/"), "role of IAM Identity Center"),
        (role("/aws-service-role/x.amazonaws.com/"), "role of AWS itself"),
        (role(caller=f"arn:aws:sts::{ACCOUNT_ID}:assumed-role/Deploy/ana"), "the identity bks is running as"),
    ],
)
def test_whom_bks_refuses_and_why(evidence_of_role: RoleEvidence, reason: str) -> None:
    with pytest.raises(UsageError, match=reason) as refused:
        plan_role_denial(NARROW, evidence_of_role)
    assert refused.value.remedy


def test_the_session_of_another_role_is_not_bkss_own() -> None:
    assert plan_role_denial(NARROW, role(caller=f"arn:aws:sts::{ACCOUNT_ID}:assumed-role/Audit/Deploy")).steps


def test_a_user_that_signed_a_key_is_denied_like_a_role() -> None:
    assert calls(plan_user_denial(DenyRequest("arn"), evidence())) == [
        ("PutUserPolicy", f"inline policy {CONTAINMENT_POLICY}")
    ]


@pytest.mark.parametrize(
    ("name", "policies", "reason"),
    [
        ("alice", (), "is an ordinary IAM user"),
        (PHANTOM_NAME, denied("iam:ListUserPolicies"), "could not be read"),
        (PHANTOM_NAME, (InlinePolicy(CONTAINMENT_POLICY, denied("iam:GetUserPolicy")),), "could not be read"),
    ],
)
def test_which_user_is_not_denied(name: str, policies: object, reason: str) -> None:
    with pytest.raises(UsageError, match=reason):
        plan_user_denial(DenyRequest("arn"), evidence(user(name, inline_policies=policies)))  # type: ignore[arg-type]


def test_an_ordinary_user_is_denied_where_that_was_allowed() -> None:
    request = DenyRequest("arn", allow_ordinary_user=True)
    policy = InlinePolicy("own", Known("{}"))
    assert plan_user_denial(request, evidence(user("alice", inline_policies=(policy,)))).steps
