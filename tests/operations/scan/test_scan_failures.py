"""What cannot be read about some users leaves them UNKNOWN, unless what is known decides; never ORPHANED."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bks_tui.core.errors import ExpiredError
from bks_tui.core.evidence import Cause, Unread
from bks_tui.core.scan.assessment import Status
from bks_tui.demo.state.account import SimulatedAccount
from bks_tui.demo.state.faults import ALL_USERS
from tests.support.examples import examples
from tests.support.scans import finding, result, statuses, varied_account

KEYLESS, KEYED, ATTACKED = "BedrockAPIKey-none", "BedrockAPIKey-keyd", "BedrockAPIKey-atta"


def test_the_varied_account_is_as_it_is_taken_to_be() -> None:
    assert statuses(result(varied_account())) == WHOLE


def deny(account: SimulatedAccount, operation: str, user: str | None = None) -> None:
    """AWS denies the call."""
    account.faults.deny(operation, user)


def throttle(account: SimulatedAccount, operation: str, user: str | None = None) -> None:
    """AWS throttles the call for longer than anybody waits."""
    account.faults.throttle(operation, None, user)


def drop(account: SimulatedAccount, operation: str, user: str | None = None) -> None:
    """The connection fails every time."""
    account.faults.drop(operation, None, user=user)


FAILURES = [deny, throttle, drop]
CAUSES = list(zip(FAILURES, [Cause.DENIED, Cause.THROTTLED, Cause.UNREACHABLE], strict=True))
DECIDING = ["iam:ListServiceSpecificCredentials", "iam:ListAccessKeys", "iam:GetLoginProfile"]
Fail: TypeAlias = Callable[..., None]
WHOLE = {
    ATTACKED: Status.AT_RISK,
    "BedrockAPIKey-open": Status.AT_RISK,
    "AeaApiKey-boun": Status.ACTIVE,
    KEYED: Status.ACTIVE,
    "BedrockAPIKey-lade": Status.ACTIVE,
    "ana": Status.ACTIVE,
    "ben": Status.ACTIVE,
    "innocent": Status.ACTIVE,
    "BedrockAPIKey-expi": Status.ORPHANED,
    KEYLESS: Status.ORPHANED,
}


def failing(fail: Fail, operation: str, user: str) -> SimulatedAccount:
    """The varied account, where an operation fails for one user and no list contains the same data."""
    account = varied_account()
    account.faults.deny("iam:ListServiceSpecificCredentials", ALL_USERS)
    fail(account, operation, user)
    return account


@pytest.mark.parametrize(("fail", "cause"), CAUSES)
@pytest.mark.parametrize("operation", DECIDING)
def test_a_phantom_of_which_a_deciding_fact_is_unread_is_unknown(fail: Fail, cause: Cause, operation: str) -> None:
    found = finding(result(failing(fail, operation, KEYLESS)), KEYLESS)
    assert found.assessment.status is Status.UNKNOWN
    assert any(f"{operation} {cause.value}" in reason for reason in found.assessment.reasons)


@pytest.mark.parametrize("fail", FAILURES)
@pytest.mark.parametrize("operation", ["iam:ListServiceSpecificCredentials", "iam:GetLoginProfile"])
def test_an_active_access_key_is_a_risk_whatever_else_is_unread(fail: Fail, operation: str) -> None:
    found = finding(result(failing(fail, operation, ATTACKED)), ATTACKED)
    assert found.assessment.status is Status.AT_RISK


@pytest.mark.parametrize(("fail", "cause"), CAUSES)
def test_an_active_api_key_is_active_though_the_password_is_unread(fail: Fail, cause: Cause) -> None:
    found = finding(result(failing(fail, "iam:GetLoginProfile", KEYED)), KEYED)
    assert found.assessment.status is Status.ACTIVE
    assert f"console password could not be read: iam:GetLoginProfile {cause.value}" in found.assessment.notes


@pytest.mark.parametrize("fail", FAILURES)
@pytest.mark.parametrize("operation", DECIDING)
def test_the_failure_of_one_user_changes_no_other(fail: Fail, operation: str) -> None:
    others = statuses(result(failing(fail, operation, KEYLESS)))
    del others[KEYLESS]
    assert others == {name: status for name, status in WHOLE.items() if name != KEYLESS}


@pytest.mark.parametrize("fail", FAILURES)
def test_ordinary_users_whose_api_keys_are_unread_are_counted_not_listed(fail: Fail) -> None:
    account = failing(fail, "iam:ListServiceSpecificCredentials", "dana")
    fail(account, "iam:ListServiceSpecificCredentials", "chris")
    scanned = result(account)
    assert not {"dana", "chris"} & set(statuses(scanned))
    assert any(warning.startswith("the API keys of 2 other users could not be read") for warning in scanned.warnings)


@pytest.mark.parametrize(
    ("operation", "warning"),
    [
        ("iam:GetLoginProfile", "iam:GetLoginProfile was denied for 2 users: their console passwords are unknown"),
        ("iam:ListAccessKeys", "iam:ListAccessKeys was denied for 2 users: their access keys are unknown"),
    ],
)
def test_a_gap_is_one_sentence_for_all_users_that_it_is_about(operation: str, warning: str) -> None:
    account = varied_account()
    for user in (KEYLESS, KEYED):
        account.faults.deny(operation, user)
    assert result(account).warnings == (warning,)


def test_an_unread_last_use_is_a_gap() -> None:
    account = varied_account()
    account.faults.deny("iam:GetAccessKeyLastUsed", ATTACKED)
    assert result(account).warnings == (
        "iam:GetAccessKeyLastUsed was denied for 1 user: their last uses of access keys are unknown",
    )


def test_an_unread_alias_of_the_account_is_a_gap() -> None:
    account = varied_account()
    account.faults.deny("iam:ListAccountAliases")
    assert result(account).warnings == ("iam:ListAccountAliases was denied: the alias of the account is unknown",)


# The first five calls are the identity and the lists.
@pytest.mark.parametrize("after", [5, 8, 13, 20])
def test_credentials_that_expire_during_a_scan_leave_the_rest_unknown(after: int) -> None:
    account = varied_account()
    account.faults.expire_token(after)
    scanned = result(account)
    assert not scanned.complete
    assert all(status in (Status.UNKNOWN, WHOLE[name]) for name, status in statuses(scanned).items())


def test_expired_credentials_are_the_cause_of_what_is_unread() -> None:
    account = varied_account()
    account.faults.expire_token(20)
    causes = {
        fact.cause
        for found in result(account).findings
        for fact in (found.user.access_keys, found.user.login_profile)
        if isinstance(fact, Unread)
    }
    assert causes == {Cause.EXPIRED}


def test_credentials_that_had_expired_before_are_an_error() -> None:
    account = varied_account()
    account.faults.expire_token()
    with pytest.raises(ExpiredError):
        result(account)


OPERATIONS = st.sampled_from(
    [
        "iam:GetAccessKeyLastUsed",
        "iam:GetAccountAuthorizationDetails",
        "iam:GetLoginProfile",
        "iam:GetUser",
        "iam:GetUserPolicy",
        "iam:ListAccessKeys",
        "iam:ListAccountAliases",
        "iam:ListAttachedUserPolicies",
        "iam:ListGroupsForUser",
        "iam:ListMFADevices",
        "iam:ListServiceSpecificCredentials",
        "iam:ListUserPolicies",
        "iam:ListVirtualMFADevices",
    ]
)
FAULTS = st.lists(st.tuples(st.sampled_from(FAILURES), OPERATIONS), unique=True, max_size=6)


@settings(max_examples=examples(10), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(faults=FAULTS)
def test_failures_turn_a_status_into_unknown_or_leave_it(faults: list[tuple[Fail, str]]) -> None:
    account = varied_account()
    for fail, operation in faults:
        fail(account, operation)
    scanned = statuses(result(account))
    named_so = {name for name in WHOLE if name.startswith(("BedrockAPIKey-", "AeaApiKey-"))}
    assert named_so <= set(scanned) <= set(WHOLE)
    assert all(status in (Status.UNKNOWN, WHOLE[name]) for name, status in scanned.items())


@settings(max_examples=examples(10), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(faults=FAULTS)
def test_a_result_is_complete_only_if_every_fact_in_it_was_read(faults: list[tuple[Fail, str]]) -> None:
    account = varied_account()
    for fail, operation in faults:
        fail(account, operation)
    scanned = result(account)
    assert not (scanned.complete and "Unread" in repr(scanned))
