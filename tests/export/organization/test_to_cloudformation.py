"""The member role as a template: its trust policy with each parameter, its size, and what its comments say."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest

from bks_tui.core.account.member_role import Access, RoleTemplate, member_role
from bks_tui.export.organization.to_cloudformation import to_cloudformation

# A managed policy has at most so many characters, an inline policy more.
LARGEST = 6_144
TRUSTED, MEMBER = "111122223333", "444455556666"
NOTHING = object()
OPTIONAL = {
    "TrustedPrincipalArn": ("aws:PrincipalArn", f"arn:aws:iam::{TRUSTED}:role/Security"),
    "TrustedOrganizationId": ("aws:PrincipalOrgID", "o-a1b2c3d4e5"),
    "ExternalId": ("sts:ExternalId", "incident-2026"),
}
each_role = pytest.mark.parametrize("role", [member_role(access) for access in Access], ids=lambda role: role.name)


# To import cfn-lint takes seconds: one worker does so, and only where it runs these tests.
pytestmark = pytest.mark.xdist_group("cfn-lint")


def decoded(role: RoleTemplate) -> dict[str, Any]:
    from cfnlint.decode.decode import decode_str

    template, errors = decode_str(to_cloudformation(role))
    assert errors == []
    plain: dict[str, Any] = json.loads(json.dumps(template))
    return plain


def deployed(role: RoleTemplate, **given: str) -> dict[str, Any]:
    """The properties of the role as CloudFormation resolves them in GovCloud, with these parameters."""
    template = decoded(role)
    defaults = {name: each["Default"] for name, each in template["Parameters"].items() if "Default" in each}
    values = {
        **defaults,
        "TrustedAccountId": TRUSTED,
        **given,
        "AWS::Partition": "aws-us-gov",
        "AWS::AccountId": MEMBER,
    }
    properties: dict[str, Any] = _resolved(template["Resources"]["Role"]["Properties"], values, template["Conditions"])
    return properties


def _resolved(node: Any, values: Mapping[str, str], conditions: Mapping[str, Any]) -> Any:
    """A part of a template with its functions replaced by their results; `NOTHING` for AWS::NoValue."""
    match node:
        case {"Ref": "AWS::NoValue"}:
            return NOTHING
        case {"Ref": name}:
            return values[name]
        case {"Fn::Sub": text}:
            for name, value in values.items():
                text = text.replace(f"${{{name}}}", value)
            return text
        case {"Fn::If": [name, then, otherwise]}:
            return _resolved(then if _resolved(conditions[name], values, conditions) else otherwise, values, conditions)
        case {"Fn::Not": [part]}:
            return not _resolved(part, values, conditions)
        case {"Fn::Equals": [one, other]}:
            return _resolved(one, values, conditions) == _resolved(other, values, conditions)
        case dict():
            parts = {key: _resolved(value, values, conditions) for key, value in node.items()}
            return {key: value for key, value in parts.items() if value is not NOTHING}
        case list():
            return [_resolved(value, values, conditions) for value in node]
    return node


def trust(**given: str) -> dict[str, Any]:
    role = deployed(member_role(Access.RESPOND), **given)
    (statement,) = role["AssumeRolePolicyDocument"]["Statement"]
    return dict(statement)


def test_only_the_trusted_account_may_assume_the_role() -> None:
    assert trust() == {
        "Effect": "Allow",
        "Principal": {"AWS": f"arn:aws-us-gov:iam::{TRUSTED}:root"},
        "Action": "sts:AssumeRole",
        "Condition": {"StringEquals": {"aws:PrincipalAccount": TRUSTED}},
    }


@pytest.mark.parametrize("names", [*((name,) for name in OPTIONAL), tuple(OPTIONAL)], ids=" ".join)
def test_each_parameter_that_is_given_is_a_condition_more(names: tuple[str, ...]) -> None:
    conditions = trust(**{name: OPTIONAL[name][1] for name in names})["Condition"]
    more = dict(OPTIONAL[name] for name in names)
    assert conditions == {"StringEquals": {"aws:PrincipalAccount": TRUSTED, **more}}


@pytest.mark.parametrize("account", [None, TRUSTED])
def test_the_trusted_account_has_a_default_only_if_it_is_given(account: str | None) -> None:
    parameter = decoded(member_role(Access.READ_ONLY, trusted_account=account))["Parameters"]["TrustedAccountId"]
    assert parameter.get("Default") == account


@each_role
def test_the_policy_holds_the_statements_of_the_role(role: RoleTemplate) -> None:
    (policy,) = deployed(role)["Policies"]
    assert policy["PolicyDocument"]["Statement"] == [
        {
            "Sid": each.name,
            "Effect": "Allow" if each.allows else "Deny",
            "Action": list(each.actions),
            "Resource": [resource.format(partition="aws-us-gov", account=MEMBER) for resource in each.resources],
        }
        for each in role.statements
    ]


@pytest.mark.parametrize("access", Access)
def test_the_policy_is_within_the_limit_of_iam_with_the_longest_name(access: Access) -> None:
    (policy,) = deployed(member_role(access, "bks-" * 16))["Policies"]
    assert len(json.dumps(policy["PolicyDocument"])) <= LARGEST


@each_role
def test_a_session_lasts_an_hour_at_most(role: RoleTemplate) -> None:
    assert deployed(role)["MaxSessionDuration"] == 3600


@each_role
def test_a_resource_with_a_wildcard_is_explained_in_a_comment(role: RoleTemplate) -> None:
    lines = [line.strip() for line in to_cloudformation(role).splitlines()]
    starts = [number for number, line in enumerate(lines) if line.startswith("- Sid:")]
    assert [lines[number - 1] for number in starts] == [f"# {each.reason}" for each in role.statements]


@pytest.mark.parametrize(
    "words",
    [
        "--permission-model SERVICE_MANAGED",
        "--auto-deployment Enabled=true",
        "A service-managed StackSet does not cover the management account.",
    ],
)
@each_role
def test_the_comments_say_how_to_deploy_it(role: RoleTemplate, words: str) -> None:
    assert words in to_cloudformation(role)


def test_no_line_is_too_long_to_read() -> None:
    assert max(map(len, to_cloudformation(member_role(Access.RESPOND)).splitlines())) <= 120
