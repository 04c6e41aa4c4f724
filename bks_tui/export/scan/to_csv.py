"""A completed scan as CSV: one row for each user, with the field names of the JSON, safe in a spreadsheet.

`?` means that a value could not be read, an empty cell that there is none (`export.csv_cells`).
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain

from bks_tui.core.scan.findings import ScanResult
from bks_tui.core.scan.run import AccountRecord
from bks_tui.export.csv_cells import csv_text
from bks_tui.export.scan.organization import users_of
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


def scan_csv(result: ScanResult) -> str:
    """The complete scan: phantom users first, then ordinary users; `kind` distinguishes them."""
    findings = (*result.phantoms, *result.others)
    return csv_text(COLUMNS, (user_fields(finding, result.scanned_at) for finding in findings))


def organization_csv(records: Iterable[AccountRecord]) -> str:
    """The users of all accounts, with the account of each."""
    users = (users_of(record, (*record.phantom_users, *record.other_users)) for record in records)
    return csv_text((*ACCOUNT_COLUMNS, *COLUMNS), chain.from_iterable(users))
