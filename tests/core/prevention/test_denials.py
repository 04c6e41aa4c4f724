"""Own and other policies are tested by evaluation, request by request; what depends on anything unknown is unknown."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bks_tui.core.iam.policy_evaluation import Answer
from bks_tui.core.prevention.denials import GivenPolicy, Replacement, denying_names, replacements
from bks_tui.core.prevention.policies import POLICIES, ServiceControlPolicy, find_policy
from tests.support.policies import allow, deny, document, on

BEARER = ("bedrock:CallWithBearerToken", "bedrock-mantle:CallWithBearerToken")
SERVICE = on("StringEquals", iam__ServiceSpecificCredentialServiceName="bedrock.amazonaws.com")
CREATE = deny("iam:CreateServiceSpecificCredential", **SERVICE)
RESET = deny("iam:ResetServiceSpecificCredential", resource="arn:*:iam::*:user/*BedrockAPIKey-*")
EXEMPT = on("ArnNotLike", aws__PrincipalArn="arn:aws:iam::*:role/admin")


def given(*statements: dict[str, Any], name: str = "own") -> GivenPolicy:
    return GivenPolicy(name, json.loads(document(*statements)))


def replacing(name: str, *policies: GivenPolicy) -> Replacement:
    (found,) = replacements([find_policy(name)], policies)
    return found


@pytest.mark.parametrize("policy", POLICIES, ids=lambda policy: policy.name)
def test_each_policy_of_bks_replaces_itself_and_blocks_nothing(policy: ServiceControlPolicy) -> None:
    found = replacing(policy.name, GivenPolicy("own", policy.document))
    assert (found.is_complete, found.blocks) == (True, ())


def test_another_wording_replaces_a_policy_as_well() -> None:
    whole = given(deny("IAM:createservicespecificcredential", **SERVICE), RESET, deny("bedrock*:CallWithBearer*"))
    assert replacing("1", whole).is_complete


def test_several_policies_replace_one_together_and_each_is_named() -> None:
    found = replacing("1", given(CREATE, RESET, name="keys"), given(deny(*BEARER), name="use"))
    assert found.is_complete
    assert {each.denied_by for each in found.needed} == {("keys",), ("use",)}


def test_what_is_missing_is_allowed() -> None:
    found = replacing("1", given(CREATE, RESET))
    assert {each.case.request.action for each in found.needed if each.answer is Answer.NO} >= {*BEARER}
    assert not found.is_complete


def test_an_exception_for_a_role_is_unknown_and_says_why() -> None:
    found = replacing("5", given(deny("iam:CreateUser", resource="arn:*:iam::*:user/*BedrockAPIKey-*", **EXEMPT)))
    assert {(each.answer, each.depends_on) for each in found.needed} == {
        (Answer.UNKNOWN, ("condition ArnNotLike aws:PrincipalArn",))
    }
    assert (found.is_complete, found.denied) == (False, 0)


def test_an_age_that_is_left_out_is_known_to_be_absent() -> None:
    age = {"NumericGreaterThan": {"iam:ServiceSpecificCredentialAgeDays": "90"}}
    found = replacing("2", given({**CREATE, "Condition": {**SERVICE["Condition"], **age}}, RESET))
    never = {each.answer for each in found.needed if "never expires" in each.case.what}
    assert never == {Answer.NO}


@pytest.mark.parametrize(
    ("statement", "blocked"),
    [
        (deny("iam:UpdateServiceSpecificCredential"), "iam:UpdateServiceSpecificCredential for a user"),
        (deny("iam:*", **EXEMPT), "iam:DeleteUser for a phantom user"),
        (deny("iam:CreateServiceSpecificCredential"), "create a password for codecommit.amazonaws.com"),
    ],
)
def test_what_blocks_the_response_or_other_services_is_named(statement: dict[str, Any], blocked: str) -> None:
    assert blocked in [each.case.what for each in replacing("1", given(statement)).blocks]


def test_an_allow_denies_nothing() -> None:
    found = replacing("1", given(allow("*")))
    assert (found.denied, found.blocks) == (0, ())


def test_a_statement_with_an_effect_that_is_none_is_unknown() -> None:
    found = replacing("sagemaker-1", given({**deny("*"), "Effect": "deny"}))
    assert {(each.answer, each.depends_on) for each in found.needed} == {(Answer.UNKNOWN, ("an effect that is none",))}


CONTENTS = {
    "keys": document(CREATE, RESET),
    "use": document(deny(*BEARER)),
    "exempt": document({**CREATE, "Condition": {**SERVICE["Condition"], **EXEMPT["Condition"]}}, RESET, deny(*BEARER)),
    "others": document(deny("s3:*")),
    "broken": "no JSON",
    "all": document(deny("iam:*", "bedrock:*", "bedrock-mantle:*")),
}


@pytest.mark.parametrize(
    ("names", "denying"),
    [
        ((), ()),
        (("keys",), ()),
        (("keys", "use"), ("keys", "use")),
        (("others", "all", "broken"), ("all",)),
        (("all", "keys"), ("all",)),
        (("exempt",), ()),
        (("broken",), ()),
    ],
)
def test_the_policies_that_deny_the_same_together_are_named(names: tuple[str, ...], denying: tuple[str, ...]) -> None:
    assert denying_names(find_policy("1"), [(name, CONTENTS[name]) for name in names]) == denying
