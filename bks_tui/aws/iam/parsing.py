"""Parse the answers of IAM to `core.iam.user`. Pure; no calls.

A field that the IAM model requires is read with `[...]`: without it the fact is unread, never empty.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import lru_cache

from bks_tui.aws.api import Answer, in_utc
from bks_tui.core.cloudtrail.redaction import redact_text
from bks_tui.core.evidence import Cause, Evidence, Known, Unread
from bks_tui.core.iam.user import (
    AccessKey,
    AttachedPolicy,
    InlinePolicy,
    LastUse,
    LoginProfile,
    ServiceSpecificCredential,
    UserRecord,
)

# https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html#id_tags_naming
_NOT_IN_A_TAG = re.compile(r"[^\w\s.:/=+\-@]")


@dataclass(frozen=True, slots=True)
class UserDetails:
    """What GetAccountAuthorizationDetails returns about a user beyond its record."""

    tags: Evidence[tuple[tuple[str, str], ...]]
    permissions_boundary: Evidence[str | None]
    groups: Evidence[tuple[str, ...]]
    attached_policies: Evidence[tuple[AttachedPolicy, ...]]
    inline_policies: Evidence[tuple[InlinePolicy, ...]]


@dataclass(frozen=True, slots=True)
class ListedUser:
    """A user from a list, with the data of that list; None is what the list does not contain."""

    name: str
    record: UserRecord | None = None
    details: UserDetails | None = None


def service_credential(item: Answer) -> ServiceSpecificCredential:
    """A ServiceSpecificCredentialMetadata."""
    return ServiceSpecificCredential(
        credential_id=item["ServiceSpecificCredentialId"],
        service_name=item["ServiceName"],
        alias=item.get("ServiceCredentialAlias"),
        status=item["Status"],
        created=in_utc(item["CreateDate"]),
        expires=in_utc(item["ExpirationDate"]) if "ExpirationDate" in item else None,
    )


def access_key(item: Answer) -> AccessKey:
    """An AccessKeyMetadata, which does not contain the last use."""
    last_used = Unread(Cause.FAILED, "iam:GetAccessKeyLastUsed", "not asked yet")
    return AccessKey(item["AccessKeyId"], item["Status"], in_utc(item["CreateDate"]), last_used)


def user_record(item: Answer) -> UserRecord:
    """A User or a UserDetail."""
    return UserRecord(item["UserId"], item["Arn"], item["Path"], in_utc(item["CreateDate"]))


def _record_if_whole(item: Answer) -> UserRecord | None:
    """One user that cannot be parsed must not make the whole list unread."""
    try:
        return user_record(item)
    except KeyError:
        return None


def listed_user(item: Answer) -> ListedUser:
    """A User of ListUsers. It has no tags and no boundary: ListUsers omits them."""
    return ListedUser(item["UserName"], _record_if_whole(item))


def detailed_user(item: Answer) -> ListedUser:
    """A UserDetail. Empty lists may be missing, as UserPolicyList is."""
    inline = (InlinePolicy(p["PolicyName"], Known(document_text(p))) for p in item.get("UserPolicyList", ()))
    details = UserDetails(
        tags=Known(tags(item)),
        permissions_boundary=Known(permissions_boundary(item)),
        groups=Known(tuple(item.get("GroupList", ()))),
        attached_policies=Known(tuple(attached_policy(p) for p in item.get("AttachedManagedPolicies", ()))),
        inline_policies=Known(tuple(inline)),
    )
    return ListedUser(item["UserName"], _record_if_whole(item), details)


def tags(item: Answer) -> tuple[tuple[str, str], ...]:
    """The tags of a User or UserDetail. Of an API key in one, only the fingerprint is known after this."""
    return tuple((_without_keys(tag["Key"]), _without_keys(tag["Value"])) for tag in item.get("Tags", ()))


# The same tags are on many users.
@lru_cache(maxsize=4_096)
def _without_keys(text: str) -> str:
    redacted = redact_text(text)
    # What replaces a key can be a tag again, so that a user can be recreated.
    return text if redacted == text else _NOT_IN_A_TAG.sub("", redacted)


def permissions_boundary(item: Answer) -> str | None:
    """The ARN of the permissions boundary of a User or UserDetail."""
    boundary = item.get("PermissionsBoundary")
    return boundary["PermissionsBoundaryArn"] if boundary else None


def attached_policy(item: Answer) -> AttachedPolicy:
    """An AttachedPolicy."""
    return AttachedPolicy(item["PolicyName"], item["PolicyArn"])


def document_text(item: Answer) -> str:
    """The JSON text of a PolicyDocument, which botocore has parsed if it is JSON."""
    document = item["PolicyDocument"]
    return document if isinstance(document, str) else json.dumps(document)


def login_profile(answer: Answer) -> LoginProfile:
    """The answer to GetLoginProfile."""
    profile = answer["LoginProfile"]
    return LoginProfile(in_utc(profile["CreateDate"]), profile.get("PasswordResetRequired", False))


def last_use(answer: Answer) -> LastUse | None:
    """The answer to GetAccessKeyLastUsed, which has no date for a key that was never used."""
    use = answer["AccessKeyLastUsed"]
    when = use.get("LastUsedDate")
    return LastUse(in_utc(when), use["Region"], use["ServiceName"]) if when else None


def mfa_assignment(item: Answer) -> tuple[str | None, str]:
    """The user of an assigned VirtualMFADevice, and its serial number. The root user has no name."""
    return item["User"].get("UserName"), item["SerialNumber"]
