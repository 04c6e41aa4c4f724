"""Labels of IAM objects and their states, as an observed state uses them."""

from __future__ import annotations

from bks_tui.core.iam.user import LoginProfile, ServiceSpecificCredential

EXISTS, ATTACHED, MEMBER, SET, ENABLED = "there", "attached", "a member", "set", "enabled"


def user_label(name: str) -> str:
    """The label of a user."""
    return f"user {name}"


def credential_label(credential: ServiceSpecificCredential) -> str:
    """The label of an API key, or of a credential of another service."""
    return f"{'API key' if credential.service else 'credential'} {credential.credential_id}"


def access_key_label(access_key_id: str) -> str:
    """The label of an access key."""
    return f"access key {access_key_id}"


def inline_policy_label(name: str) -> str:
    """The label of an inline policy."""
    return f"inline policy {name}"


def attached_policy_label(arn: str) -> str:
    """The label of an attached policy."""
    return f"attached policy {arn}"


PASSWORD_LABEL = "console password"  # noqa: S105 - the name of a thing


def password_state(profile: LoginProfile) -> str:
    """The state of a password: it has no id, so the creation date distinguishes it from a later one."""
    return f"{SET}, created {profile.created:%Y-%m-%dT%H:%M:%SZ}"
