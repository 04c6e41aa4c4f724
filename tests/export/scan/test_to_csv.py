"""The CSV of a scan: one row for each user, safe in a spreadsheet."""

from __future__ import annotations

import csv
import io

import pytest

from bks_tui.core.iam.user import MfaDevices
from bks_tui.core.scan.findings import ScanResult
from bks_tui.export.scan.to_csv import COLUMNS, scan_csv
from bks_tui.export.scan.to_json import user_fields
from tests.support.hostile import HOSTILE, dangers, hostile_scan
from tests.support.tables import for_each
from tests.support.users import NOW, access_key, denied, finding, scan_result, user

# A cell that a spreadsheet would calculate starts with one of these.
FORMULA_STARTS = tuple("=+-@\t\r\uff1d\uff0b\uff0d\uff20")


def rows_of(result: ScanResult) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(scan_csv(result), newline=""), strict=True))


def test_each_user_is_one_row_phantoms_first() -> None:
    rows = rows_of(scan_result(user("alice"), user("BedrockAPIKey-x7f2")))
    assert [(row["username"], row["kind"]) for row in rows] == [
        ("BedrockAPIKey-x7f2", "phantom"),
        ("alice", "ordinary"),
    ]


def test_an_empty_scan_has_the_columns_alone() -> None:
    assert next(csv.reader([scan_csv(scan_result())])) == list(COLUMNS)


def test_the_columns_are_the_fields_of_the_json_but_for_the_policies_documents() -> None:
    assert set(user_fields(finding(), NOW)) - set(COLUMNS) == {"inline_policy_details"}
    assert set(COLUMNS) <= set(user_fields(finding(), NOW))


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("username", "BedrockAPIKey-x7f2"),
        ("status", "ACTIVE"),
        ("created", "2026-02-20T12:00:00Z"),
        ("bedrock_credentials", "1"),
        ("console_password", "false"),
        ("groups", "admins; auditors"),
        ("tags", "team=red, tier=1"),
        ("permissions_boundary", ""),
        ("access_key_ids", ""),
        ("holds", "kind=group, reason=member of the group admins; kind=group, reason=member of the group auditors"),
    ],
)
def test_every_kind_of_value_has_its_cell(column: str, cell: str) -> None:
    subject = user(groups=("admins", "auditors"), tags=(("team", "red"), ("tier", "1")))
    assert rows_of(scan_result(subject))[0][column] == cell


def test_what_could_not_be_read_is_a_question_mark_and_never_empty() -> None:
    row = rows_of(scan_result(user(access_keys=denied("iam:ListAccessKeys"))))[0]
    assert {row["access_keys"], row["active_access_keys"], row["access_key_ids"]} == {"?"}
    assert "access_keys=iam:ListAccessKeys denied: not authorized" in row["unread"]


def test_what_could_not_be_read_of_an_access_key_is_a_question_mark_too() -> None:
    subject = user(access_keys=(access_key(last_used=denied("iam:GetAccessKeyLastUsed")),))
    assert "last_used=?, last_used_region=?" in rows_of(scan_result(subject))[0]["access_key_details"]


def test_a_tag_is_shown_whatever_its_name() -> None:
    assert rows_of(scan_result(user(tags=(("unread", "x"),))))[0]["tags"] == "unread=x"


@for_each("hostile", HOSTILE)
def test_hostile_text_stays_in_its_cell_and_harmless(hostile: str) -> None:
    result = hostile_scan(hostile)
    assert dangers(scan_csv(result).replace("\r\n", "\n")) == set()
    assert [len(row) for row in rows_of(result)] == [len(COLUMNS)] * 2


@for_each("hostile", {**HOSTILE, "CSV formula after a semicolon": "a;=1+1"})
def test_no_cell_is_a_formula_not_even_split_at_semicolons(hostile: str) -> None:
    cells = csv.reader(scan_csv(hostile_scan(hostile)).splitlines())
    pieces = [piece for row in cells for cell in row for piece in cell.split(";")]
    assert [piece for piece in pieces if piece.lstrip().startswith(FORMULA_STARTS)] == []


def test_a_name_that_looks_like_a_formula_is_kept_text() -> None:
    assert rows_of(scan_result(user("=1+1")))[0]["username"] == "'=1+1"


def test_a_cell_is_never_longer_than_a_spreadsheet_takes() -> None:
    serials = tuple("A" * 5_000 for _ in range(10))
    row = rows_of(scan_result(user(mfa_devices=MfaDevices(serials, all_kinds=True))))[0]
    assert len(row["mfa_devices"]) == 32_000
