"""Reads of one role: what is needed to deny something to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bks_tui.aws.api import Answer, Api
from bks_tui.aws.iam import parsing as answers


@dataclass(frozen=True, slots=True)
class Role:
    """A role, and the JSON texts of its inline policies by their names."""

    name: str
    role_id: str
    arn: str
    path: str
    inline_policies: Mapping[str, str]


def read_role(iam: Api, name: str) -> Role:
    """The role. Raises AwsError if any part could not be read: then nothing may be written."""
    role = iam.get("GetRole", _role, RoleName=name)
    policies: tuple[str, ...] = iam.all("ListRolePolicies", "PolicyNames", str, RoleName=name)
    documents = {
        policy: iam.get("GetRolePolicy", answers.document_text, RoleName=name, PolicyName=policy) for policy in policies
    }
    return Role(name, role["RoleId"], role["Arn"], role["Path"], documents)


def role_arn(iam: Api, name: str) -> str:
    """The ARN of a role, with its path. Raises AwsError."""
    return iam.get("GetRole", _role, RoleName=name)["Arn"]


def _role(answer: Answer) -> dict[str, str]:
    role = answer["Role"]
    return {field: str(role[field]) for field in ("RoleId", "Arn", "Path")}
