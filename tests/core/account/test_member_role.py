"""The member role allows the calls of its commands and no others, on no more resources than AWS requires."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

import pytest

from bks_tui.core.account.member_role import Access, RoleTemplate, member_role
from bks_tui.core.account.member_statements import Statement
from bks_tui.core.errors import UsageError
from bks_tui.core.permissions import PERMISSIONS
from bks_tui.demo.wire.models import service_model

ROLES = tuple(member_role(access) for access in Access)
ALLOWED = [(role, statement) for role in ROLES for statement in role.statements if statement.allows]

# The resource that AWS names for the action is optional in a call, and those of bks have none.
WITHOUT_RESOURCES = {"cloudwatch:GetMetricData": ("*",)}

each_role = pytest.mark.parametrize("role", ROLES, ids=lambda role: role.name)
each_statement = pytest.mark.parametrize(
    "statement", [each for _, each in ALLOWED], ids=[f"{role.name} {each.name}" for role, each in ALLOWED]
)


@cache
def reference() -> Mapping[str, Any]:
    """AWS's service authorization reference, as cfn-lint contains it; to import that takes seconds."""
    file = distribution("cfn-lint").locate_file("cfnlint/data/AdditionalSpecs/Policies.json")
    read: Mapping[str, Any] = json.loads(Path(str(file)).read_text(encoding="utf-8"))
    return read


def allowed(role: RoleTemplate) -> list[str]:
    return [action for statement in role.statements if statement.allows for action in statement.actions]


# The reference does not have them yet.
NEWER = {"signin:BatchRevokeSessions", "signin:ListSessions"}


def calls(*commands: str) -> set[str]:
    return {action for command in commands for action in PERMISSIONS[command]}


def test_the_read_only_role_allows_the_calls_of_the_commands_that_read() -> None:
    commands = ("scan", "timeline", "report", "evidence", "timeline --findings")
    of_a_member = {action for action in calls(*commands) if not action.startswith("s3:")}
    assert sorted(allowed(member_role(Access.READ_ONLY))) == sorted(of_a_member)


def test_the_read_only_role_allows_no_change() -> None:
    names = {action.partition(":")[2] for action in allowed(member_role(Access.READ_ONLY))}
    assert [name for name in names if not name.startswith(("Describe", "Generate", "Get", "List", "Lookup"))] == []


def test_the_responding_role_allows_all_calls_but_those_about_the_organization_and_the_table_of_its_logs() -> None:
    not_of_members = ("organizations:", "sts:Assume", "athena:", "glue:", "s3:")
    commands = (command for command in PERMISSIONS if "athena" not in command)
    of_a_member = {action for action in calls(*commands) if not action.startswith(not_of_members)}
    assert sorted(allowed(member_role(Access.RESPOND))) == sorted(of_a_member)


@each_role
def test_every_action_is_an_operation_of_aws(role: RoleTemplate) -> None:
    pairs = [action.split(":") for action in allowed(role)]
    assert [(service, name) for service, name in pairs if name not in service_model(service).operation_names] == []


@each_statement
def test_the_resources_are_of_a_type_that_each_action_supports(statement: Statement) -> None:
    types = {resource.rpartition(":")[2].partition("/")[0] for resource in statement.resources}
    for action in set(statement.actions) - NEWER:
        service, name = action.split(":")
        supported = reference()[service]["Actions"][name.lower()].get("Resources", ["*"])
        assert types <= {each.lower() for each in (*supported, *WITHOUT_RESOURCES.get(action, ()))}, action


def test_an_action_that_is_newer_than_the_reference_is_not_in_it() -> None:
    actions = [action.lower().split(":") for action in NEWER]
    assert [name for service, name in actions if name in reference()[service]["Actions"]] == []


@each_statement
def test_a_statement_says_why_its_resources_are_no_narrower(statement: Statement) -> None:
    assert statement.reason.endswith(".")


@each_role
def test_the_statements_have_different_names_that_aws_accepts(role: RoleTemplate) -> None:
    names = [statement.name for statement in role.statements]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[A-Za-z0-9]+", name) for name in names)


def test_the_responding_role_is_denied_to_change_its_own_policies() -> None:
    (denied,) = [each for each in member_role(Access.RESPOND, "Security").statements if not each.allows]
    changes_of_roles = {action for action in allowed(member_role(Access.RESPOND)) if action.endswith("RolePolicy")}
    assert set(denied.actions) == changes_of_roles - {"iam:GetRolePolicy"}
    assert denied.resources == ("arn:{partition}:iam::{account}:role/Security",)


def test_the_responding_role_is_described_as_powerful() -> None:
    assert any("like administrators" in note for note in member_role(Access.RESPOND).notes)


@pytest.mark.parametrize(
    ("access", "name"), [(Access.READ_ONLY, "bks-read-only"), (Access.RESPOND, "bks-respond")], ids=str
)
def test_the_role_has_a_name_by_default(access: Access, name: str) -> None:
    assert member_role(access).name == name


@pytest.mark.parametrize("name", ["", "a b", "a/b", "x" * 65, "röle", "a\nb", "${x}", "role\n"])
def test_a_name_that_iam_does_not_accept_is_refused(name: str) -> None:
    with pytest.raises(UsageError, match="is not the name of a role"):
        member_role(Access.READ_ONLY, name)


@pytest.mark.parametrize("account", ["", "1234", "1" * 13, "\uff11" * 12, "111122223333\n", "12345678901a"])
def test_a_trusted_account_that_is_no_account_id_is_refused(account: str) -> None:
    with pytest.raises(UsageError, match="is not the id of an account"):
        member_role(Access.READ_ONLY, trusted_account=account)


@pytest.mark.parametrize(
    ("parameter", "value", "accepted"),
    [
        ("trusted_account_id", "111122223333", True),
        ("trusted_account_id", "*", False),
        ("trusted_principal_arn", "arn:aws:iam::111122223333:role/path/Security", True),
        ("trusted_principal_arn", "arn:aws-us-gov:iam::111122223333:user/ana@example.com", True),
        ("trusted_principal_arn", "arn:aws:iam::111122223333:role/*", False),
        ("trusted_principal_arn", "arn:aws:iam::111122223333:root", False),
        ("trusted_principal_arn", "arn:aws:sts::111122223333:assumed-role/Security/ana", False),
        ("trusted_organization_id", "o-a1b2c3d4e5", True),
        ("trusted_organization_id", "*", False),
        ("external_id", "incident-2026", True),
        ("external_id", "*", False),
    ],
)
def test_a_parameter_accepts_one_value_and_no_wildcard(parameter: str, value: str, accepted: bool) -> None:
    (pattern,) = [each.pattern for each in ROLES[0].parameters if each.name == parameter]
    assert bool(re.fullmatch(pattern, value)) is accepted
