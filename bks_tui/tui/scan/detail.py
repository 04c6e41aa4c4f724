"""Everything known about a user, and the reason for each unread datum."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from bks_tui.core.document import KeyValue, KeyValues, Paragraph, Section, Tone
from bks_tui.core.evidence import Evidence, Unread
from bks_tui.core.iam.last_accessed import KEPT_DAYS, ServiceUse, bedrock_use
from bks_tui.core.iam.rating_section import rating_line
from bks_tui.core.iam.user import (
    AccessKey,
    AttachedPolicy,
    InlinePolicy,
    LoginProfile,
    MfaDevices,
    PublicKey,
    ServiceSpecificCredential,
    User,
    UserRecord,
)
from bks_tui.core.iam.user_policies import PolicyDocuments, rate_user
from bks_tui.core.scan.findings import Finding
from bks_tui.export import formatting as words
from bks_tui.export.scan import statuses
from bks_tui.tui.kit.content import SelectableRow
from bks_tui.tui.scan.detail_items import DetailItem, DetailItemKind
from bks_tui.tui.scan.rows import STATUS_TONES

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class LastUses:
    """When the user last used each service: read only when a person looks at it. None while it is being read."""

    known: Evidence[tuple[ServiceUse, ...]] | None = None


def user_sections(
    finding: Finding, now: datetime, policies: PolicyDocuments | None = None, last_uses: LastUses | None = None
) -> tuple[Section, ...]:
    """The detail pane: the status of the user and why, what it could do by its `policies`, then all data.

    Without `last_uses`, they were not asked for.
    """
    return tuple(_sections(finding, now, policies, last_uses))


def _sections(
    finding: Finding, now: datetime, policies: PolicyDocuments | None, last_uses: LastUses | None
) -> Iterator[Section]:
    user = finding.user
    yield _verdict(finding, policies)
    if last_uses:
        yield _section("Amazon Bedrock", _last_use_rows(last_uses, now))
    for heading, items in (
        ("Deletion holds", tuple(hold.reason for hold in finding.assessment.holds)),
        ("Notes", finding.assessment.notes),
    ):
        if items:
            yield Section(heading, tuple(map(Paragraph, items)))
    yield _section("User", _user_rows(user, now))
    yield _section("API keys and service credentials", _credential_rows(user, now))
    yield _section("Access keys", _facts(user.access_keys, lambda keys: _access_key_rows(keys, now)))
    yield _section("Console", _console_rows(user, now))
    public_keys = tuple(_public_key_rows(user))
    if public_keys:
        yield _section("Public keys", public_keys)
    yield _section("Permissions", _permission_rows(user))


def _last_use_rows(last_uses: LastUses, now: datetime) -> Iterator[KeyValue]:
    label = "last used"

    def rows(uses: tuple[ServiceUse, ...]) -> Iterator[KeyValue]:
        use = bedrock_use(uses)
        if use and use.when:
            yield KeyValue(label, f"{words.since(use.when, now)}{f' in {use.region}' if use.region else ''}")
            yield KeyValue("", "attempts of the whole user, refused ones too; from IAM", Tone.DIM)
        elif use:
            yield KeyValue(label, f"not in the last {KEPT_DAYS} days", Tone.DIM)
        else:
            yield KeyValue(label, "unknown: its policies do not allow Bedrock today", Tone.WARNING)

    if last_uses.known is None:
        yield KeyValue(label, "reading …", Tone.DIM)
    else:
        yield from _facts(last_uses.known, rows, label)


def _section(title: str, rows: Iterable[KeyValue]) -> Section:
    return Section(title, (KeyValues(tuple(rows)),))


def _verdict(finding: Finding, policies: PolicyDocuments | None) -> Section:
    user, assessment = finding.user, finding.assessment
    status = Paragraph(
        f"{statuses.status(assessment.status)}: {statuses.kind(finding)}", STATUS_TONES[assessment.status]
    )
    # Before the policies are read, no grade is shown: it would be unknown for every user.
    could = (KeyValues((rating_line(rate_user(user, policies, by_statement=False)),)),) if policies else ()
    return Section(user.name, (status, *map(Paragraph, assessment.reasons), *could), Tone.STRONG)


def _facts(evidence: Evidence[T], rows: Callable[[T], Iterator[KeyValue]], label: str = "") -> Iterator[KeyValue]:
    """The rows of a datum; if it is unread, the failed call, the reason and the message of AWS."""
    if isinstance(evidence, Unread):
        yield KeyValue(label, f"? {evidence}", Tone.WARNING)
        if evidence.detail:
            yield KeyValue("", evidence.detail, Tone.DIM)
        return
    found = False
    for row in rows(evidence.value):
        found = True
        yield row
    if not found:
        yield KeyValue(label, "none", Tone.DIM)


def _user_rows(user: User, now: datetime) -> Iterator[KeyValue]:
    def record(value: UserRecord) -> Iterator[KeyValue]:
        yield KeyValue("user id", value.user_id)
        yield KeyValue("ARN", value.arn)
        yield KeyValue("path", value.path)
        yield KeyValue("created", words.since(value.created, now))

    def boundary(value: str | None) -> Iterator[KeyValue]:
        if value:
            yield SelectableRow("boundary", value, item=DetailItem(DetailItemKind.BOUNDARY, value))

    def tags(value: tuple[tuple[str, str], ...]) -> Iterator[KeyValue]:
        for key, text in value:
            yield KeyValue("tag", f"{key} = {text}")

    yield from _facts(user.record, record, "identity")
    yield from _facts(user.permissions_boundary, boundary, "boundary")
    yield from _facts(user.tags, tags, "tags")


def _credential_rows(user: User, now: datetime) -> Iterator[KeyValue]:
    def rows(credentials: tuple[ServiceSpecificCredential, ...]) -> Iterator[KeyValue]:
        for key in credentials:
            title = key.service.title if key.service else f"{key.service_name} (not an API key)"
            # Only API keys: bks stops no other credential of a service alone.
            item = DetailItem(DetailItemKind.API_KEY, key.credential_id) if key.service else None
            yield SelectableRow("", key.credential_id, Tone.STRONG, item)
            yield KeyValue("service", title)
            if key.alias:
                yield KeyValue("alias", key.alias)
            yield KeyValue("status", key.status)
            yield KeyValue("created", words.since(key.created, now))
            yield KeyValue("expires", key.never_label or words.expiry(key.expires, now))

    yield from _facts(user.service_credentials, rows)


def _access_key_rows(keys: tuple[AccessKey, ...], now: datetime) -> Iterator[KeyValue]:
    for key in keys:
        item = DetailItem(DetailItemKind.ACCESS_KEY, key.access_key_id)
        yield SelectableRow("", key.access_key_id, Tone.STRONG, item)
        yield KeyValue("status", key.status)
        yield KeyValue("created", words.since(key.created, now))
        if isinstance(key.last_used, Unread):
            yield from _facts(key.last_used, lambda _use: iter(()), "last used")
        elif key.last_used.value is None:
            yield KeyValue("last used", "never", Tone.DIM)
        else:
            use = key.last_used.value
            yield KeyValue("last used", f"{words.since(use.when, now)}, {use.service} in {use.region}")


def _console_rows(user: User, now: datetime) -> Iterator[KeyValue]:
    def password(profile: LoginProfile | None) -> Iterator[KeyValue]:
        if profile:
            reset = ", must be changed at the next sign-in" if profile.reset_required else ""
            yield KeyValue("password", f"set {words.since(profile.created, now)}{reset}")

    def devices(mfa: MfaDevices) -> Iterator[KeyValue]:
        for serial_number in mfa.serial_numbers:
            yield KeyValue("MFA", serial_number)
        if mfa.others:
            yield from _facts(mfa.others, lambda _devices: iter(()), "other MFA")
        elif not mfa.all_kinds:
            yield KeyValue("MFA", "hardware devices and passkeys not read: no password", Tone.DIM)

    yield from _facts(user.login_profile, password, "password")
    yield from _facts(user.mfa_devices, devices, "MFA")


def _public_key_rows(user: User) -> Iterator[KeyValue]:
    def keys(label: str) -> Callable[[tuple[PublicKey, ...]], Iterator[KeyValue]]:
        return lambda found: (KeyValue(label, f"{key.key_id} ({key.status})") for key in found)

    for label, fact in (("SSH key", user.ssh_public_keys), ("certificate", user.signing_certificates)):
        # Read only where the assessment needs them; otherwise there is nothing to show.
        if fact is not None:
            yield from _facts(fact, keys(label), label)


def _permission_rows(user: User) -> Iterator[KeyValue]:
    def groups(names: tuple[str, ...]) -> Iterator[KeyValue]:
        for name in names:
            yield SelectableRow("group", name, item=DetailItem(DetailItemKind.GROUP, name))

    def attached(policies: tuple[AttachedPolicy, ...]) -> Iterator[KeyValue]:
        for policy in policies:
            yield SelectableRow("attached", policy.arn, item=DetailItem(DetailItemKind.ATTACHED, policy.arn))

    def inline(policies: tuple[InlinePolicy, ...]) -> Iterator[KeyValue]:
        for policy in policies:
            yield SelectableRow("inline", policy.name, item=DetailItem(DetailItemKind.INLINE, policy.name))
            yield from _facts(policy.document, lambda text: iter((KeyValue("", text, Tone.DIM),)))

    yield from _facts(user.groups, groups, "groups")
    yield from _facts(user.attached_policies, attached, "attached")
    yield from _facts(user.inline_policies, inline, "inline")
