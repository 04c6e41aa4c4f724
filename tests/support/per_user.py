"""Users read one at a time with the plainest calls there are: what a scan has to agree with."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from botocore.exceptions import ClientError

from bks_tui.core.evidence import Cause, Evidence, Known, Unread
from bks_tui.core.iam.user import (
    AccessKey,
    AttachedPolicy,
    InlinePolicy,
    LastUse,
    LoginProfile,
    MfaDevices,
    PublicKey,
    ServiceSpecificCredential,
    User,
    UserRecord,
)

if TYPE_CHECKING:
    from mypy_boto3_iam import IAMClient

T = TypeVar("T")


def read_user(iam: IAMClient, name: str) -> User:
    """Everything about a user, each list read by itself."""
    return User(
        name=name,
        record=_evidence("iam:GetUser", lambda: _record(iam, name)),
        tags=_evidence("iam:ListUserTags", lambda: _tags(iam, name)),
        permissions_boundary=_evidence("iam:GetUser", lambda: _boundary(iam, name)),
        service_credentials=_evidence("iam:ListServiceSpecificCredentials", lambda: _credentials(iam, name)),
        access_keys=_evidence("iam:ListAccessKeys", lambda: _access_keys(iam, name)),
        login_profile=_evidence("iam:GetLoginProfile", lambda: _login_profile(iam, name)),
        mfa_devices=_evidence("iam:ListMFADevices", lambda: _mfa_devices(iam, name)),
        groups=_evidence("iam:ListGroupsForUser", lambda: _groups(iam, name)),
        attached_policies=_evidence("iam:ListAttachedUserPolicies", lambda: _attached_policies(iam, name)),
        inline_policies=_evidence("iam:ListUserPolicies", lambda: _inline_policies(iam, name)),
        ssh_public_keys=_evidence("iam:ListSSHPublicKeys", lambda: _ssh_public_keys(iam, name)),
        signing_certificates=_evidence("iam:ListSigningCertificates", lambda: _signing_certificates(iam, name)),
    )


def _evidence(operation: str, read: Callable[[], T]) -> Evidence[T]:
    try:
        return Known(read())
    except ClientError as error:
        return Unread(Cause.DENIED, operation, str(error))


def _record(iam: IAMClient, name: str) -> UserRecord:
    user = iam.get_user(UserName=name)["User"]
    return UserRecord(user["UserId"], user["Arn"], user["Path"], user["CreateDate"])


def _tags(iam: IAMClient, name: str) -> tuple[tuple[str, str], ...]:
    return tuple((tag["Key"], tag["Value"]) for tag in iam.list_user_tags(UserName=name)["Tags"])


def _boundary(iam: IAMClient, name: str) -> str | None:
    return iam.get_user(UserName=name)["User"].get("PermissionsBoundary", {}).get("PermissionsBoundaryArn")


def _credentials(iam: IAMClient, name: str) -> tuple[ServiceSpecificCredential, ...]:
    return tuple(
        ServiceSpecificCredential(
            credential["ServiceSpecificCredentialId"],
            credential["ServiceName"],
            credential.get("ServiceCredentialAlias"),
            credential["Status"],
            credential["CreateDate"],
            credential.get("ExpirationDate"),
        )
        for credential in iam.list_service_specific_credentials(UserName=name)["ServiceSpecificCredentials"]
    )


def _access_keys(iam: IAMClient, name: str) -> tuple[AccessKey, ...]:
    keys = iam.list_access_keys(UserName=name)["AccessKeyMetadata"]
    return tuple(
        AccessKey(key["AccessKeyId"], key["Status"], key["CreateDate"], _last_use(iam, key["AccessKeyId"]))
        for key in keys
    )


def _last_use(iam: IAMClient, access_key_id: str) -> Evidence[LastUse | None]:
    def read() -> LastUse | None:
        use = iam.get_access_key_last_used(AccessKeyId=access_key_id)["AccessKeyLastUsed"]
        return LastUse(use["LastUsedDate"], use["Region"], use["ServiceName"]) if "LastUsedDate" in use else None

    return _evidence("iam:GetAccessKeyLastUsed", read)


def _login_profile(iam: IAMClient, name: str) -> LoginProfile | None:
    try:
        profile = iam.get_login_profile(UserName=name)["LoginProfile"]
    except iam.exceptions.NoSuchEntityException:
        return None
    return LoginProfile(profile["CreateDate"], profile.get("PasswordResetRequired", False))


def _mfa_devices(iam: IAMClient, name: str) -> MfaDevices:
    devices = iam.list_mfa_devices(UserName=name)["MFADevices"]
    return MfaDevices(tuple(device["SerialNumber"] for device in devices), all_kinds=True)


def _groups(iam: IAMClient, name: str) -> tuple[str, ...]:
    return tuple(group["GroupName"] for group in iam.list_groups_for_user(UserName=name)["Groups"])


def _attached_policies(iam: IAMClient, name: str) -> tuple[AttachedPolicy, ...]:
    policies = iam.list_attached_user_policies(UserName=name)["AttachedPolicies"]
    return tuple(AttachedPolicy(policy["PolicyName"], policy["PolicyArn"]) for policy in policies)


def _inline_policies(iam: IAMClient, name: str) -> tuple[InlinePolicy, ...]:
    unread = Unread(Cause.DENIED, "iam:GetUserPolicy")
    return tuple(InlinePolicy(policy, unread) for policy in iam.list_user_policies(UserName=name)["PolicyNames"])


def _ssh_public_keys(iam: IAMClient, name: str) -> tuple[PublicKey, ...]:
    keys = iam.list_ssh_public_keys(UserName=name)["SSHPublicKeys"]
    return tuple(PublicKey(key["SSHPublicKeyId"], key["Status"]) for key in keys)


def _signing_certificates(iam: IAMClient, name: str) -> tuple[PublicKey, ...]:
    certificates = iam.list_signing_certificates(UserName=name)["Certificates"]
    return tuple(PublicKey(each["CertificateId"], each["Status"]) for each in certificates)
