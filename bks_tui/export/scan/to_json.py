"""A completed scan as the JSON document of `bks scan --json`: schema `bks.scan/1`.

A value that could not be read is null, never 0 or an empty list, and `unread` gives the reason under
the same name. A null without an entry in `unread` means that AWS has no such value. Text is verbatim,
because scripts use it in AWS calls; the writer of the document must escape it.

`bedrock_credentials` and `active_bedrock_credentials` count only Bedrock API keys, as scripts expect;
`api_keys` and `active_api_keys` count those of every service. `credential_details` lists every API key.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import TypeVar

from bks_tui.core.evidence import Evidence, Known, Unread
from bks_tui.core.iam.user import AccessKey, AttachedPolicy, InlinePolicy, PublicKey, ServiceSpecificCredential, User
from bks_tui.core.scan.assessment import Status
from bks_tui.core.scan.findings import Finding, ScanResult
from bks_tui.core.scan.holds import is_quarantine
from bks_tui.core.scan.live_credentials import live_access_keys, live_api_keys
from bks_tui.export.formatting import timestamp, timestamp_if_known

SCHEMA = "bks.scan/1"

T = TypeVar("T")

_BEDROCK = "bedrock.amazonaws.com"


def scan_document(result: ScanResult) -> dict[str, object]:
    """The complete scan. `summary` counts phantom users only; ordinary users are in `other_users`."""
    return {
        "schema": SCHEMA,
        "scan_metadata": _metadata(result),
        "summary": {
            "total": len(result.phantoms),
            "active": result.count(Status.ACTIVE),
            "orphaned": result.count(Status.ORPHANED),
            "at_risk": result.count(Status.AT_RISK),
            "unknown": result.count(Status.UNKNOWN),
        },
        "phantom_users": [user_fields(finding, result.scanned_at) for finding in result.phantoms],
        "other_users": [user_fields(finding, result.scanned_at) for finding in result.others],
    }


def user_fields(finding: Finding, now: datetime) -> dict[str, object]:
    """One user with the field names that scripts use; `now` decides which keys are expired."""
    user, assessment = finding.user, finding.assessment
    fields = _Fields(username=user.name)
    fields.add(user.record, "user_id", lambda record: record.user_id)
    fields.add(user.record, "arn", lambda record: record.arn)
    fields.add(user.record, "path", lambda record: record.path)
    fields.add(user.record, "created", lambda record: timestamp(record.created))
    fields.values |= {
        "kind": user.kind.value,
        "original_name": user.original_name,
        "status": assessment.status.value,
        "contained": assessment.contained,
        "reasons": list(assessment.reasons),
        "holds": [{"kind": hold.kind.value, "reason": hold.reason} for hold in assessment.holds],
        "notes": list(assessment.notes),
    }
    _add_credentials(fields, user, now)
    _add_access_keys(fields, user)
    _add_policies(fields, user)
    _add_surroundings(fields, user)
    return fields.finished()


class _Fields:
    """The fields of one JSON object, and why some of them are null."""

    def __init__(self, **values: object) -> None:
        self.values: dict[str, object] = dict(values)
        self._unread: dict[str, str] = {}

    def add(self, fact: Evidence[T], name: str, read: Callable[[T], object]) -> None:
        """Add a field from evidence, or null with the reason."""
        if isinstance(fact, Unread):
            self.values[name] = None
            self._unread[name] = f"{fact}: {fact.detail}" if fact.detail else str(fact)
        else:
            self.values[name] = read(fact.value)

    def note_unread(self, name: str, why: str) -> None:
        """Add the reason for a field that is unknown, or partly unknown."""
        self._unread[name] = why

    def finished(self) -> dict[str, object]:
        """The object with its `unread`."""
        return {**self.values, "unread": self._unread}


def _metadata(result: ScanResult) -> dict[str, object]:
    account = result.account
    fields = _Fields(account_id=account.account_id)
    alias: Evidence[str | None] = account.alias or Known(None)
    fields.add(alias, "account_alias", lambda name: name)
    fields.values |= {
        "partition": account.partition,
        "region": account.region,
        "scan_time": timestamp(result.scanned_at),
        "caller_arn": account.caller_arn,
        "demo": account.demo,
        "complete": result.complete,
        "warnings": list(result.warnings),
    }
    return fields.finished()


def _add_credentials(fields: _Fields, user: User, now: datetime) -> None:
    live = live_api_keys(user, now)
    credentials = user.service_credentials
    fields.add(credentials, "bedrock_credentials", lambda _: len(_of_bedrock(user.api_keys)))
    fields.add(credentials, "active_bedrock_credentials", lambda _: len(_of_bedrock(live)))
    fields.add(credentials, "api_keys", lambda _: len(user.api_keys))
    fields.add(credentials, "active_api_keys", lambda _: len(live))
    fields.add(credentials, "credential_details", lambda _: [_credential(key, now) for key in user.api_keys])
    fields.add(
        credentials,
        "other_service_credentials",
        lambda every: [_credential(each, now) for each in every if not each.service],
    )


def _of_bedrock(keys: Iterable[ServiceSpecificCredential]) -> list[ServiceSpecificCredential]:
    return [key for key in keys if key.service_name == _BEDROCK]


def _credential(credential: ServiceSpecificCredential, now: datetime) -> dict[str, object]:
    return {
        "credential_id": credential.credential_id,
        "alias": credential.alias,
        "service": credential.service.slug if credential.service else None,
        "service_name": credential.service_name,
        "status": credential.status,
        "created": timestamp(credential.created),
        "age_days": (now - credential.created).days,
        "expires": timestamp_if_known(credential.expires),
        "never_expires": credential.never_expires,
    }


def _add_access_keys(fields: _Fields, user: User) -> None:
    fields.add(user.access_keys, "access_keys", len)
    fields.add(user.access_keys, "active_access_keys", lambda _: len(live_access_keys(user)))
    fields.add(user.access_keys, "access_key_ids", lambda keys: [key.access_key_id for key in keys])
    fields.add(user.access_keys, "access_key_details", lambda keys: [_access_key(key) for key in keys])


def _access_key(key: AccessKey) -> dict[str, object]:
    fields = _Fields(access_key_id=key.access_key_id, status=key.status, created=timestamp(key.created))
    fields.add(key.last_used, "last_used", lambda use: timestamp(use.when) if use else None)
    fields.add(key.last_used, "last_used_region", lambda use: use.region if use else None)
    fields.add(key.last_used, "last_used_service", lambda use: use.service if use else None)
    return fields.finished()


def _add_policies(fields: _Fields, user: User) -> None:
    attached, inline = user.attached_policies, user.inline_policies
    fields.add(attached, "attached_policies", lambda policies: [policy.name for policy in policies])
    fields.add(attached, "attached_policy_arns", lambda policies: [policy.arn for policy in policies])
    fields.add(attached, "quarantine_policies", lambda policies: [p.name for p in policies if is_quarantine(p)])
    fields.add(inline, "inline_policies", lambda policies: [policy.name for policy in policies])
    fields.add(inline, "inline_policy_details", lambda policies: [_inline_policy(policy) for policy in policies])
    fields.add(_total(attached, inline), "total_policies", lambda total: total)


def _total(attached: Evidence[tuple[AttachedPolicy, ...]], inline: Evidence[tuple[InlinePolicy, ...]]) -> Evidence[int]:
    if isinstance(attached, Unread):
        return attached
    return inline if isinstance(inline, Unread) else Known(len(attached.value) + len(inline.value))


def _inline_policy(policy: InlinePolicy) -> dict[str, object]:
    fields = _Fields(name=policy.name)
    fields.add(policy.document, "document", lambda document: document)
    return fields.finished()


def _add_surroundings(fields: _Fields, user: User) -> None:
    fields.add(user.login_profile, "console_password", lambda profile: profile is not None)
    fields.add(user.login_profile, "console_password_created", lambda p: timestamp(p.created) if p else None)
    fields.add(user.mfa_devices, "mfa_devices", lambda devices: list(devices.serial_numbers))
    fields.add(user.mfa_devices, "mfa_devices_all_kinds", lambda devices: devices.all_kinds)
    if isinstance(user.mfa_devices, Known) and user.mfa_devices.value.others:
        fields.note_unread("mfa_devices_all_kinds", str(user.mfa_devices.value.others))
    for name, keys in (("ssh_public_keys", user.ssh_public_keys), ("signing_certificates", user.signing_certificates)):
        # Left out if they were not requested: neither null nor an empty list would be true.
        if keys is not None:
            fields.add(keys, name, _public_keys)
    fields.add(user.groups, "groups", list)
    fields.add(user.tags, "tags", dict)
    fields.add(user.permissions_boundary, "permissions_boundary", lambda boundary: boundary)


def _public_keys(keys: tuple[PublicKey, ...]) -> list[dict[str, str]]:
    return [{"id": key.key_id, "status": key.status} for key in keys]
