"""The documents of managed policies: those of AWS, which change over time, and those of the account."""

from __future__ import annotations

from bks_tui.aws.api import Answer, Api
from bks_tui.aws.iam import parsing as answers


def managed_policy_document(iam: Api, arn: str) -> str:
    """The JSON text of the version of a managed policy that is in force. Raises AwsError."""
    version = iam.get("GetPolicy", _version_in_force, PolicyArn=arn)
    return iam.get("GetPolicyVersion", _document, PolicyArn=arn, VersionId=version)


def _version_in_force(answer: Answer) -> str:
    return str(answer["Policy"]["DefaultVersionId"])


def _document(answer: Answer) -> str:
    return answers.document_text({"PolicyDocument": answer["PolicyVersion"]["Document"]})
