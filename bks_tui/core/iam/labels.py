"""What the facts call the things of IAM, and the words that they have for their states."""

from __future__ import annotations

from bks_tui.core.iam.user import LoginProfile, ServiceSpecificCredential

EXISTS, ATTACHED, MEMBER, SET, ENABLED = "there", "attached", "a member", "set", "enabled"


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
