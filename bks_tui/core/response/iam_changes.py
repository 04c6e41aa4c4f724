"""The writes to IAM that bks makes, each as a change of one thing by its name in the facts."""

from __future__ import annotations

from collections.abc import Sequence

from bks_tui.core.iam.labels import ATTACHED, ENABLED, EXISTS, MEMBER, credential_label, password_state
from bks_tui.core.iam.user import LoginProfile, ServiceSpecificCredential
from bks_tui.core.response.change_kinds import Parameters
from bks_tui.core.response.changes import Change, ObservedState, Parameter, State
from bks_tui.core.response.iam_kinds import IAM_KINDS

# IAM takes no more at once.
_TAGS_A_CALL = 50


def _change(operation: str, parameters: Parameters, *requires: State, about: str | None = None) -> Change:
    return IAM_KINDS[operation].change(parameters, requires, about)


def set_credential(user: str, credential: ServiceSpecificCredential, requires: str, status: str) -> Change:
    """Make an API key Active or Inactive."""
    parameters = {"UserName": user, "ServiceSpecificCredentialId": credential.credential_id, "Status": status}
    about = credential_label(credential)
    return _change("iam:UpdateServiceSpecificCredential", parameters, requires, about=about)


def delete_credential(user: str, credential: ServiceSpecificCredential, *requires: str) -> Change:
    """Delete an API key, or a credential of another service."""
    parameters = {"UserName": user, "ServiceSpecificCredentialId": credential.credential_id}
    about = credential_label(credential)
    return _change("iam:DeleteServiceSpecificCredential", parameters, *requires, about=about)


def set_access_key(user: str, access_key_id: str, requires: str, status: str) -> Change:
    """Make an access key Active or Inactive."""
    parameters = {"UserName": user, "AccessKeyId": access_key_id, "Status": status}
    return _change("iam:UpdateAccessKey", parameters, requires)


def delete_access_key(user: str, access_key_id: str, requires: str) -> Change:
    """Delete an access key."""
    parameters = {"UserName": user, "AccessKeyId": access_key_id}
    return _change("iam:DeleteAccessKey", parameters, requires)


def delete_password(user: str, profile: LoginProfile) -> Change:
    """Delete the console password."""
    return _change("iam:DeleteLoginProfile", {"UserName": user}, password_state(profile))


def deactivate_mfa_device(user: str, serial_number: str) -> Change:
    """Take an MFA device of any kind from its user."""
    parameters = {"UserName": user, "SerialNumber": serial_number}
    return _change("iam:DeactivateMFADevice", parameters, ENABLED)


def delete_virtual_mfa_device(serial_number: str) -> Change:
    """Delete a virtual MFA device that was taken from its user, whose facts do not include it any more."""
    return _change("iam:DeleteVirtualMFADevice", {"SerialNumber": serial_number}, None)


def delete_signing_certificate(user: str, certificate_id: str, requires: str) -> Change:
    """Delete a signing certificate."""
    parameters = {"UserName": user, "CertificateId": certificate_id}
    return _change("iam:DeleteSigningCertificate", parameters, requires)


def delete_ssh_public_key(user: str, key_id: str, requires: str) -> Change:
    """Delete an SSH public key."""
    parameters = {"UserName": user, "SSHPublicKeyId": key_id}
    return _change("iam:DeleteSSHPublicKey", parameters, requires)


def put_user_policy(user: str, name: str, document: str, requires: State) -> Change:
    """Embed an inline policy in a user, or replace it."""
    parameters = {"UserName": user, "PolicyName": name, "PolicyDocument": document}
    return _change("iam:PutUserPolicy", parameters, requires)


def delete_user_policy(user: str, name: str, requires: State) -> Change:
    """Delete an inline policy of a user."""
    parameters = {"UserName": user, "PolicyName": name}
    return _change("iam:DeleteUserPolicy", parameters, requires)


def put_role_policy(role: str, name: str, document: str, requires: State) -> Change:
    """Embed an inline policy in a role, or replace it."""
    parameters = {"RoleName": role, "PolicyName": name, "PolicyDocument": document}
    return _change("iam:PutRolePolicy", parameters, requires)


def delete_role_policy(role: str, name: str, requires: State) -> Change:
    """Delete an inline policy of a role."""
    parameters = {"RoleName": role, "PolicyName": name}
    return _change("iam:DeleteRolePolicy", parameters, requires)


def attach_policy(user: str, arn: str) -> Change:
    """Attach a managed policy to a user."""
    parameters = {"UserName": user, "PolicyArn": arn}
    return _change("iam:AttachUserPolicy", parameters, None)


def detach_policy(user: str, arn: str) -> Change:
    """Detach a managed policy from a user."""
    parameters = {"UserName": user, "PolicyArn": arn}
    return _change("iam:DetachUserPolicy", parameters, ATTACHED)


def join_group(user: str, group: str) -> Change:
    """Put a user in a group."""
    parameters = {"GroupName": group, "UserName": user}
    return _change("iam:AddUserToGroup", parameters, None)


def leave_group(user: str, group: str) -> Change:
    """Take a user out of a group."""
    parameters = {"GroupName": group, "UserName": user}
    return _change("iam:RemoveUserFromGroup", parameters, MEMBER)


def delete_user(user: str) -> Change:
    """Delete a user, with its tags and its permissions boundary."""
    return _change("iam:DeleteUser", {"UserName": user}, EXISTS)


def create_user(user: str, path: str, boundary: str | None, tags: Sequence[tuple[str, str]]) -> tuple[Change, ...]:
    """Make a user, with its boundary at once, so that it is at no moment without."""
    pages = [
        [{"Key": key, "Value": value} for key, value in tags[start : start + _TAGS_A_CALL]]
        for start in range(0, len(tags), _TAGS_A_CALL)
    ]
    parameters: dict[str, Parameter] = {
        "UserName": user,
        "Path": path,
        **({"PermissionsBoundary": boundary} if boundary else {}),
        **({"Tags": pages[0]} if pages else {}),
    }
    create = _change("iam:CreateUser", parameters, None)
    return (create, *(_tag_user(user, page) for page in pages[1:]))


def created_facts(create: Change) -> dict[str, str]:
    """What AWS says of a user that `iam:CreateUser` has just made, but for its id."""
    asked = create.parameters
    boundary, tags = asked.get("PermissionsBoundary"), asked.get("Tags", ())
    return {
        create.about: EXISTS,
        "path": str(asked.get("Path", "/")),
        **({"permissions boundary": str(boundary)} if boundary else {}),
        **{f"tag {tag['Key']}": tag["Value"] for tag in tags if isinstance(tag, dict)},
    }


def is_as_created(facts: ObservedState, create: Change) -> bool:
    """Whether a user is what `iam:CreateUser` made, and nothing else was done to it."""
    found = {about: state for about, state in facts.known.items() if about not in ("account", "user id")}
    return not facts.unread and found == created_facts(create)


def _tag_user(user: str, tags: list[dict[str, str]]) -> Change:
    return _change("iam:TagUser", {"UserName": user, "Tags": tags}, None, about=f"tag {tags[-1]['Key']}")
