"""Reads of one IAM user: access keys and password always live, the rest if no list has it.

Every function raises NotFoundError for a user that does not exist, which two calls must confirm: one
"no such entity" alone is a fact that could not be read. It never removes what a list returned: a key, a
policy or a user exists until a list no longer returns it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from operator import attrgetter, itemgetter
from typing import Any, TypeVar

from bks_tui.aws.api import Answer, Api, read_or_unread
from bks_tui.aws.iam import parsing as answers
from bks_tui.aws.iam.parsing import ListedUser, UserDetails
from bks_tui.core.errors import AwsError, NotFoundError
from bks_tui.core.evidence import Cause, Evidence, Known, Unread
from bks_tui.core.iam.user import (
    AccessKey,
    InlinePolicy,
    LoginProfile,
    MfaDevices,
    PublicKey,
    ServiceSpecificCredential,
    User,
    UserRecord,
)

T = TypeVar("T")
Whole = TypeVar("Whole")

# One call lists every kind of device of one user.
_NO_DEVICE_LIST = Unread(Cause.FAILED, "iam:ListVirtualMFADevices", "not asked")


# The start of the IAM message for a missing user.
_NO_USER = "The user with name "
# Calls that can confirm that a user does not exist: the first one with an answer decides.
_CONFIRMING = ("GetUser", "ListAccessKeys", "ListGroupsForUser")


def read_user_alone(iam: Api, name: str) -> User:
    """The whole user, read without lists: all data is from this moment."""
    return read_user(iam, ListedUser(name), service_credentials(iam, name), _NO_DEVICE_LIST)


def with_every_credential(iam: Api, user: User) -> User:
    """The same user with what a scan reads only if it matters: SSH keys, certificates, MFA devices of any kind.

    Two calls, and a third if only virtual MFA devices were listed. No call proves for a whole account that there are
    none: the credential report may be four hours old, and shows neither SSH keys nor inactive certificates;
    GetAccountSummary has only a number of MFA devices in use, and AWS does not document which kinds it counts.
    https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountSummary.html
    https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html
    """
    return replace(
        user,
        ssh_public_keys=ssh_public_keys(iam, user.name),
        signing_certificates=signing_certificates(iam, user.name),
        mfa_devices=_every_mfa_device(iam, user.name, user.mfa_devices),
    )


def read_user(
    iam: Api,
    listed: ListedUser,
    service_credentials: Evidence[tuple[ServiceSpecificCredential, ...]],
    virtual_mfa_devices: Evidence[Mapping[str, tuple[str, ...]]],
) -> User:
    """The whole user: the data of the lists, and reads of the rest."""
    name = listed.name
    # First, since it shows whether the user still exists.
    access_keys = _fact(iam, name, lambda: _access_keys(iam, name))
    login_profile = login_profile_of(iam, name)
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


def _fact(iam: Api, name: str, read: Callable[[], T]) -> Evidence[T]:
    """What `read` returns, or why it could not be read. A missing user is not an unread fact: that raises."""
    try:
        return Known(read())
    except NotFoundError as error:
        if _is_gone(iam, name, error.operation):
            raise
        return error.as_unread()
    except AwsError as error:
        return error.as_unread()


def _is_gone(iam: Api, name: str, said_by: str) -> bool:
    """Whether a second, different call does not find the user either."""
    for action in _CONFIRMING:
        if said_by != f"iam:{action}":
            try:
                iam.call(action, UserName=name)
            except NotFoundError:
                return True
            except AwsError:
                continue
            return False
    return False


def _ordered(fact: Evidence[tuple[T, ...]], key: Callable[[T], Any]) -> Evidence[tuple[T, ...]]:
    """Sorted: AWS guarantees no order, and a user must look the same whichever call returned it."""
    return Known(tuple(sorted(fact.value, key=key))) if isinstance(fact, Known) else fact


def service_credentials(iam: Api, name: str) -> Evidence[tuple[ServiceSpecificCredential, ...]]:
    """The service-specific credentials of one user, of all services."""
    return _fact(iam, name, lambda: credentials_of(iam, name))


def credentials_of(iam: Api, name: str) -> tuple[ServiceSpecificCredential, ...]:
    """The same, for callers that need the list. Raises AwsError."""
    return iam.all(
        "ListServiceSpecificCredentials", "ServiceSpecificCredentials", answers.service_credential, UserName=name
    )


def record_of(iam: Api, name: str) -> Evidence[UserRecord]:
    """What IAM stores about one user itself."""
    attributes = _fact(iam, name, lambda: iam.get("GetUser", _attributes, UserName=name))
    return _part(attributes, lambda known: known.record)


def login_profile_of(iam: Api, name: str) -> Evidence[LoginProfile | None]:
    """The console password of one user."""
    return _fact(iam, name, lambda: _login_profile(iam, name))


def access_key_ids_of(iam: Api, name: str) -> tuple[str, ...]:
    """The ids of the access keys of one user. Raises AwsError."""
    return tuple(key.access_key_id for key in _listed_access_keys(iam, name))


def owner_of_access_key(iam: Api, access_key_id: str) -> str:
    """The name of the user that holds an access key of this account. Raises AwsError."""
    return iam.get("GetAccessKeyLastUsed", _owner, AccessKeyId=access_key_id)


def _owner(answer: Answer) -> str:
    return str(answer["UserName"])


def signing_certificates(iam: Api, name: str) -> Evidence[tuple[PublicKey, ...]]:
    """The signing certificates of one user."""
    return _public_keys(iam, name, "ListSigningCertificates", "Certificates", "CertificateId")


def ssh_public_keys(iam: Api, name: str) -> Evidence[tuple[PublicKey, ...]]:
    """The SSH public keys of one user."""
    return _public_keys(iam, name, "ListSSHPublicKeys", "SSHPublicKeys", "SSHPublicKeyId")


def _public_keys(iam: Api, name: str, action: str, key: str, id_field: str) -> Evidence[tuple[PublicKey, ...]]:
    def understand(item: Answer) -> PublicKey:
        return PublicKey(item[id_field], item["Status"])

    found = _fact(iam, name, lambda: iam.all(action, key, understand, UserName=name))
    return _ordered(found, attrgetter("key_id"))


def _access_keys(iam: Api, name: str) -> tuple[AccessKey, ...]:
    return tuple(_with_last_use(iam, key) for key in _listed_access_keys(iam, name))


def _listed_access_keys(iam: Api, name: str) -> tuple[AccessKey, ...]:
    return iam.all("ListAccessKeys", "AccessKeyMetadata", answers.access_key, UserName=name)


def _login_profile(iam: Api, name: str) -> LoginProfile | None:
    try:
        return iam.get("GetLoginProfile", answers.login_profile, UserName=name)
    except NotFoundError as error:
        # "Login Profile for User NAME cannot be found" means that there is no password. For a missing user
        # IAM has a different message, which says nothing about the password.
        if _NO_USER in str(error):
            raise
        return None


def _mfa_devices(
    iam: Api,
    name: str,
    login_profile: Evidence[LoginProfile | None],
    virtual: Evidence[Mapping[str, tuple[str, ...]]],
) -> Evidence[MfaDevices]:
    """Read only if it matters: for users with a password, or if there is no list."""
    has_password = isinstance(login_profile, Known) and login_profile.value is not None
    if isinstance(virtual, Known) and not has_password:
        return Known(MfaDevices(tuple(sorted(virtual.value.get(name, ()))), all_kinds=False))
    listed = (
        Known(MfaDevices(tuple(sorted(virtual.value.get(name, ()))), False)) if isinstance(virtual, Known) else virtual
    )
    return _every_mfa_device(iam, name, listed)


def _every_mfa_device(iam: Api, name: str, listed: Evidence[MfaDevices]) -> Evidence[MfaDevices]:
    """The MFA devices of every kind; if they cannot be read, still those of a list."""
    if isinstance(listed, Known) and listed.value.all_kinds:
        return listed
    found = _fact(iam, name, lambda: MfaDevices(tuple(sorted(_serial_numbers(iam, name))), all_kinds=True))
    if isinstance(found, Unread) and isinstance(listed, Known) and listed.value.serial_numbers:
        return Known(replace(listed.value, others=found))
    return found


def _serial_numbers(iam: Api, name: str) -> tuple[str, ...]:
    return iam.all("ListMFADevices", "MFADevices", itemgetter("SerialNumber"), UserName=name)


@dataclass(frozen=True, slots=True)
class _Attributes:
    """The data of GetUser."""

    record: UserRecord
    tags: tuple[tuple[str, str], ...]
    permissions_boundary: str | None


def _attributes(answer: Answer) -> _Attributes:
    user = answer["User"]
    return _Attributes(answers.user_record(user), answers.tags(user), answers.permissions_boundary(user))


def _record_and_details(iam: Api, listed: ListedUser) -> tuple[Evidence[UserRecord], UserDetails]:
    if listed.record and listed.details:
        return Known(listed.record), listed.details
    attributes = _fact(iam, listed.name, lambda: iam.get("GetUser", _attributes, UserName=listed.name))
    record = Known(listed.record) if listed.record else _part(attributes, lambda known: known.record)
    return record, listed.details or _details(iam, listed.name, attributes)


def _details(iam: Api, name: str, attributes: Evidence[_Attributes]) -> UserDetails:
    return UserDetails(
        tags=_part(attributes, lambda known: known.tags),
        permissions_boundary=_part(attributes, lambda known: known.permissions_boundary),
        groups=_fact(iam, name, lambda: iam.all("ListGroupsForUser", "Groups", itemgetter("GroupName"), UserName=name)),
        attached_policies=_fact(
            iam,
            name,
            lambda: iam.all("ListAttachedUserPolicies", "AttachedPolicies", answers.attached_policy, UserName=name),
        ),
        inline_policies=_fact(iam, name, lambda: _inline_policies(iam, name)),
    )


def _part(whole: Evidence[Whole], part: Callable[[Whole], T]) -> Evidence[T]:
    return Known(part(whole.value)) if isinstance(whole, Known) else whole


def _inline_policies(iam: Api, name: str) -> tuple[InlinePolicy, ...]:
    policies: tuple[str, ...] = iam.all("ListUserPolicies", "PolicyNames", str, UserName=name)
    return tuple(_inline_policy(iam, name, policy_name) for policy_name in policies)


def _with_last_use(iam: Api, key: AccessKey) -> AccessKey:
    """The key with its last use. It was listed, so the key exists whatever the answer about its use."""
    used = read_or_unread(lambda: iam.get("GetAccessKeyLastUsed", answers.last_use, AccessKeyId=key.access_key_id))
    return replace(key, last_used=used)


def _inline_policy(iam: Api, name: str, policy_name: str) -> InlinePolicy:
    """An inline policy with its document. It was listed, so it exists whatever the answer about its document."""
    document = read_or_unread(
        lambda: iam.get("GetUserPolicy", answers.document_text, UserName=name, PolicyName=policy_name)
    )
    return InlinePolicy(policy_name, document)
