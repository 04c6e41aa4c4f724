"""The fields of a user or a call that can be copied, one at a time."""

from __future__ import annotations

from dataclasses import dataclass

from bks_tui.core.account.account import ApiCall
from bks_tui.core.evidence import Known, known_items
from bks_tui.core.scan.findings import Finding
from bks_tui.export import formatting as words


@dataclass(frozen=True, slots=True)
class Field:
    """A piece of text with its name, which is unique among the fields of one thing."""

    label: str
    text: str


def call_fields(call: ApiCall) -> tuple[Field, ...]:
    """The fields of an AWS call, the operation first."""
    return (
        Field("call", call.operation),
        Field("time", f"{words.format_seconds_utc(call.when)} UTC"),
        Field("Region", call.region),
        Field("outcome", call.outcome),
    )


def user_fields(finding: Finding) -> tuple[Field, ...]:
    """The fields of a user, the name first."""
    user = finding.user
    fields = [Field("user name", user.name)]
    if isinstance(user.record, Known):
        fields += [Field("ARN", user.record.value.arn), Field("user id", user.record.value.user_id)]
    fields += [Field(f"API key {number}", key.credential_id) for number, key in enumerate(user.api_keys, start=1)]
    access_keys = known_items(user.access_keys)
    fields += [Field(f"access key {number}", key.access_key_id) for number, key in enumerate(access_keys, start=1)]
    return tuple(fields)
