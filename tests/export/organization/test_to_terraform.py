"""The member role as a Terraform module."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from bks_tui.core.account.member_role import Access, RoleTemplate, member_role
from bks_tui.export.organization.to_terraform import to_terraform

# Printed by 'bks org role --format terraform'. If the role has changed on purpose, print it there again.
PRINTED = Path(__file__).with_name("read-only.tf")

each_role = pytest.mark.parametrize("role", [member_role(access) for access in Access], ids=lambda role: role.name)


def test_the_module_is_the_one_that_was_reviewed() -> None:
    assert to_terraform(member_role(Access.READ_ONLY)) == PRINTED.read_text(encoding="utf-8")


@each_role
def test_the_policy_holds_the_statements_of_the_role(role: RoleTemplate) -> None:
    partition, account = "${data.aws_partition.current.partition}", "${data.aws_caller_identity.current.account_id}"
    policy = to_terraform(role).partition('"permissions" {')[2]
    found = re.findall(
        r'sid    = "(.+)"\n    effect = "(.+)"\n\n.*actions = \[([^]]+)\]\n\n.*resources = \[([^]]+)\]', policy
    )
    assert [(sid, effect, _items(actions), _items(resources)) for sid, effect, actions, resources in found] == [
        (
            each.name,
            "Allow" if each.allows else "Deny",
            list(each.actions),
            [resource.format(partition=partition, account=account) for resource in each.resources],
        )
        for each in role.statements
    ]


def _items(text: str) -> list[str]:
    return re.findall(r'"([^"]+)",\n', text)


@pytest.mark.parametrize("account", [None, "111122223333"])
def test_the_trusted_account_has_a_default_only_if_it_is_given(account: str | None) -> None:
    module = to_terraform(member_role(Access.READ_ONLY, trusted_account=account))
    (variable,) = re.findall(r'variable "trusted_account_id" \{\n(.*?)\n\}', module, re.DOTALL)
    assert re.findall(r"default     = (.+)", variable) == ([f'"{account}"'] if account else [])


@each_role
def test_the_comments_say_how_to_deploy_it_as_a_stack_set(role: RoleTemplate) -> None:
    comments = " ".join(line[2:] for line in to_terraform(role).splitlines() if line.startswith("# "))
    assert f"'bks org role --access {role.access.value}'" in comments
    assert "StackSet does not cover the management account: apply this module there." in comments


@each_role
@pytest.mark.skipif(shutil.which("terraform") is None, reason="terraform is not installed here")
def test_terraform_finds_it_well_formed(role: RoleTemplate) -> None:
    module = to_terraform(role)
    done = subprocess.run(["terraform", "fmt", "-"], input=module, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, module)
