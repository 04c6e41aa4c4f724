"""`bks cleanup`: whom it walks through, what a person can answer, and whom it never touches."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable

import pytest

from bks_tui.demo.state.account import SimulatedAccount
from tests.cli.conftest import Bks
from tests.support.responding import writes
from tests.support.trails import days_ago

A, B, C = "BedrockAPIKey-aaaa", "BedrockAPIKey-bbbb", "BedrockAPIKey-cccc"
HELD, ACTIVE, AT_RISK, YOUNG = "BedrockAPIKey-held", "BedrockAPIKey-live", "BedrockAPIKey-risk", "BedrockAPIKey-yong"
OTHERS = {HELD, ACTIVE, AT_RISK, YOUNG, "alice"}


@pytest.fixture
def account(in_account: Callable[[SimulatedAccount], None]) -> SimulatedAccount:
    """Three orphans and others that are none, or held, in the place of AWS."""
    account = SimulatedAccount()
    for name in (A, B, C, HELD, ACTIVE, AT_RISK, "alice"):
        account.add_user(name, created=days_ago(400))
    account.add_user(YOUNG, created=days_ago(-3_650))
    account.add_to_group(HELD, "developers")
    for name in (ACTIVE, "alice"):
        account.add_api_key(name)
    account.add_access_key(AT_RISK)
    in_account(account)
    return account


def gone(account: SimulatedAccount) -> set[str]:
    return {A, B, C, *OTHERS} - set(account.users)


@pytest.mark.parametrize(
    ("answers", "deleted"),
    [
        (("y", "y", "y"), {A, B, C}),
        (("y", "n", "y"), {A, C}),
        (("n", "a"), {B, C}),
        (("y", "q"), {A}),
        (("a",), {A, B, C}),
        (("", "", ""), set()),
        ((), set()),
        (("maybe", "Y", "no"), {B}),
    ],
)
def test_a_person_decides_one_user_at_a_time(
    account: SimulatedAccount, bks: Bks, typing: Callable[..., None], answers: tuple[str, ...], deleted: set[str]
) -> None:
    typing(*answers)
    outcome = bks("cleanup")
    assert (outcome.code, gone(account)) == (0, deleted)


def test_each_user_is_shown_whole_before_it_is_asked_about(
    account: SimulatedAccount, bks: Bks, typing: Callable[..., None]
) -> None:
    typing("n", "n", "n")
    outcome = bks("cleanup")
    assert f"Delete {B} with everything on it" in outcome.stderr
    assert "2/3 Delete" in outcome.stderr
    assert writes(account) == []


def test_forced_it_deletes_all_that_nothing_holds(account: SimulatedAccount, bks: Bks) -> None:
    outcome = bks("cleanup", "--force")
    assert (outcome.code, gone(account)) == (0, {A, B, C})
    assert f"skipped  {HELD}: held: group" in outcome.stdout


def test_a_dry_run_tells_what_would_go(account: SimulatedAccount, bks: Bks) -> None:
    outcome = bks("cleanup", "--dry-run")
    assert outcome.stdout.count("would  Delete") == 3
    assert (outcome.code, gone(account)) == (0, set())


def test_a_hold_that_someone_decided_about_holds_no_more(account: SimulatedAccount, bks: Bks) -> None:
    bks("cleanup", "--force", "--include-held", "group", "--user", HELD)
    assert gone(account) == {HELD}


@pytest.mark.parametrize("reason", ["ordinary-user", "unread", "nonsense"])
def test_what_nobody_can_decide_about_is_no_option(account: SimulatedAccount, bks: Bks, reason: str) -> None:
    assert bks("cleanup", "--force", "--include-held", reason).code == 2
    assert account.calls == []


@pytest.mark.parametrize(
    ("name", "why"),
    [
        (ACTIVE, "it is ACTIVE"),
        (AT_RISK, "it is AT RISK"),
        ("alice", "it is not a phantom user"),
        (YOUNG, "held: young"),
    ],
)
def test_a_user_that_must_not_go_is_reported_with_the_reason_even_if_named(
    account: SimulatedAccount, bks: Bks, name: str, why: str
) -> None:
    outcome = bks("cleanup", "--force", "--user", name)
    assert f"skipped  {name}: {why}" in outcome.stdout
    assert gone(account) == set()


def test_a_name_that_nobody_has_is_an_error(account: SimulatedAccount, bks: Bks) -> None:
    outcome = bks("cleanup", "--force", "--user", "nobody")
    assert (outcome.code, gone(account)) == (2, set())
    assert "is named nobody" in outcome.stderr


@pytest.mark.parametrize(("age", "deleted"), [("24h", {A, B, C}), ("7d", {A, B, C}), ("9000d", set())])
def test_the_age_that_is_skipped_is_the_persons(
    account: SimulatedAccount, bks: Bks, age: str, deleted: set[str]
) -> None:
    bks("cleanup", "--force", "--min-age", age)
    assert gone(account) == deleted


def test_an_age_that_is_none_is_refused(account: SimulatedAccount, bks: Bks) -> None:
    assert bks("cleanup", "--force", "--min-age", "soon").code == 2
    assert account.calls == []


def test_one_that_fails_does_not_stop_the_others(account: SimulatedAccount, bks: Bks) -> None:
    account.faults.deny("iam:DeleteUser", B)
    outcome = bks("cleanup", "--force", "--json")
    document = json.loads(outcome.stdout)
    assert (outcome.code, gone(account)) == (1, {A, C})
    assert document["summary"] == {"done": 2, "failed": 1, "skipped": 2, "stopped": 0, "unverified": 0}


def test_one_that_came_alive_since_the_scan_is_not_deleted(
    account: SimulatedAccount, bks: Bks, typing: Callable[..., None]
) -> None:
    typing("a")
    account.faults.after("iam:DeleteUser", lambda: account.add_access_key(B))
    outcome = bks("cleanup")
    assert (outcome.code, gone(account)) == (1, {A, C})
    assert "it is AT RISK" in outcome.stdout


def test_what_could_not_be_scanned_makes_it_incomplete(account: SimulatedAccount, bks: Bks) -> None:
    account.faults.deny("iam:ListAccessKeys", C)
    outcome = bks("cleanup", "--force")
    assert (outcome.code, gone(account)) == (3, {A, B})
    assert "could not be read:" in outcome.stderr


def test_credentials_that_expire_end_the_walk(account: SimulatedAccount, bks: Bks) -> None:
    account.faults.after("iam:DeleteUser", account.faults.expire_token)
    outcome = bks("cleanup", "--force")
    assert (outcome.code, gone(account)) == (1, {A})
    assert "have expired" in outcome.stderr


def plans_of(account: SimulatedAccount, name: str) -> int:
    """How often the whole user was read, which a scan never does."""
    return sum(call.operation == "iam:GetUser" and call.parameters.get("UserName") == name for call in account.calls)


def test_the_plan_of_the_next_user_is_made_while_one_is_deleted(account: SimulatedAccount, bks: Bks) -> None:
    made_before_the_end = []
    polls = threading.Event()

    def wait_for_it() -> None:
        for _ in range(1_000):
            if plans_of(account, B):
                break
            polls.wait(0.01)
        made_before_the_end.append(plans_of(account, B))

    account.faults.after("iam:DeleteUser", wait_for_it)
    bks("cleanup", "--force")
    assert made_before_the_end[0] == 1
    # Before it is deleted it is read again.
    assert plans_of(account, B) > 1


def test_nothing_is_read_ahead_of_a_person_who_decides(
    account: SimulatedAccount, bks: Bks, typing: Callable[..., None]
) -> None:
    typing("y", "q")
    bks("cleanup")
    assert (plans_of(account, B), plans_of(account, C)) == (1, 0)
