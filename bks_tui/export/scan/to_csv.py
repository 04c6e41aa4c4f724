"""A completed scan as CSV: one row for each user, with the field names of the JSON, safe in a spreadsheet.

`?` means that a value could not be read, an empty cell that there is none (`export.csv_cells`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from dataclasses import fields as fields_of
from datetime import datetime
from itertools import chain

from bks_tui.core.scan.findings import Finding, ScanResult
from bks_tui.core.scan.run import AccountRecord, StatusCounts
from bks_tui.export.csv_cells import csv_text
from bks_tui.export.scan.organization import account_fields, users_of
from bks_tui.export.scan.to_json import user_fields

COLUMNS = (
    "username",
    "kind",
    "status",
    "contained",
    "user_id",
    "arn",
    "path",
    "created",
    "original_name",
    "reasons",
    "holds",
    "notes",
    "bedrock_credentials",
    "active_bedrock_credentials",
    "api_keys",
    "active_api_keys",
    "credential_details",
    "other_service_credentials",
    "access_keys",
    "active_access_keys",
    "access_key_ids",
    "access_key_details",
    "console_password",
    "console_password_created",
    "mfa_devices",
    "mfa_devices_all_kinds",
    "groups",
    "attached_policies",
    "attached_policy_arns",
    "quarantine_policies",
    "inline_policies",
    "total_policies",
    "permissions_boundary",
    "tags",
    "unread",
)


# Before the columns of a user, where there are several accounts.
ACCOUNT_COLUMNS = ("account_id", "account_name", "ou_path")


_COUNTS = tuple(field.name for field in fields_of(StatusCounts))
_ACCOUNTS = (
    *ACCOUNT_COLUMNS,
    "outcome",
    "reason",
    *(f"phantom_users_{name}" for name in _COUNTS),
    "role_arn",
    "scan_time",
)


def scan_csv(result: ScanResult) -> str:
    """The complete scan: phantom users first, then ordinary users; `kind` distinguishes them."""
    return users_csv((*result.phantoms, *result.others), result.scanned_at)


def users_csv(findings: Iterable[Finding], now: datetime) -> str:
    """These users, in their order; `now` decides which keys are expired."""
    return csv_text(COLUMNS, (user_fields(finding, now) for finding in findings))


def organization_csv(records: Iterable[AccountRecord]) -> str:
    """The users of all accounts, with the account of each."""
    users = (users_of(record, (*record.phantom_users, *record.other_users)) for record in records)
    return member_users_csv(chain.from_iterable(users))


def member_users_csv(users: Iterable[Mapping[str, object]]) -> str:
    """These users of many accounts, each with the fields of its account, in their order."""
    return csv_text((*ACCOUNT_COLUMNS, *COLUMNS), users)


def accounts_csv(records: Iterable[AccountRecord]) -> str:
    """Accounts without their users, in their order; an account that was not read has no counts."""
    return csv_text(_ACCOUNTS, map(_account_row, records))


def _account_row(record: AccountRecord) -> dict[str, object]:
    fields = account_fields(record)
    counts = asdict(record.summary) if record.summary else dict.fromkeys(_COUNTS)
    return {**fields, **{f"phantom_users_{name}": count for name, count in counts.items()}}
