"""Which accounts and users the lists show, and in which order."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bks_tui.core.account.member import MemberAccount
from bks_tui.core.scan.assessment import Status
from bks_tui.core.scan.organization import AccountOutcome
from bks_tui.core.scan.run import AccountRecord, StatusCounts
from bks_tui.tui.accounts.rows import by_urgency, rows_of
from bks_tui.tui.accounts.state import AccountEntry
from bks_tui.tui.accounts.view import AccountView, AllUsersView
from bks_tui.tui.kit.sorting import SortOrder
from tests.support.scans import NOW

A, B, C = "222233334444", "333344445555", "444455556666"


def entry(account_id: str, name: str, unit: str, outcome: AccountOutcome | None, risk: int = 0) -> AccountEntry:
    """An account, read so many days ago as it has users at risk."""
    read = None
    if outcome:
        counts = StatusCounts(total=risk, at_risk=risk)
        when = NOW - timedelta(days=risk)
        read = AccountRecord(account_id, name, unit, outcome, scan_time=when, summary=counts)
    return AccountEntry(MemberAccount(account_id, name, unit), read)


ENTRIES = (
    entry(A, "shop", "Root/production", AccountOutcome.DONE, 1),
    entry(B, "Payments", "Root/sandbox", AccountOutcome.REFUSED),
    entry(C, "audit", "Root", None),
)
USERS = sorted(
    rows_of(
        AccountRecord(
            A,
            "shop",
            "Root/production",
            AccountOutcome.DONE,
            phantom_users=(
                {"username": "zoe", "status": "AT RISK", "created": "2026-01-02T10:00:00Z"},
                {"username": "ana", "status": "ACTIVE", "created": "2025-01-02T10:00:00Z"},
            ),
        )
    )
    + rows_of(
        AccountRecord(B, "audit", "", AccountOutcome.DONE, other_users=({"username": "ben", "status": "ACTIVE"},))
    ),
    key=by_urgency,
)


def shown(view: AccountView) -> list[str]:
    return [each.member.name for each in view.apply(ENTRIES, NOW).rows]


def users(view: AllUsersView) -> list[str]:
    return [row.name for row in view.apply(USERS, NOW).rows]


@pytest.mark.parametrize(
    ("view", "names"),
    [
        (AccountView(), ["shop", "Payments", "audit"]),
        (AccountView().sorted_by("name"), ["audit", "Payments", "shop"]),
        (AccountView().sorted_by("OU"), ["audit", "shop", "Payments"]),
        (AccountView().sorted_by("age"), ["shop", "Payments", "audit"]),
        (AccountView(text="PROD"), ["shop"]),
        (AccountView(text="refused"), ["Payments"]),
        (AccountView(text="not read"), ["audit"]),
        (AccountView(text=B), ["Payments"]),
        (AccountView(only=AccountOutcome.DONE), ["shop"]),
        (AccountView(text="shop", only=AccountOutcome.REFUSED), []),
    ],
    ids=lambda value: value.describe() if isinstance(value, AccountView) else "",
)
def test_accounts_are_filtered_and_sorted(view: AccountView, names: list[str]) -> None:
    assert shown(view) == names


@pytest.mark.parametrize(
    ("view", "names"),
    [
        (AllUsersView(), ["zoe", "ana", "ben"]),
        (AllUsersView().sorted_by("name"), ["ana", "ben", "zoe"]),
        (AllUsersView().sorted_by("account"), ["ben", "zoe", "ana"]),
        (AllUsersView().sorted_by("age"), ["ana", "zoe", "ben"]),
        (AllUsersView(text="PRODUCTION"), ["zoe", "ana"]),
        (AllUsersView(only=Status.ACTIVE), ["ana", "ben"]),
    ],
    ids=lambda value: value.describe() if isinstance(value, AllUsersView) else "",
)
def test_users_are_filtered_and_sorted(view: AllUsersView, names: list[str]) -> None:
    assert users(view) == names


@pytest.mark.parametrize("view", [AccountView(), AllUsersView()])
def test_each_outcome_or_status_and_each_order_comes_in_turn_and_then_the_first(view: AccountView) -> None:
    narrowed, kinds = view, list[object]()
    while narrowed.only not in kinds:
        kinds.append(narrowed.only)
        narrowed = narrowed.narrowed()
    assert narrowed == view
    assert len(kinds) == 1 + len(AccountOutcome if isinstance(view, AccountView) else Status)
    resorted = view.resorted()
    while resorted != view:
        resorted = resorted.resorted()


def test_a_view_describes_itself() -> None:
    view = AccountView("shop", AccountOutcome.NOT_REACHED, SortOrder("OU"))
    assert view.describe() == "'shop' · not reached · by OU"
