"""The writes to IAM that bks makes, each as a change of one thing by its name in the facts.

Parameters are as botocore's model of IAM has them.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from bks_tui.core.changes import Change, Facts, Parameter, State
from bks_tui.core.identity import LoginProfile, ServiceSpecificCredential

EXISTS, ATTACHED, MEMBER, SET, ENABLED = "there", "attached", "a member", "set", "enabled"

# IAM takes no more at once.
_TAGS_A_CALL = 50


def user_label(name: str) -> str:
    """What the facts call a user."""
    return f"user {name}"


def credential_label(credential: ServiceSpecificCredential) -> str:
    """What the facts call an API key, or a credential of another service."""
    return f"{'API key' if credential.service else 'credential'} {credential.credential_id}"


def access_key_label(access_key_id: str) -> str:
    """What the facts call an access key."""
    return f"access key {access_key_id}"


def inline_policy_label(name: str) -> str:
    """What the facts call an inline policy."""
    return f"inline policy {name}"


def attached_policy_label(arn: str) -> str:
    """What the facts call an attached policy."""
    return f"attached policy {arn}"


PASSWORD_LABEL = "console password"  # noqa: S105 - the name of a thing


def password_state(profile: LoginProfile) -> str:
    """What the facts say of a password: it has no id, and one that was set later is another one."""
    return f"{SET}, created {profile.created:%Y-%m-%dT%H:%M:%SZ}"


def document_state(document: str) -> str:
    """A policy document in one form, whatever its spaces and order: IAM gives back what it was given, more or less."""
    try:
        return json.dumps(json.loads(document), separators=(",", ":"), sort_keys=True)
    except (ValueError, RecursionError):
        return document


def set_credential(user: str, credential: ServiceSpecificCredential, requires: str, status: str) -> Change:
    """Make an API key Active or Inactive."""
    parameters = {"UserName": user, "ServiceSpecificCredentialId": credential.credential_id, "Status": status}
    about = credential_label(credential)
    return Change("iam:UpdateServiceSpecificCredential", parameters, about, (requires,), status)


def delete_credential(user: str, credential: ServiceSpecificCredential, *requires: str) -> Change:
    """Delete an API key, or a credential of another service."""
    parameters = {"UserName": user, "ServiceSpecificCredentialId": credential.credential_id}
    return Change("iam:DeleteServiceSpecificCredential", parameters, credential_label(credential), requires, None)


def set_access_key(user: str, access_key_id: str, requires: str, status: str) -> Change:
    """Make an access key Active or Inactive."""
    parameters = {"UserName": user, "AccessKeyId": access_key_id, "Status": status}
    return Change("iam:UpdateAccessKey", parameters, access_key_label(access_key_id), (requires,), status)


def delete_access_key(user: str, access_key_id: str, requires: str) -> Change:
    """Delete an access key."""
    parameters = {"UserName": user, "AccessKeyId": access_key_id}
    return Change("iam:DeleteAccessKey", parameters, access_key_label(access_key_id), (requires,), None)


def delete_password(user: str, profile: LoginProfile) -> Change:
    """Delete the console password."""
    return Change("iam:DeleteLoginProfile", {"UserName": user}, PASSWORD_LABEL, (password_state(profile),), None)


def deactivate_mfa_device(user: str, serial_number: str) -> Change:
    """Take an MFA device of any kind from its user."""
    parameters = {"UserName": user, "SerialNumber": serial_number}
    return Change("iam:DeactivateMFADevice", parameters, f"MFA device {serial_number}", (ENABLED,), None)


def delete_virtual_mfa_device(serial_number: str) -> Change:
    """Delete a virtual MFA device that was taken from its user, whose facts do not tell of it any more."""
    about = f"virtual device {serial_number}"
    return Change("iam:DeleteVirtualMFADevice", {"SerialNumber": serial_number}, about, (None,), None)


def delete_signing_certificate(user: str, certificate_id: str, requires: str) -> Change:
    """Delete a signing certificate."""
    parameters = {"UserName": user, "CertificateId": certificate_id}
    about = f"signing certificate {certificate_id}"
    return Change("iam:DeleteSigningCertificate", parameters, about, (requires,), None)


def delete_ssh_public_key(user: str, key_id: str, requires: str) -> Change:
    """Delete an SSH public key."""
    parameters = {"UserName": user, "SSHPublicKeyId": key_id}
    return Change("iam:DeleteSSHPublicKey", parameters, f"SSH public key {key_id}", (requires,), None)


def put_user_policy(user: str, name: str, document: str, requires: State) -> Change:
    """Embed an inline policy in a user, or replace it."""
    parameters = {"UserName": user, "PolicyName": name, "PolicyDocument": document}
    return Change("iam:PutUserPolicy", parameters, inline_policy_label(name), (requires,), document_state(document))


def delete_user_policy(user: str, name: str, requires: State) -> Change:
    """Delete an inline policy of a user."""
    parameters = {"UserName": user, "PolicyName": name}
    return Change("iam:DeleteUserPolicy", parameters, inline_policy_label(name), (requires,), None)


def put_role_policy(role: str, name: str, document: str, requires: State) -> Change:
    """Embed an inline policy in a role, or replace it."""
    parameters = {"RoleName": role, "PolicyName": name, "PolicyDocument": document}
    return Change("iam:PutRolePolicy", parameters, inline_policy_label(name), (requires,), document_state(document))


def delete_role_policy(role: str, name: str, requires: State) -> Change:
    """Delete an inline policy of a role."""
    parameters = {"RoleName": role, "PolicyName": name}
    return Change("iam:DeleteRolePolicy", parameters, inline_policy_label(name), (requires,), None)


def attach_policy(user: str, arn: str) -> Change:
    """Attach a managed policy to a user."""
    parameters = {"UserName": user, "PolicyArn": arn}
    return Change("iam:AttachUserPolicy", parameters, attached_policy_label(arn), (None,), ATTACHED)


def detach_policy(user: str, arn: str) -> Change:
    """Detach a managed policy from a user."""
    parameters = {"UserName": user, "PolicyArn": arn}
    return Change("iam:DetachUserPolicy", parameters, attached_policy_label(arn), (ATTACHED,), None)


def join_group(user: str, group: str) -> Change:
    """Put a user in a group."""
    parameters = {"GroupName": group, "UserName": user}
    return Change("iam:AddUserToGroup", parameters, f"group {group}", (None,), MEMBER)


def leave_group(user: str, group: str) -> Change:
    """Take a user out of a group."""
    parameters = {"GroupName": group, "UserName": user}
    return Change("iam:RemoveUserFromGroup", parameters, f"group {group}", (MEMBER,), None)


def delete_user(user: str) -> Change:
    """Delete a user, with its tags and its permissions boundary."""
    return Change("iam:DeleteUser", {"UserName": user}, user_label(user), (EXISTS,), None)


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
    create = Change("iam:CreateUser", parameters, user_label(user), (None,), EXISTS)
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


def is_as_created(facts: Facts, create: Change) -> bool:
    """Whether a user is what `iam:CreateUser` made, and nothing else was done to it."""
    found = {about: state for about, state in facts.known.items() if about not in ("account", "user id")}
    return not facts.unread and found == created_facts(create)


def _tag_user(user: str, tags: list[dict[str, str]]) -> Change:
    last = tags[-1]
    return Change("iam:TagUser", {"UserName": user, "Tags": tags}, f"tag {last['Key']}", (None,), last["Value"])
