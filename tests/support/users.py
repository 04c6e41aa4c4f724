"""Users, keys and scan results to test with: invented, whole, and different only where a test says so.

A fact is given as its plain value, or as an `Unread` for one that could not be read.
"""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import TypeVar

from bks_tui.core.account.account import Account
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
from bks_tui.core.scan.assessment import assess
from bks_tui.core.scan.findings import Finding, ScanResult, by_urgency

T = TypeVar("T")

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=timezone.utc)
ACCOUNT_ID = "111122223333"
CALLER_ARN = f"arn:aws:iam::{ACCOUNT_ID}:user/responder"
NO_MFA = MfaDevices((), all_kinds=True)
PHANTOM_NAME = "BedrockAPIKey-x7f2"
BEDROCK_POLICY = AttachedPolicy("AmazonBedrockLimitedAccess", "arn:aws:iam::aws:policy/AmazonBedrockLimitedAccess")


def denied(operation: str) -> Unread:
    """The evidence for a fact whose call a policy did not allow."""
    return Unread(Cause.DENIED, operation, "not authorized")


def _evidence(fact: T | Unread) -> Evidence[T]:
    return fact if isinstance(fact, Unread) else Known(fact)


def days_ago(days: float) -> datetime:
    """The moment `days` before NOW."""
    return NOW - timedelta(days=days)


def api_key(
    credential_id: str = "ACCAEXAMPLE000000001",
    *,
    made_for: str = PHANTOM_NAME,
    service_name: str = "bedrock.amazonaws.com",
    status: str = "Active",
    created: datetime = NOW - timedelta(days=10),
    expires: datetime | None = NOW + timedelta(days=20),
) -> ServiceSpecificCredential:
    """An active Bedrock API key. Its alias says `made_for`: another user's phantom key makes that user renamed."""
    return ServiceSpecificCredential(
        credential_id, service_name, f"{made_for}-at-{ACCOUNT_ID}", status, created, expires
    )


def access_key(
    access_key_id: str = "AKIAEXAMPLE000000001",
    *,
    status: str = "Active",
    created: datetime = NOW - timedelta(days=5),
    last_used: LastUse | Unread | None = None,
) -> AccessKey:
    """An active access key that was never used."""
    return AccessKey(access_key_id, status, created, _evidence(last_used))


def user_record(
    name: str = PHANTOM_NAME,
    *,
    user_id: str = "AIDAEXAMPLE000000001",
    path: str = "/",
    created: datetime = NOW - timedelta(days=10),
) -> UserRecord:
    """What IAM keeps about the user `name`."""
    return UserRecord(user_id, f"arn:aws:iam::{ACCOUNT_ID}:user{path}{name}", path, created)


def user(
    name: str = PHANTOM_NAME,
    *,
    record: UserRecord | Unread | None = None,
    tags: tuple[tuple[str, str], ...] | Unread = (),
    permissions_boundary: str | Unread | None = None,
    service_credentials: tuple[ServiceSpecificCredential, ...] | Unread | None = None,
    access_keys: tuple[AccessKey, ...] | Unread = (),
    login_profile: LoginProfile | Unread | None = None,
    mfa_devices: MfaDevices | Unread = NO_MFA,
    groups: tuple[str, ...] | Unread = (),
    attached_policies: tuple[AttachedPolicy, ...] | Unread = (BEDROCK_POLICY,),
    inline_policies: tuple[InlinePolicy, ...] | Unread = (),
    ssh_public_keys: tuple[PublicKey, ...] | Unread | None = None,
    signing_certificates: tuple[PublicKey, ...] | Unread | None = None,
) -> User:
    """A user with one active Bedrock API key and nothing else; a phantom, unless `name` is an ordinary one."""
    return User(
        name=name,
        record=_evidence(user_record(name) if record is None else record),
        tags=_evidence(tags),
        permissions_boundary=_evidence(permissions_boundary),
        service_credentials=_evidence(
            (api_key(made_for=name),) if service_credentials is None else service_credentials
        ),
        access_keys=_evidence(access_keys),
        login_profile=_evidence(login_profile),
        mfa_devices=_evidence(mfa_devices),
        groups=_evidence(groups),
        attached_policies=_evidence(attached_policies),
        inline_policies=_evidence(inline_policies),
        ssh_public_keys=None if ssh_public_keys is None else _evidence(ssh_public_keys),
        signing_certificates=None if signing_certificates is None else _evidence(signing_certificates),
    )


def finding(subject: User | None = None) -> Finding:
    """What a user, by default a phantom with one active API key, means at NOW."""
    subject = subject or user()
    return Finding(subject, assess(subject, NOW))


def an_account(alias: str | Unread | None = "example-corp", *, demo: bool = False) -> Account:
    """The account that everything here is in."""
    return Account(
        account_id=ACCOUNT_ID,
        alias=_evidence(alias),
        caller_arn=CALLER_ARN,
        partition="aws",
        region="eu-central-1",
        region_is_default=False,
        profile=None,
        demo=demo,
    )


def scan_result(*users: User, warnings: tuple[str, ...] = (), account: Account | None = None) -> ScanResult:
    """A scan at NOW that found `users`; complete unless there are `warnings`."""
    findings = tuple(sorted((finding(each) for each in users), key=by_urgency))
    return ScanResult(account or an_account(), NOW, findings, warnings)


def aws_policy(name: str) -> AttachedPolicy:
    """A policy managed by AWS, attached."""
    return AttachedPolicy(name, f"arn:aws:iam::aws:policy/{name}")
