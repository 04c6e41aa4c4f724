"""What changed between two scans; what one of them did not read is not compared."""

from __future__ import annotations

from typing import Any

import pytest

from bks_tui.core.scan.diff import ScanDiff, compare
from bks_tui.core.scan.organization import AccountOutcome
from bks_tui.core.scan.run import AccountRecord

SHOP = "222233334444"


def user(name: str = "BedrockAPIKey-ab12", **fields: Any) -> dict[str, Any]:
    """A user as a scan prints it."""
    return {"username": name, "user_id": f"AIDA{name}", "status": "ACTIVE", "unread": {}, **fields}


def record(
    *users: dict[str, Any], outcome: AccountOutcome = AccountOutcome.DONE, may_lack_users: bool = False
) -> AccountRecord:
    """An account with these phantom users."""
    return AccountRecord(SHOP, "shop", "Root", outcome, may_lack_users=may_lack_users, phantom_users=users)


def diff(before: list[AccountRecord], now: list[AccountRecord]) -> ScanDiff:
    """What changed."""
    return compare("earlier", before, now)


def test_a_user_that_was_not_there_is_new() -> None:
    found = diff([record()], [record(user())])
    assert [(change.username, change.status_now) for change in found.new] == [("BedrockAPIKey-ab12", "ACTIVE")]


def test_the_users_of_a_new_account_are_new() -> None:
    assert len(diff([], [record(user())]).new) == 1


def test_a_user_that_is_not_there_any_more_is_gone() -> None:
    found = diff([record(user())], [record()])
    assert [change.username for change in found.gone] == ["BedrockAPIKey-ab12"]


def test_equal_scans_have_no_difference() -> None:
    found = diff([record(user())], [record(user())])
    assert (found.new, found.gone, found.changed, found.not_compared) == ((), (), (), ())


@pytest.mark.parametrize(
    ("before", "now", "change"),
    [
        ({"status": "ACTIVE"}, {"status": "ORPHANED"}, "status ACTIVE → ORPHANED"),
        (
            {"access_key_details": []},
            {"access_key_details": [{"access_key_id": "AKIAEXAMPLE", "status": "Active"}]},
            "new access key AKIAEXAMPLE (Active)",
        ),
        (
            {"credential_details": [{"credential_id": "ACCA1", "status": "Active"}]},
            {"credential_details": [{"credential_id": "ACCA1", "status": "Inactive"}]},
            "API key ACCA1 Active → Inactive",
        ),
        (
            {"credential_details": [{"credential_id": "ACCA1", "status": "Active"}]},
            {"credential_details": []},
            "API key ACCA1 deleted",
        ),
        ({"console_password": False}, {"console_password": True}, "console password set"),
        ({"attached_policies": []}, {"attached_policies": ["Admin"]}, "new attached policy Admin"),
        ({"groups": ["dev"]}, {"groups": []}, "group dev removed"),
        ({"permissions_boundary": None}, {"permissions_boundary": "box"}, "permissions boundary none → box"),
        ({"username": "BedrockAPIKey-ab12"}, {"username": "backup"}, "renamed from BedrockAPIKey-ab12"),
    ],
)
def test_a_change_is_named(before: dict[str, Any], now: dict[str, Any], change: str) -> None:
    (found,) = diff([record({**user(), **before})], [record({**user(), **now})]).changed
    assert found.changes == (change,)


@pytest.mark.parametrize("field", ["access_key_details", "credential_details", "groups", "console_password"])
def test_what_could_not_be_read_is_no_change(field: str) -> None:
    known: object = True if field == "console_password" else []
    assert diff([record({**user(), field: known})], [record({**user(), field: None})]).changed == ()


UNREAD = [AccountOutcome.REFUSED, AccountOutcome.SUSPENDED, AccountOutcome.NOT_REACHED]


@pytest.mark.parametrize("outcome", UNREAD)
@pytest.mark.parametrize("first", [True, False])
def test_an_account_that_one_scan_did_not_read_is_not_compared(outcome: AccountOutcome, first: bool) -> None:
    scans = ([record(outcome=outcome)], [record(user())])
    found = diff(*scans) if first else diff(*reversed(scans))
    assert (found.new, found.gone, found.not_compared) == ((), (), (SHOP,))


def test_a_user_that_an_incomplete_list_does_not_contain_is_not_gone() -> None:
    found = diff([record(user())], [record(outcome=AccountOutcome.INCOMPLETE, may_lack_users=True)])
    assert (found.gone, found.not_compared) == ((), (SHOP,))


def test_a_user_is_gone_although_something_about_another_was_not_read() -> None:
    found = diff([record(user())], [record(outcome=AccountOutcome.INCOMPLETE)])
    assert (len(found.gone), found.not_compared) == (1, ())


def test_an_account_that_is_not_in_the_later_scan_is_not_compared() -> None:
    assert diff([record(user())], []).not_compared == (SHOP,)
