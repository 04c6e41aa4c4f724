"""The list of users as it is saved."""

from __future__ import annotations

from bks_tui.core.account.account import SessionChoice
from bks_tui.tui.scan.listing import user_listing
from bks_tui.tui.scan.state import ScanState
from bks_tui.tui.scan.view import UserView
from tests.support.users import NOW, scan_result, user


def test_with_marks_only_the_marked_users_are_saved() -> None:
    result = scan_result(*(user(f"BedrockAPIKey-{letter * 4}") for letter in "abc"))
    state = ScanState(SessionChoice())
    state.learn(result.account)
    state.learn(result)
    everyone = user_listing(state, UserView(), (), NOW)
    marked = user_listing(state, UserView(), result.findings[1:2], NOW)
    assert everyone is not None
    assert marked is not None
    assert [everyone.view.rows, marked.view.rows] == [3, 1]
    assert marked.view.described == "1 marked user"
