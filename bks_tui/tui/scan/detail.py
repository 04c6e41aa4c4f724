"""Everything known about a user, and the reason for each unread datum."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import TypeVar

from bks_tui.core.evidence import Evidence, Unread
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
from bks_tui.core.scan.findings import Finding
from bks_tui.export import formatting as words
from bks_tui.tui.kit.cells import Cell, CellSection, Line, Tone, cell
from bks_tui.tui.scan.rows import STATUS_TONES

T = TypeVar("T")

_NONE = Cell("none", Tone.DIM)


def user_sections(finding: Finding, now: datetime) -> tuple[CellSection, ...]:
    """The detail pane: the status of the user and why, then all data."""
    return tuple(_sections(finding, now))


def _sections(finding: Finding, now: datetime) -> Iterator[CellSection]:
    user = finding.user
    yield _verdict(finding)
    for heading, items in (
        ("Deletion holds", tuple(hold.reason for hold in finding.assessment.holds)),
        ("Notes", finding.assessment.notes),
    ):
        if items:
            yield CellSection(cell(heading), tuple(Line("", cell(item)) for item in items))
    yield CellSection(cell("User"), tuple(_user_lines(user, now)))
    yield _credentials(user, now)
    yield CellSection(cell("Access keys"), tuple(_facts(user.access_keys, lambda keys: _access_key_lines(keys, now))))
    yield CellSection(cell("Console"), tuple(_console_lines(user, now)))
    public_keys = tuple(_public_key_lines(user))
    if public_keys:
        yield CellSection(cell("Public keys"), public_keys)
    yield CellSection(cell("Permissions"), tuple(_permission_lines(user)))


def _verdict(finding: Finding) -> CellSection:
    user, assessment = finding.user, finding.assessment
    lines = [
        Line("", cell(f"{words.status(assessment.status)}: {words.kind(finding)}", STATUS_TONES[assessment.status])),
        *(Line("", cell(reason)) for reason in assessment.reasons),
    ]
    return CellSection(cell(user.name, Tone.STRONG), tuple(lines))


def _facts(evidence: Evidence[T], lines: Callable[[T], Iterator[Line]], label: str = "") -> Iterator[Line]:
    """The lines of a datum; if it is unread, the failed call, the reason and the message of AWS."""
    if isinstance(evidence, Unread):
        yield Line(label, cell(f"? {evidence}", Tone.UNKNOWN))
        if evidence.detail:
            yield Line("", cell(evidence.detail, Tone.DIM))
        return
    found = False
    for line in lines(evidence.value):
        found = True
        yield line
    if not found:
        yield Line(label, _NONE)


def _user_lines(user: User, now: datetime) -> Iterator[Line]:
    def record(value: UserRecord) -> Iterator[Line]:
        yield Line("user id", cell(value.user_id))
        yield Line("ARN", cell(value.arn))
        yield Line("path", cell(value.path))
        yield Line("created", cell(words.since(value.created, now)))

    def boundary(value: str | None) -> Iterator[Line]:
        if value:
            yield Line("boundary", cell(value))

    def tags(value: tuple[tuple[str, str], ...]) -> Iterator[Line]:
        for key, text in value:
            yield Line("tag", cell(f"{key} = {text}"))

    yield from _facts(user.record, record, "identity")
    yield from _facts(user.permissions_boundary, boundary, "boundary")
    yield from _facts(user.tags, tags, "tags")


def _credentials(user: User, now: datetime) -> CellSection:
    def lines(credentials: tuple[ServiceSpecificCredential, ...]) -> Iterator[Line]:
        for key in credentials:
            title = key.service.title if key.service else f"{key.service_name} (not an API key)"
            yield Line("", cell(key.credential_id, Tone.STRONG))
            yield Line("service", cell(title))
            if key.alias:
                yield Line("alias", cell(key.alias))
            yield Line("status", cell(key.status))
            yield Line("created", cell(words.since(key.created, now)))
            yield Line("expires", cell(words.expiry(key.expires, now)))

    return CellSection(cell("API keys and service credentials"), tuple(_facts(user.service_credentials, lines)))


def _access_key_lines(keys: tuple[AccessKey, ...], now: datetime) -> Iterator[Line]:
    for key in keys:
        yield Line("", cell(key.access_key_id, Tone.STRONG))
        yield Line("status", cell(key.status))
        yield Line("created", cell(words.since(key.created, now)))
        if isinstance(key.last_used, Unread):
            yield from _facts(key.last_used, lambda _use: iter(()), "last used")
        elif key.last_used.value is None:
            yield Line("last used", Cell("never", Tone.DIM))
        else:
            use = key.last_used.value
            yield Line("last used", cell(f"{words.since(use.when, now)}, {use.service} in {use.region}"))


def _console_lines(user: User, now: datetime) -> Iterator[Line]:
    def password(profile: LoginProfile | None) -> Iterator[Line]:
        if profile:
            reset = ", must be changed at the next sign-in" if profile.reset_required else ""
            yield Line("password", cell(f"set {words.since(profile.created, now)}{reset}"))

    def devices(mfa: MfaDevices) -> Iterator[Line]:
        for serial_number in mfa.serial_numbers:
            yield Line("MFA", cell(serial_number))
        if mfa.others:
            yield from _facts(mfa.others, lambda _devices: iter(()), "other MFA")
        elif not mfa.all_kinds:
            yield Line("MFA", Cell("hardware devices and passkeys not read: no password", Tone.DIM))

    yield from _facts(user.login_profile, password, "password")
    yield from _facts(user.mfa_devices, devices, "MFA")


def _public_key_lines(user: User) -> Iterator[Line]:
    def keys(label: str) -> Callable[[tuple[PublicKey, ...]], Iterator[Line]]:
        return lambda found: (Line(label, cell(f"{key.key_id} ({key.status})")) for key in found)

    for label, fact in (("SSH key", user.ssh_public_keys), ("certificate", user.signing_certificates)):
        # Read only where the assessment needs them; otherwise there is nothing to show.
        if fact is not None:
            yield from _facts(fact, keys(label), label)


def _permission_lines(user: User) -> Iterator[Line]:
    def groups(names: tuple[str, ...]) -> Iterator[Line]:
        for name in names:
            yield Line("group", cell(name))

    def attached(policies: tuple[AttachedPolicy, ...]) -> Iterator[Line]:
        for policy in policies:
            yield Line("attached", cell(policy.arn))

    def inline(policies: tuple[InlinePolicy, ...]) -> Iterator[Line]:
        for policy in policies:
            yield Line("inline", cell(policy.name))
            yield from _facts(policy.document, lambda text: iter((Line("", cell(text, Tone.DIM)),)))

    yield from _facts(user.groups, groups, "groups")
    yield from _facts(user.attached_policies, attached, "attached")
    yield from _facts(user.inline_policies, inline, "inline")
