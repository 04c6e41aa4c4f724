"""The documents of managed policies: those of AWS, which change over time, and those of the account; and of groups."""

from __future__ import annotations

from bks_tui.aws.api import Answer, Api, read_or_unread
from bks_tui.aws.iam import parsing as answers
from bks_tui.core.iam.user import InlinePolicy
from bks_tui.core.iam.user_policies import GroupPolicies


def managed_policy_document(iam: Api, arn: str) -> str:
    """The JSON text of the version of a managed policy that is in force. Raises AwsError."""
    version = iam.get("GetPolicy", _version_in_force, PolicyArn=arn)
    return iam.get("GetPolicyVersion", _document, PolicyArn=arn, VersionId=version)


def _version_in_force(answer: Answer) -> str:
    return str(answer["Policy"]["DefaultVersionId"])


def _document(answer: Answer) -> str:
    return answers.document_text({"PolicyDocument": answer["PolicyVersion"]["Document"]})


def group_policies(iam: Api, name: str) -> GroupPolicies:
    """The policies of a group, as far as they could be read."""
    return GroupPolicies(
        read_or_unread(
            lambda: iam.all("ListAttachedGroupPolicies", "AttachedPolicies", answers.attached_policy, GroupName=name)
        ),
        read_or_unread(lambda: _inline_policies(iam, name)),
    )


def _inline_policies(iam: Api, group: str) -> tuple[InlinePolicy, ...]:
    names: tuple[str, ...] = iam.all("ListGroupPolicies", "PolicyNames", str, GroupName=group)
    return tuple(_inline_policy(iam, group, name) for name in names)


def _inline_policy(iam: Api, group: str, name: str) -> InlinePolicy:
    document = read_or_unread(
        lambda: iam.get("GetGroupPolicy", answers.document_text, GroupName=group, PolicyName=name)
    )
    return InlinePolicy(name, document)
