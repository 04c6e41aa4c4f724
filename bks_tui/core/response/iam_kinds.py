"""Every kind of call to IAM by which bks writes. Parameters are as botocore's model of IAM has them.

Nothing else is ever sent to IAM, and nothing else is undone or resumed from a journal.
"""

from __future__ import annotations

from collections.abc import Mapping

from bks_tui.core.iam.labels import (
    ATTACHED,
    EXISTS,
    MEMBER,
    PASSWORD_LABEL,
    access_key_label,
    attached_policy_label,
    inline_policy_label,
    user_label,
)
from bks_tui.core.response.change_kinds import ChangeKind, Parameters, constant, document, parameter
from bks_tui.core.response.changes import State


def _last_value(parameters: Parameters) -> State:
    tags = parameters["Tags"]
    return tags[-1]["Value"] if isinstance(tags, list) else None


def _of_status(parameters: Parameters) -> str:
    is_active = parameters["Status"] == "Active"
    return "Anyone who has it can use it again." if is_active else "Every caller that uses it is refused."


_ALLOWS = constant("Its document takes effect at once; it is shown here in full.")

IAM_KINDS: Mapping[str, ChangeKind] = {
    kind.operation: kind
    for kind in (
        ChangeKind(
            "iam:UpdateServiceSpecificCredential",
            "UserName",
            ("ServiceSpecificCredentialId", "Status"),
            ("API key {ServiceSpecificCredentialId}", "credential {ServiceSpecificCredentialId}"),
            parameter("Status"),
            "Set API key {ServiceSpecificCredentialId} to {Status}",
            _of_status,
        ),
        ChangeKind(
            "iam:DeleteServiceSpecificCredential",
            "UserName",
            ("ServiceSpecificCredentialId",),
            ("API key {ServiceSpecificCredentialId}", "credential {ServiceSpecificCredentialId}"),
            constant(None),
            "Delete API key {ServiceSpecificCredentialId}",
        ),
        ChangeKind(
            "iam:UpdateAccessKey",
            "UserName",
            ("AccessKeyId", "Status"),
            (access_key_label("{AccessKeyId}"),),
            parameter("Status"),
            "Set access key {AccessKeyId} to {Status}",
            _of_status,
        ),
        ChangeKind(
            "iam:DeleteAccessKey",
            "UserName",
            ("AccessKeyId",),
            (access_key_label("{AccessKeyId}"),),
            constant(None),
            "Delete access key {AccessKeyId}",
        ),
        ChangeKind(
            "iam:DeleteLoginProfile",
            "UserName",
            (),
            (PASSWORD_LABEL,),
            constant(None),
            "Delete the console password",
        ),
        ChangeKind(
            "iam:DeactivateMFADevice",
            "UserName",
            ("SerialNumber",),
            ("MFA device {SerialNumber}",),
            constant(None),
            "Deactivate MFA device {SerialNumber}",
        ),
        ChangeKind(
            "iam:DeleteVirtualMFADevice",
            "",
            ("SerialNumber",),
            ("virtual device {SerialNumber}",),
            constant(None),
            "Delete virtual MFA device {SerialNumber}",
        ),
        ChangeKind(
            "iam:DeleteSigningCertificate",
            "UserName",
            ("CertificateId",),
            ("signing certificate {CertificateId}",),
            constant(None),
            "Delete signing certificate {CertificateId}",
        ),
        ChangeKind(
            "iam:DeleteSSHPublicKey",
            "UserName",
            ("SSHPublicKeyId",),
            ("SSH public key {SSHPublicKeyId}",),
            constant(None),
            "Delete SSH public key {SSHPublicKeyId}",
        ),
        *(
            ChangeKind(
                f"iam:Put{owner}Policy",
                f"{owner}Name",
                ("PolicyName", "PolicyDocument"),
                (inline_policy_label("{PolicyName}"),),
                document("PolicyDocument"),
                "Put the inline policy {PolicyName}",
                _ALLOWS,
            )
            for owner in ("User", "Role")
        ),
        *(
            ChangeKind(
                f"iam:Delete{owner}Policy",
                f"{owner}Name",
                ("PolicyName",),
                (inline_policy_label("{PolicyName}"),),
                constant(None),
                "Delete the inline policy {PolicyName}",
                constant("What it denied works again; what it allowed does not."),
            )
            for owner in ("User", "Role")
        ),
        ChangeKind(
            "iam:AttachUserPolicy",
            "UserName",
            ("PolicyArn",),
            (attached_policy_label("{PolicyArn}"),),
            constant(ATTACHED),
            "Attach the policy {PolicyArn}",
            constant("The user has all permissions of this policy."),
        ),
        ChangeKind(
            "iam:DetachUserPolicy",
            "UserName",
            ("PolicyArn",),
            (attached_policy_label("{PolicyArn}"),),
            constant(None),
            "Detach the policy {PolicyArn}",
        ),
        ChangeKind(
            "iam:AddUserToGroup",
            "UserName",
            ("GroupName",),
            ("group {GroupName}",),
            constant(MEMBER),
            "Add the user to the group {GroupName}",
            constant("The user has all permissions of this group."),
        ),
        ChangeKind(
            "iam:RemoveUserFromGroup",
            "UserName",
            ("GroupName",),
            ("group {GroupName}",),
            constant(None),
            "Remove the user from the group {GroupName}",
        ),
        ChangeKind(
            "iam:DeleteUser",
            "UserName",
            (),
            (user_label("{UserName}"),),
            constant(None),
            "Delete the user {UserName}",
        ),
        ChangeKind(
            "iam:CreateUser",
            "UserName",
            ("Path",),
            (user_label("{UserName}"),),
            constant(EXISTS),
            "Create the user {UserName}",
            constant("It gets another id than before; policies elsewhere may name the old one."),
            optional=("PermissionsBoundary", "Tags"),
        ),
        ChangeKind(
            "iam:TagUser",
            "UserName",
            ("Tags",),
            ("tag ",),
            _last_value,
            "Tag the user {UserName}",
        ),
    )
}
