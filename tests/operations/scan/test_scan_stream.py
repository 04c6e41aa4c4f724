"""A scan yields what it reads at once, slows down when throttled, and stops when cancelled."""

from __future__ import annotations

import threading
from collections import Counter
from datetime import timezone
from functools import partial

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bks_tui.aws.retries import RetryBudget
from bks_tui.core.account.account import Account
from bks_tui.core.errors import CancelledError, UnreachableError, UsageError
from bks_tui.core.scan.findings import Finding, ScanOptions, ScanProgress, ScanResult, ScanUpdate, by_urgency
from bks_tui.demo.state.account import SimulatedAccount
from bks_tui.demo.state.faults import ALL_USERS
from bks_tui.operations.scan.scan import scan
from tests.support.examples import examples
from tests.support.one_by_one import statuses_one_by_one
from tests.support.scans import NOW, many, result, session_to, updates, varied_account
from tests.support.simulated import iam

# Outlasts any throttling that ends, without a pause.
ENDLESS = RetryBudget(total=1.0, first=0.0, longest=0.0)


def of_type(kind: type[ScanUpdate], account: SimulatedAccount) -> list[ScanUpdate]:
    """The updates of one kind."""
    return [update for update in updates(account) if isinstance(update, kind)]


def test_the_identity_comes_first() -> None:
    assert isinstance(next(updates(varied_account())), Account)


def test_the_result_comes_last_and_once() -> None:
    kinds = [isinstance(update, ScanResult) for update in updates(varied_account())]
    assert kinds.index(True) == len(kinds) - 1


def test_every_finding_of_the_result_was_yielded_before() -> None:
    reported = of_type(Finding, varied_account())
    assert set(result(varied_account()).findings) == set(reported)
    assert len(reported) == len(set(reported))


def test_the_result_is_in_the_order_of_urgency() -> None:
    findings = result(varied_account()).findings
    assert list(findings) == sorted(findings, key=by_urgency)


def test_progress_is_counted_up_to_the_number_of_users_that_matter() -> None:
    progress = [update for update in of_type(ScanProgress, varied_account()) if isinstance(update, ScanProgress)]
    assert [step.done for step in progress] == sorted(step.done for step in progress)
    assert all(step.done <= step.total for step in progress)
    assert (progress[-1].done, progress[-1].total) == (10, 10)


def test_the_first_users_are_yielded_while_later_pages_are_still_to_come() -> None:
    account, reported, held_back = varied_account(), threading.Event(), list[bool]()
    account.faults.truncate_pages(1, "iam:GetAccountAuthorizationDetails")

    def hold_back_the_last_page(_seconds: float) -> None:
        pages = sum(call.operation == "iam:GetAccountAuthorizationDetails" for call in account.calls)
        if pages == len(account.users) and account.calls[-1].operation == "iam:GetAccountAuthorizationDetails":
            held_back.append(reported.wait(timeout=30))

    account.faults.latency, account.faults.sleep = 1.0, hold_back_the_last_page
    for update in updates(account):
        if isinstance(update, Finding):
            reported.set()
    assert held_back == [True]


def test_a_scan_is_dated_when_it_began() -> None:
    assert result(varied_account()).scanned_at == NOW


def test_a_scan_is_dated_in_utc_by_itself() -> None:
    *_, last = scan(session_to(many(1, 1)), ScanOptions(), threading.Event())
    assert isinstance(last, ScanResult)
    assert last.scanned_at.tzinfo is timezone.utc


def test_an_unknown_service_is_a_wrong_use() -> None:
    with pytest.raises(UsageError, match="no API-key service is called badrock"):
        result(varied_account(), ScanOptions(("badrock",)))


@pytest.mark.parametrize(
    "operation",
    [
        "sts:GetCallerIdentity",
        "iam:ListAccountAliases",
        "iam:ListServiceSpecificCredentials",
        "iam:GetAccountAuthorizationDetails",
        "iam:ListVirtualMFADevices",
        "iam:ListAccessKeys",
        "iam:GetLoginProfile",
        "iam:GetAccessKeyLastUsed",
        "iam:ListMFADevices",
        None,
    ],
)
def test_throttling_that_ends_changes_nothing(operation: str | None) -> None:
    account = varied_account()
    account.faults.throttle(operation, calls=30)
    *_, last = updates(account, patience=ENDLESS)
    assert last == result(varied_account())


@settings(max_examples=examples(8), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(bursts=st.lists(st.integers(1, 12), max_size=4), page=st.integers(1, 5), denied=st.booleans())
def test_throttling_at_any_moment_changes_nothing(bursts: list[int], page: int, denied: bool) -> None:
    def account_where(throttled: list[int]) -> SimulatedAccount:
        account = varied_account()
        account.faults.truncate_pages(page)
        if denied:
            account.faults.deny("iam:ListServiceSpecificCredentials", ALL_USERS)
            account.faults.deny("iam:GetAccountAuthorizationDetails")
        for number, calls in enumerate(throttled):
            account.faults.before("iam:ListAccessKeys", partial(account.faults.throttle, calls=calls), 1 + 2 * number)
        return account

    *_, throttled_result = updates(account_where(bursts), patience=ENDLESS)
    *_, plain_result = updates(account_where([]), patience=ENDLESS)
    assert throttled_result == plain_result


@pytest.mark.parametrize("seen", range(12))
def test_a_scan_can_be_cancelled_at_any_moment(seen: int) -> None:
    cancelled = threading.Event()
    scanning = updates(varied_account(), cancelled=cancelled)
    for _ in range(seen):
        next(scanning)
    cancelled.set()
    with pytest.raises(CancelledError):
        next(update for update in scanning if isinstance(update, ScanResult))


def test_a_scan_is_cancelled_though_aws_does_not_answer() -> None:
    account, cancelled, answering = varied_account(), threading.Event(), threading.Event()

    def never_answer(_seconds: float) -> None:
        cancelled.set()
        answering.wait()

    account.faults.latency, account.faults.sleep = 1.0, never_answer
    scanning = updates(account, cancelled=cancelled)
    with pytest.raises(CancelledError):
        next(scanning)
    answering.set()


def test_a_scan_is_cancelled_while_it_waits_out_throttling() -> None:
    account, cancelled = varied_account(), threading.Event()
    account.faults.throttle("iam:ListAccessKeys", None)
    hours = RetryBudget(total=10_000.0, first=10_000.0, longest=10_000.0)
    scanning = updates(account, cancelled=cancelled, patience=hours)
    next(update for update in scanning if isinstance(update, ScanProgress) and update.total)
    cancelled.set()
    with pytest.raises(CancelledError):
        list(scanning)


def test_no_call_starts_after_a_scan_was_left() -> None:
    account = many(users=400, phantoms=400)
    scanning = updates(account)
    next(update for update in scanning if isinstance(update, Finding))
    scanning.close()
    for thread in threading.enumerate():
        if thread.name.startswith("bks-aws-"):
            thread.join(timeout=30)
    assert len(account.calls) < 400


def test_a_failure_to_find_out_who_asks_ends_the_scan() -> None:
    account = varied_account()
    account.faults.drop("sts:GetCallerIdentity", None)
    with pytest.raises(UnreachableError):
        result(account)


def test_the_calls_are_hardly_more_than_half_of_asking_about_one_user_after_the_other() -> None:
    account, same = many(2_000, 500), many(2_000, 500)
    found = {one.user.name: one.assessment.status for one in result(account).findings}
    assert found == statuses_one_by_one(iam(same), NOW)
    assert len(same.calls) == 2 + 4 * 500
    assert len(account.calls) <= 0.51 * len(same.calls)


def test_each_phantom_costs_two_calls_and_no_other_user_any() -> None:
    account = many(1_500, 300)
    result(account)
    assert Counter(call.operation for call in account.calls) == {
        "sts:GetCallerIdentity": 1,
        "iam:ListAccountAliases": 1,
        "iam:ListServiceSpecificCredentials": 1,
        "iam:GetAccountAuthorizationDetails": 2,
        "iam:ListVirtualMFADevices": 1,
        "iam:ListAccessKeys": 300,
        "iam:GetLoginProfile": 300,
    }
