"""A finished scan as CSV: one row for each user, the columns named as in the JSON, safe in a spreadsheet.

`?` stands for what could not be read, and an empty cell for none. All text is cleaned, and what a
spreadsheet could take for a formula is kept text by a leading `'`.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping

from bks_tui.core.findings import ScanResult
from bks_tui.core.text import clean
from bks_tui.export.scan_json import user_fields

COLUMNS = (
    "username",
    "kind",
    "status",
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

# A spreadsheet cell holds 32,767 characters.
_CELL_LIMIT = 32_000

# Where a formula could start: at the beginning, and after the semicolon that separates cells in half
# of Europe. East Asian spreadsheets take the full-width signs as well.
_FORMULA = re.compile(r"(^|;)(?=\s*[=+\-@\uff1d\uff0b\uff0d\uff20])")


def scan_csv(result: ScanResult) -> str:
    """The whole scan: phantom users first, then ordinary ones, told apart by `kind`."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    writer.writerow(COLUMNS)
    for finding in (*result.phantoms, *result.others):
        fields = user_fields(finding, result.scanned_at)
        writer.writerow([_cell(fields, column) for column in COLUMNS])
    return text.getvalue()


def _cell(fields: Mapping[str, object], column: str) -> str:
    return _FORMULA.sub(r"\1'", clean(_field(fields, column), _CELL_LIMIT))


def _field(fields: Mapping[str, object], name: str) -> str:
    unread = fields.get("unread")
    return "?" if isinstance(unread, Mapping) and name in unread else _plain(fields[name])


def _plain(value: object) -> str:
    if isinstance(value, Mapping):
        # A mapping within one is its `unread`, which is told by question marks instead.
        names = [name for name, item in value.items() if not isinstance(item, Mapping)]
        return ", ".join(f"{name}={_field(value, name)}" for name in names)
    if isinstance(value, list):
        return "; ".join(_plain(item) for item in value)
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)
