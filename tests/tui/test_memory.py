"""What the app remembers: orders and zoom at once, filters only in the account that they belong to."""

from __future__ import annotations

from dataclasses import replace

from bks_tui.core.account.member import MemberRole
from bks_tui.core.remembered import ListSettings, RememberedView
from bks_tui.core.scan.assessment import Status
from bks_tui.tui.kit.sorting import SortOrder
from bks_tui.tui.memory import ViewMemory
from bks_tui.tui.scan.view import USER_ORDERS
from tests.support.users import ACCOUNT_ID, an_account

STATUSES = {status.value: status for status in Status}
OTHER = "444455556666"
LAST = RememberedView("incident", ACCOUNT_ID, lists={"users": ListSettings("age", only="AT RISK")})
ACCOUNT = replace(an_account(), profile="incident")


def test_an_order_is_as_it_was_left() -> None:
    assert ViewMemory(LAST).order("users", USER_ORDERS) == SortOrder("age")
    assert ViewMemory().order("users", USER_ORDERS) == USER_ORDERS.usual[0]


def test_an_unknown_order_is_ignored_with_one_message() -> None:
    memory = ViewMemory(RememberedView(lists={"users": ListSettings("moon phase")}), ("zoomed",))
    assert memory.order("users", USER_ORDERS) == USER_ORDERS.usual[0]
    assert memory.message.endswith("that bks does not know are ignored: zoomed, order of users")


def test_filters_are_restored_once_and_in_their_account_only() -> None:
    memory = ViewMemory(LAST)
    assert memory.account_known(ACCOUNT)
    assert memory.only("users", STATUSES) is Status.AT_RISK
    assert not memory.account_known(ACCOUNT)
    elsewhere = ViewMemory(LAST)
    assert not elsewhere.account_known(replace(ACCOUNT, account_id=OTHER))
    assert elsewhere.view.lists["users"] == ListSettings("age")


def test_neither_the_demo_account_nor_one_behind_a_role_is_remembered() -> None:
    for account in (replace(ACCOUNT, demo=True), replace(ACCOUNT, role=MemberRole(OTHER, "reader"))):
        memory = ViewMemory(LAST)
        memory.account_known(replace(account, account_id=OTHER))
        memory.keep_only("users", Status.ACTIVE)
        assert memory.view == LAST
        assert not memory.is_changed


def test_a_profile_that_leads_to_another_account_than_last_time_is_a_warning() -> None:
    memory = ViewMemory(LAST)
    assert memory.moved_profile(ACCOUNT) is None
    moved = replace(ACCOUNT, account_id=OTHER)
    assert memory.moved_profile(moved) == (
        f"Profile incident is account {OTHER}; in the last session it was {ACCOUNT_ID}"
    )
    assert memory.moved_profile(moved) is None
    assert ViewMemory(LAST).moved_profile(replace(moved, profile="other")) is None


def test_a_file_that_could_not_be_read_is_replaced() -> None:
    assert ViewMemory(problem="it is not JSON").is_changed
    assert not ViewMemory().is_changed
