"""What IAM tells about one user: access keys and password always live, the rest where no list told it.

Every function here raises NotFoundError for a user that is gone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from operator import attrgetter, itemgetter
from typing import Any, TypeVar

from bks_tui.aws import answers
from bks_tui.aws.answers import ListedUser, UserDetails
from bks_tui.aws.api import Answer, Api
from bks_tui.core.errors import AwsError, NotFoundError
from bks_tui.core.evidence import Cause, Evidence, Known, Unread
from bks_tui.core.identity import (
    AccessKey,
    InlinePolicy,
    LoginProfile,
    MfaDevices,
    ServiceSpecificCredential,
    User,
    UserRecord,
)

T = TypeVar("T")
Whole = TypeVar("Whole")

# One call tells of every kind of device that one user has.
_NO_DEVICE_LIST = Unread(Cause.FAILED, "iam:ListVirtualMFADevices", "not asked")


def read_user_alone(iam: Api, name: str) -> User:
    """The whole user where no list was asked for: nothing of it is older than this."""
    return read_user(iam, ListedUser(name), service_credentials(iam, name), _NO_DEVICE_LIST)


def read_user(
    iam: Api,
    listed: ListedUser,
    service_credentials: Evidence[tuple[ServiceSpecificCredential, ...]],
    virtual_mfa_devices: Evidence[Mapping[str, tuple[str, ...]]],
) -> User:
    """The whole user: what the lists told, and the rest asked for."""
    name = listed.name
    # First, since it finds out whether the user is still there.
    access_keys = _fact(lambda: _access_keys(iam, name))
    login_profile = _fact(lambda: _login_profile(iam, name))
    record, details = _record_and_details(iam, listed)
    return User(
        name=name,
        record=record,
        tags=_ordered(details.tags, itemgetter(0)),
        permissions_boundary=details.permissions_boundary,
        service_credentials=_ordered(service_credentials, attrgetter("created", "credential_id")),
        access_keys=_ordered(access_keys, attrgetter("created", "access_key_id")),
        login_profile=login_profile,
        mfa_devices=_mfa_devices(iam, name, login_profile, virtual_mfa_devices),
        groups=_ordered(details.groups, str),
        attached_policies=_ordered(details.attached_policies, attrgetter("name", "arn")),
        inline_policies=_ordered(details.inline_policies, attrgetter("name")),
    )


def _fact(read: Callable[[], T]) -> Evidence[T]:
    """What `read` returns, or why it could not be read. That the user is gone is no unread fact of it."""
    try:
        return Known(read())
    except NotFoundError:
        raise
    except AwsError as error:
        return error.as_unread()


def _ordered(fact: Evidence[tuple[T, ...]], key: Callable[[T], Any]) -> Evidence[tuple[T, ...]]:
    """In one order: AWS promises none, and a user must look the same whichever call told it."""
    return Known(tuple(sorted(fact.value, key=key))) if isinstance(fact, Known) else fact


def service_credentials(iam: Api, name: str) -> Evidence[tuple[ServiceSpecificCredential, ...]]:
    """The service-specific credentials of one user, of all services."""
    return _fact(lambda: credentials_of(iam, name))


def credentials_of(iam: Api, name: str) -> tuple[ServiceSpecificCredential, ...]:
    """The same, for who can do nothing without them. Raises AwsError."""
    return iam.all(
        "ListServiceSpecificCredentials", "ServiceSpecificCredentials", answers.service_credential, UserName=name
    )


def record_of(iam: Api, name: str) -> UserRecord:
    """The record of one user. Raises AwsError."""
    return iam.get("GetUser", _attributes, UserName=name).record


def owner_of_access_key(iam: Api, access_key_id: str) -> str:
    """The name of the user that holds an access key of this account. Raises AwsError."""
    return iam.get("GetAccessKeyLastUsed", _owner, AccessKeyId=access_key_id)


def _owner(answer: Answer) -> str:
    return str(answer["UserName"])


def signing_certificates(iam: Api, name: str) -> Evidence[Mapping[str, str]]:
    """The status of each signing certificate of one user, by its id."""
    return _fact(
        lambda: dict(
            iam.all("ListSigningCertificates", "Certificates", itemgetter("CertificateId", "Status"), UserName=name)
        )
    )


def ssh_public_keys(iam: Api, name: str) -> Evidence[Mapping[str, str]]:
    """The status of each SSH public key of one user, by its id."""
    return _fact(
        lambda: dict(
            iam.all("ListSSHPublicKeys", "SSHPublicKeys", itemgetter("SSHPublicKeyId", "Status"), UserName=name)
        )
    )


def _access_keys(iam: Api, name: str) -> tuple[AccessKey, ...]:
    listed = iam.all("ListAccessKeys", "AccessKeyMetadata", answers.access_key, UserName=name)
    return tuple(used for key in listed if (used := _with_last_use(iam, key)))


def _login_profile(iam: Api, name: str) -> LoginProfile | None:
    try:
        return iam.get("GetLoginProfile", answers.login_profile, UserName=name)
    except NotFoundError:
        return None


def _mfa_devices(
    iam: Api,
    name: str,
    login_profile: Evidence[LoginProfile | None],
    virtual: Evidence[Mapping[str, tuple[str, ...]]],
) -> Evidence[MfaDevices]:
    """Asked for only where it decides something, on users with a password, or where there is no list."""
    has_password = isinstance(login_profile, Known) and login_profile.value is not None
    if isinstance(virtual, Known) and not has_password:
        return Known(MfaDevices(tuple(sorted(virtual.value.get(name, ()))), all_kinds=False))
    return _fact(lambda: MfaDevices(tuple(sorted(_serial_numbers(iam, name))), all_kinds=True))


def _serial_numbers(iam: Api, name: str) -> tuple[str, ...]:
    return iam.all("ListMFADevices", "MFADevices", itemgetter("SerialNumber"), UserName=name)


@dataclass(frozen=True, slots=True)
class _Attributes:
    """What GetUser tells."""

    record: UserRecord
    tags: tuple[tuple[str, str], ...]
    permissions_boundary: str | None


def _attributes(answer: Answer) -> _Attributes:
    user = answer["User"]
    return _Attributes(answers.user_record(user), answers.tags(user), answers.permissions_boundary(user))


def _record_and_details(iam: Api, listed: ListedUser) -> tuple[Evidence[UserRecord], UserDetails]:
    if listed.record and listed.details:
        return Known(listed.record), listed.details
    attributes = _fact(lambda: iam.get("GetUser", _attributes, UserName=listed.name))
    record = Known(listed.record) if listed.record else _part(attributes, lambda known: known.record)
    return record, listed.details or _details(iam, listed.name, attributes)


def _details(iam: Api, name: str, attributes: Evidence[_Attributes]) -> UserDetails:
    return UserDetails(
        tags=_part(attributes, lambda known: known.tags),
        permissions_boundary=_part(attributes, lambda known: known.permissions_boundary),
        groups=_fact(lambda: iam.all("ListGroupsForUser", "Groups", itemgetter("GroupName"), UserName=name)),
        attached_policies=_fact(
            lambda: iam.all("ListAttachedUserPolicies", "AttachedPolicies", answers.attached_policy, UserName=name)
        ),
        inline_policies=_fact(lambda: _inline_policies(iam, name)),
    )


def _part(whole: Evidence[Whole], part: Callable[[Whole], T]) -> Evidence[T]:
    return Known(part(whole.value)) if isinstance(whole, Known) else whole


def _inline_policies(iam: Api, name: str) -> tuple[InlinePolicy, ...]:
    policies: tuple[str, ...] = iam.all("ListUserPolicies", "PolicyNames", str, UserName=name)
    return tuple(policy for policy_name in policies if (policy := _inline_policy(iam, name, policy_name)))


def _with_last_use(iam: Api, key: AccessKey) -> AccessKey | None:
    """The key with its last use; None for one that was deleted since it was listed."""
    try:
        used = _fact(lambda: iam.get("GetAccessKeyLastUsed", answers.last_use, AccessKeyId=key.access_key_id))
    except NotFoundError:
        return None
    return replace(key, last_used=used)


def _inline_policy(iam: Api, name: str, policy_name: str) -> InlinePolicy | None:
    """An inline policy with its document; None for one that was deleted since it was listed."""
    try:
        document = _fact(lambda: iam.get("GetUserPolicy", answers.document_text, UserName=name, PolicyName=policy_name))
    except NotFoundError:
        return None
    return InlinePolicy(policy_name, document)
