"""Containing and revoking: what is stopped, what is left, and what bks refuses."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from bks_tui.core.errors import ChangedError, NothingToDoError, UsageError
from bks_tui.core.evidence import Known
from bks_tui.core.iam.user import InlinePolicy, LoginProfile
from bks_tui.core.response.deny_policies import denial
from bks_tui.core.response.plan import ExecutionMode, Plan, PlanKind
from bks_tui.core.response.plan_contain import plan_revocation
from bks_tui.core.response.requests import RevokeRequest
from bks_tui.core.scan.holds import CONTAINMENT_POLICY
from bks_tui.core.services import SERVICES
from tests.support.plans import a_revocation, calls, evidence
from tests.support.users import ACCOUNT_ID, PHANTOM_NAME, access_key, an_account, api_key, days_ago, denied, user

FIRST, SECOND = api_key("ACCAX"), api_key("ACCAY")
LOGS = api_key("ACCALOGS", service_name="logs.amazonaws.com")
GIT = replace(api_key("ACCAGIT", service_name="codecommit.amazonaws.com"), alias=None)
KEYS = (access_key("AKIAX"), access_key("AKIAY", status="Inactive"))
PASSWORD = LoginProfile(days_ago(3), reset_required=False)
STOP, DENY, STOP_ACCESS = "UpdateServiceSpecificCredential", "PutUserPolicy", "UpdateAccessKey"
DELETE, POLICY = "DeleteServiceSpecificCredential", f"inline policy {CONTAINMENT_POLICY}"
BEDROCK = SERVICES[0]


def contained_by(document: str) -> InlinePolicy:
    return InlinePolicy(CONTAINMENT_POLICY, Known(document))


def denied_by(plan: Plan) -> list[str]:
    """The actions that a plan denies."""
    documents = [step.change.parameters["PolicyDocument"] for step in plan.steps if step.change.about == POLICY]
    return [action for each in documents for action in json.loads(str(each))["Statement"][0]["Action"]]


def test_revoking_stops_all_keys_first_denies_the_service_stops_access_keys_and_deletes_last() -> None:
    plan = a_revocation(user(service_credentials=(FIRST, SECOND), access_keys=KEYS))
    assert calls(plan) == [
        (STOP, "API key ACCAX"),
        (STOP, "API key ACCAY"),
        (DENY, POLICY),
        (STOP_ACCESS, "access key AKIAX"),
        (DELETE, "API key ACCAX"),
        (DELETE, "API key ACCAY"),
    ]
    assert (plan.kind, plan.order, plan.is_final) == (PlanKind.REVOKE, ExecutionMode.INDEPENDENT, True)


def test_containing_deletes_nothing_and_can_be_undone_whole() -> None:
    plan = a_revocation(user(access_keys=KEYS), delete_keys=False)
    assert calls(plan) == [(STOP, "API key ACCAEXAMPLE000000001"), (DENY, POLICY), (STOP_ACCESS, "access key AKIAX")]
    assert (plan.kind, plan.is_final) == (PlanKind.CONTAIN, False)


@pytest.mark.parametrize(
    ("more", "left"),
    [
        ({"keep_access_keys": True}, "access key AKIAX (Active)"),
        ({}, "the console password"),
        ({}, "credential ACCAGIT of codecommit.amazonaws.com (Active)"),
        ({"only_key": "ACCAX"}, "API key ACCAY of bedrock.amazonaws.com (Active)"),
        ({"only_access_key": "AKIAX"}, "API key ACCAX of bedrock.amazonaws.com (Active)"),
    ],
)
def test_what_keeps_working_is_reported(more: dict[str, object], left: str) -> None:
    whole = user(service_credentials=(FIRST, SECOND, GIT), access_keys=KEYS, login_profile=PASSWORD)
    assert left in a_revocation(whole, **more).leaves


def test_one_key_leaves_its_sibling_alone_and_denies_nothing_that_the_sibling_needs() -> None:
    plan = a_revocation(user(service_credentials=(FIRST, SECOND)), only_key="ACCAY")
    assert calls(plan) == [(STOP, "API key ACCAY"), (DELETE, "API key ACCAY")]


def test_one_key_whose_sibling_is_dead_is_denied_as_well() -> None:
    plan = a_revocation(user(service_credentials=(FIRST, replace(SECOND, status="Inactive"))), only_key="ACCAX")
    assert calls(plan)[1] == (DENY, POLICY)


def test_the_sibling_of_another_service_keeps_only_its_own_service() -> None:
    assert denied_by(a_revocation(user(service_credentials=(FIRST, LOGS)), only_key="ACCAX")) == sorted(
        BEDROCK.denied_actions
    )


def test_every_way_into_the_services_of_all_keys_is_denied() -> None:
    assert denied_by(a_revocation(user(service_credentials=(FIRST, LOGS)))) == sorted(
        (*BEDROCK.denied_actions, "logs:CallWithBearerToken")
    )


def test_identity_tokens_are_denied_with_the_claude_platform_whose_policy_allows_them() -> None:
    plan = a_revocation(user("AeaApiKey-1234", service_credentials=()))
    assert denied_by(plan) == ["aws-external-anthropic:*", "sts:GetWebIdentityToken"]
    assert "identity tokens (sts:GetWebIdentityToken) too" in plan.steps[0].breaks


def test_a_probable_phantom_is_contained_only_as_an_ordinary_user() -> None:
    probable = user("CloudWatchAPIKey-x7f2", service_credentials=())
    with pytest.raises(UsageError, match="only probably a phantom user"):
        a_revocation(probable, allow_ordinary_user=False)
    assert denied_by(a_revocation(probable, allow_ordinary_user=True)) == ["cloudwatch:CallWithBearerToken"]


def test_an_access_key_alone_is_made_inactive_and_nothing_else() -> None:
    plan = a_revocation(user(service_credentials=(FIRST,), access_keys=KEYS), only_access_key="AKIAX")
    assert (calls(plan), plan.is_final) == ([(STOP_ACCESS, "access key AKIAX")], False)


def test_the_password_goes_only_where_that_was_asked_for() -> None:
    plan = a_revocation(user(login_profile=PASSWORD), delete_password=True, delete_keys=False)
    assert ("DeleteLoginProfile", "console password") in calls(plan)
    assert plan.is_final


@pytest.mark.parametrize("status", ["Inactive", "Expired"])
def test_a_dead_key_is_only_deleted(status: str) -> None:
    plan = a_revocation(user(service_credentials=(replace(FIRST, status=status),)))
    assert [call for call in calls(plan) if call[1] == "API key ACCAX"] == [(DELETE, "API key ACCAX")]


@pytest.mark.parametrize("status", ["Active", "Strange", "Inactive"])
def test_a_key_may_be_deleted_in_the_status_it_was_shown_with_too(status: str) -> None:
    plan = a_revocation(user(service_credentials=(replace(FIRST, status=status),)))
    assert {status, "Inactive", "Expired"} == set(plan.steps[-1].change.requires)


def test_a_word_from_aws_that_is_not_known_is_no_reason_to_leave_a_key() -> None:
    plan = a_revocation(user(service_credentials=(replace(FIRST, status="Strange"),)))
    assert plan.steps[0].change.requires == ("Strange",)


def test_the_deny_is_one_policy_that_grows_and_comes_back_as_it_was() -> None:
    before = denial([SERVICES[2]])
    plan = a_revocation(user(service_credentials=(FIRST,), inline_policies=(contained_by(before),)))
    step = plan.steps[1]
    assert denied_by(plan) == sorted((*BEDROCK.denied_actions, "logs:CallWithBearerToken"))
    assert [change.parameters["PolicyDocument"] for change in step.undo] == [before]


@pytest.mark.parametrize(
    "document",
    ["no JSON", "{}", '{"Statement": []}', '{"Statement": [{"Effect": "Allow", "Action": ["s3:*"], "Resource": "*"}]}'],
)
def test_a_policy_of_that_name_that_is_not_bkss_own_any_more_is_replaced(document: str) -> None:
    plan = a_revocation(user(service_credentials=(FIRST,), inline_policies=(contained_by(document),)))
    assert denied_by(plan) == sorted(BEDROCK.denied_actions)


def test_what_is_stopped_already_is_nothing_to_do() -> None:
    stopped = user(
        service_credentials=(replace(FIRST, status="Inactive"),),
        inline_policies=(contained_by(denial([BEDROCK])),),
    )
    with pytest.raises(NothingToDoError, match="everything requested is already inactive"):
        a_revocation(stopped, delete_keys=False)


@pytest.mark.parametrize(
    ("unread", "gap"),
    [
        ({"access_keys": denied("iam:ListAccessKeys")}, "its access keys could not be read"),
        ({"inline_policies": denied("iam:ListUserPolicies")}, "so no deny policy is added"),
        ({"login_profile": denied("iam:GetLoginProfile")}, "whether it has a console password could not be read"),
        (
            {"inline_policies": (InlinePolicy(CONTAINMENT_POLICY, denied("iam:GetUserPolicy")),)},
            f"inline policy {CONTAINMENT_POLICY} could not be read",
        ),
    ],
)
def test_what_could_not_be_read_is_a_gap_and_does_not_hinder_the_rest(unread: dict[str, object], gap: str) -> None:
    plan = a_revocation(user(**unread))  # type: ignore[arg-type]
    assert any(gap in each for each in plan.gaps)
    assert calls(plan)[0][0] == STOP


def test_keys_that_could_not_be_read_are_not_stopped_at_a_guess() -> None:
    with pytest.raises(UsageError, match="could not be read: iam:ListServiceSpecificCredentials denied"):
        a_revocation(user(service_credentials=denied("iam:ListServiceSpecificCredentials")))


def test_a_user_whose_id_could_not_be_read_is_left_alone() -> None:
    with pytest.raises(UsageError, match="could not be read"):
        a_revocation(user(record=denied("iam:GetUser")))


def test_a_key_that_the_user_does_not_hold_is_a_change() -> None:
    with pytest.raises(ChangedError, match="holds no API key ACCANONE"):
        a_revocation(only_key="ACCANONE")


def test_an_ordinary_user_is_touched_only_where_that_was_allowed() -> None:
    with pytest.raises(UsageError, match="is an ordinary IAM user"):
        a_revocation(user("alice"))
    plan = a_revocation(user("alice"), allow_ordinary_user=True)
    assert plan.holds == ("it is an ordinary IAM user and may be in use by people or workloads",)


@pytest.mark.parametrize("path", ["", "team/"])
def test_bks_does_not_interrupt_itself(path: str) -> None:
    account = replace(an_account(), caller_arn=f"arn:aws:iam::{ACCOUNT_ID}:user/{path}{PHANTOM_NAME}")
    with pytest.raises(UsageError, match="is the identity bks is running as"):
        plan_revocation(RevokeRequest(PHANTOM_NAME), evidence(account=account))
