"""Users of a stored run in little memory: what the file does not say, or says in another way, is unknown."""

from __future__ import annotations

import pytest

from bks_tui.core.scan.assessment import Status
from bks_tui.core.scan.organization import AccountOutcome
from bks_tui.core.scan.run import AccountRecord
from bks_tui.export.scan.to_json import user_fields
from bks_tui.tui.accounts.rows import UserRow, rows_of
from tests.support.scans import NOW, result, varied_account


def rows(*users: object) -> tuple[UserRow, ...]:
    record = AccountRecord("222233334444", "shop", "Root/production", AccountOutcome.DONE, phantom_users=users)  # type: ignore[arg-type]
    return rows_of(record)


def test_a_row_says_of_a_user_what_the_scan_found() -> None:
    findings = result(varied_account()).findings
    found = rows(*(user_fields(finding, NOW) for finding in findings))
    expected = [(each.user.name, each.assessment.status, each.user.kind, each.user.is_phantom) for each in findings]
    assert [(row.name, row.status, row.kind, row.is_phantom) for row in found] == expected


def test_a_row_is_searched_by_name_account_ou_status_and_kind() -> None:
    (row,) = rows({"username": "BedrockAPIKey-A", "status": "AT RISK", "kind": "phantom", "contained": True})
    for word in ("bedrockapikey-a", "shop", "222233334444", "production", "at risk", "phantom", "contained"):
        assert word in row.facts.text


@pytest.mark.parametrize("field", ["status", "kind", "contained", "created", "api_keys", "active_api_keys"])
@pytest.mark.parametrize("value", [None, 7, "nonsense", [], {}, "2026-01-02T10:00:00"])
def test_a_value_that_bks_did_not_write_is_unknown(field: str, value: object) -> None:
    (row,) = rows({"username": "ana", field: value})
    assert (row.status, row.is_phantom, row.is_contained, row.created) == (Status.UNKNOWN, False, False, None)
    assert row.api_keys is None


@pytest.mark.parametrize("written", ["2026-03-02T12:00:00Z", "2026-03-02T13:00:00+01:00"])
def test_a_time_is_read_as_it_was_written(written: str) -> None:
    (row,) = rows({"username": "ana", "created": written})
    assert row.created == NOW


def test_users_of_one_name_in_two_accounts_are_two_rows() -> None:
    other = AccountRecord("333344445555", "shop", "", AccountOutcome.DONE, other_users=({"username": "ana"},))
    assert rows({"username": "ana"})[0].key != rows_of(other)[0].key
