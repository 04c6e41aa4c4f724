"""The sections of a report about the user: identity, keys, policies, and status with reasons."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import TypeVar

from bks_tui.core.document import Block, BulletList, KeyValue, KeyValues, Paragraph, Section, Table, Value
from bks_tui.core.evidence import Evidence, Known, Unread, known_items
from bks_tui.core.iam.policy_document import permissions
from bks_tui.core.iam.rating import Rating
from bks_tui.core.iam.rating_section import NOT_CONSIDERED, rating_line
from bks_tui.core.iam.user import (
    AccessKey,
    LastUse,
    LoginProfile,
    MfaDevices,
    PublicKey,
    ServiceSpecificCredential,
    User,
)
from bks_tui.core.scan.findings import Finding

T = TypeVar("T")


def user_sections(
    finding: Finding, documents: Mapping[str, Evidence[str]], rating: Rating | None = None
) -> tuple[Section, ...]:
    """Identity, keys, policies (the managed ones with their `documents` by ARN), and the status with its reasons."""
    user = finding.user
    return (
        Section("Who", (KeyValues(tuple(_identity(user))),)),
        Section("Keys", tuple(_keys(user))),
        Section("Policies and what they allow", (*_rating(rating), *_policies(user, documents))),
        Section("Status and why", tuple(_status(finding))),
    )


def _identity(user: User) -> Iterator[KeyValue]:
    record = user.record
    yield KeyValue("User name", user.name)
    yield KeyValue("Kind", f"{user.kind.value} user")
    if user.original_name:
        yield KeyValue("API key created for", user.original_name)
    yield KeyValue("ARN", _value(record, lambda known: known.arn))
    yield KeyValue("User id", _value(record, lambda known: known.user_id))
    yield KeyValue("Created", _value(record, lambda known: known.created))
    yield KeyValue("Console password", _value(user.login_profile, _password))
    yield KeyValue("MFA devices", _value(user.mfa_devices, _devices))
    for what, keys in (
        ("SSH public keys", user.ssh_public_keys),
        ("Signing certificates", user.signing_certificates),
    ):
        if keys is not None:
            yield KeyValue(what, _value(keys, _public_keys))
    yield KeyValue("Groups", _value(user.groups, lambda groups: ", ".join(groups) or "none"))
    yield KeyValue("Permissions boundary", _value(user.permissions_boundary, lambda boundary: boundary or "none"))
    yield KeyValue("Tags", _value(user.tags, lambda tags: ", ".join(f"{key}={value}" for key, value in tags) or "none"))


def _password(profile: LoginProfile | None) -> Value:
    return f"set on {_minute(profile.created)}" if profile else "none"


def _devices(devices: MfaDevices) -> Value:
    if devices.serial_numbers:
        unread = f"; others could not be read: {devices.others}" if devices.others else ""
        return f"{', '.join(devices.serial_numbers)}{unread}"
    return "none" if devices.all_kinds else "no virtual device; other kinds not requested"


def _public_keys(keys: tuple[PublicKey, ...]) -> Value:
    return ", ".join(f"{key.key_id} ({key.status})" for key in keys) or "none"


def _keys(user: User) -> Iterator[Block]:
    yield from _grid(
        "API keys and other credentials of services",
        user.service_credentials,
        ("Credential", "Service", "Status", "Created", "Expires", "Alias"),
        _credential_row,
    )
    yield from _grid(
        "Access keys",
        user.access_keys,
        ("Access key", "Status", "Created", "Last used"),
        _access_key_row,
    )


def _credential_row(credential: ServiceSpecificCredential) -> tuple[Value, ...]:
    service = credential.service.title if credential.service else credential.service_name
    return (
        credential.credential_id,
        service,
        credential.status,
        credential.created,
        _expiry(credential),
        credential.alias or "none",
    )


def _expiry(credential: ServiceSpecificCredential) -> Value:
    expires = credential.expires
    return expires if expires and not credential.never_expires else credential.never_label


def _access_key_row(key: AccessKey) -> tuple[Value, ...]:
    return key.access_key_id, key.status, key.created, _value(key.last_used, _use)


def _use(use: LastUse | None) -> Value:
    return f"{_minute(use.when)} in {use.region} for {use.service}" if use else "never"


def _grid(
    what: str,
    fact: Evidence[tuple[T, ...]],
    headings: tuple[str, ...],
    row: Callable[[T], tuple[Value, ...]],
) -> Iterator[Block]:
    """A table, or one sentence: that there are none, or that they could not be read."""
    if isinstance(fact, Unread):
        yield Paragraph(f"{what}: {_not_read(fact)}.")
    elif not fact.value:
        yield Paragraph(f"{what}: none.")
    else:
        yield Paragraph(f"{what}:")
        yield Table(headings, tuple(row(item) for item in fact.value))


def _rating(rating: Rating | None) -> Iterator[Block]:
    """What the user could do by all its policies, those of its groups and its boundary included."""
    if rating:
        yield KeyValues((rating_line(rating),))
        if rating.unread:
            yield BulletList(rating.unread)
        yield Paragraph(NOT_CONSIDERED)


def _policies(user: User, documents: Mapping[str, Evidence[str]]) -> Iterator[Block]:
    for fact, what in ((user.attached_policies, "Attached policies"), (user.inline_policies, "Inline policies")):
        if isinstance(fact, Unread):
            yield Paragraph(f"{what}: {_not_read(fact)}.")
        elif not fact.value:
            yield Paragraph(f"{what}: none.")
    for attached in known_items(user.attached_policies):
        owner = "managed by AWS" if attached.is_aws_managed else "managed by the customer"
        yield from _policy(f"{attached.name}, {owner} ({attached.arn})", documents[attached.arn])
    for inline in known_items(user.inline_policies):
        yield from _policy(f"{inline.name}, inline", inline.document)
    if known_items(user.groups):
        yield Paragraph("The statements of the policies of its groups are not listed here.")
    if isinstance(user.permissions_boundary, Known) and user.permissions_boundary.value:
        yield Paragraph("The statements of its permissions boundary are not listed here.")


def _policy(title: str, document: Evidence[str]) -> Iterator[Block]:
    if isinstance(document, Unread):
        yield Paragraph(f"{title}: {_not_read(document)}.")
        return
    statements = permissions(document.value)
    if statements is None:
        yield Paragraph(f"{title}: the policy document could not be parsed.")
        return
    yield Paragraph(f"{title}:")
    yield Table(
        ("Effect", "Actions", "Resources", "Conditions"),
        tuple((one.effect, one.actions, one.resources, one.conditions or "none") for one in statements),
    )


def _status(finding: Finding) -> Iterator[Block]:
    assessment = finding.assessment
    yield KeyValues((KeyValue("Status", assessment.status.value),))
    yield BulletList(assessment.reasons)
    for what, sentences in (
        ("Deletion holds (manual decision required):", tuple(hold.reason for hold in assessment.holds)),
        ("Notes:", assessment.notes),
    ):
        if sentences:
            yield Paragraph(what)
            yield BulletList(sentences)


def _value(fact: Evidence[T], format_value: Callable[[T], Value]) -> Value:
    return _not_read(fact) if isinstance(fact, Unread) else format_value(fact.value)


def _not_read(fact: Unread) -> str:
    return f"could not be read ({fact})"


def _minute(when: datetime) -> str:
    return when.strftime("%Y-%m-%d %H:%M UTC")
