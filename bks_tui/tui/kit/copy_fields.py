"""The fields of a user or a call that can be copied, one at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bks_tui.core.account.account import ApiCall
from bks_tui.core.evidence import Known, known_items
from bks_tui.core.iam.user import AccessKey
from bks_tui.core.scan.findings import Finding
from bks_tui.core.scan.held_key import HeldKey
from bks_tui.core.text import sanitize
from bks_tui.export import formatting as words


@dataclass(frozen=True, slots=True)
class CopyField:
    """A piece of text with its name, which is unique among the fields of one thing."""

    label: str
    text: str


def call_fields(call: ApiCall) -> tuple[CopyField, ...]:
    """The fields of an AWS call, the operation first."""
    return (
        CopyField("call", call.operation),
        CopyField("time", f"{words.format_seconds_utc(call.when)} UTC"),
        CopyField("Region", call.region),
        CopyField("outcome", call.outcome),
    )


def user_fields(finding: Finding) -> tuple[CopyField, ...]:
    """The fields of a user, the name first."""
    user = finding.user
    fields = [CopyField("user name", user.name)]
    if isinstance(user.record, Known):
        fields += [CopyField("ARN", user.record.value.arn), CopyField("user id", user.record.value.user_id)]
    fields += [CopyField(f"API key {number}", key.credential_id) for number, key in enumerate(user.api_keys, start=1)]
    access_keys = known_items(user.access_keys)
    fields += [CopyField(f"access key {number}", key.access_key_id) for number, key in enumerate(access_keys, start=1)]
    return tuple(fields)


def marked_fields(findings: Sequence[Finding]) -> tuple[CopyField, ...]:
    """The fields of several users, one user a line, the names first."""
    arns = [each.user.record.value.arn for each in findings if isinstance(each.user.record, Known)]
    names = CopyField(f"names of {len(findings)} marked", "\n".join(sanitize(each.user.name) for each in findings))
    return (names, CopyField(f"ARNs of {len(arns)} marked", "\n".join(map(sanitize, arns)))) if arns else (names,)


def held_key_fields(held: HeldKey) -> tuple[CopyField, ...]:
    """The fields of one key of a user, its id first."""
    key, user = held.key, held.holder.user
    fields = [CopyField("access key" if held.is_access_key else "credential id", held.key_id)]
    if not isinstance(key, AccessKey):
        fields += [CopyField("alias", key.alias)] if key.alias else []
        fields.append(CopyField("service", key.service_name))
    fields += [CopyField("status", key.status), CopyField("created", f"{words.format_seconds_utc(key.created)} UTC")]
    fields.append(CopyField("user name", user.name))
    if isinstance(user.record, Known):
        fields.append(CopyField("ARN of the user", user.record.value.arn))
    return tuple(fields)
