"""Whichever lists are denied, a scan finds the same users and knows the same about them."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest

from bks_tui.core.errors import DeniedError, UnreachableError
from bks_tui.core.evidence import Known, Unread
from bks_tui.core.iam.user import MfaDevices, UserKind
from bks_tui.core.permissions import LEAST_OF_A_SCAN
from bks_tui.core.scan.assessment import Status
from bks_tui.core.scan.findings import Finding, ScanOptions, ScanProgress, ScanResult
from bks_tui.demo.state.account import SimulatedAccount
from bks_tui.demo.state.faults import ALL_USERS
from tests.support.one_by_one import statuses_one_by_one
from tests.support.scans import FOUND, NOW, finding, result, simulated_account, statuses, updates, varied_account
from tests.support.simulated import iam

CREDENTIALS, DETAILS, MFA = (
    "iam:ListServiceSpecificCredentials",
    "iam:GetAccountAuthorizationDetails",
    "iam:ListVirtualMFADevices",
)
FAILURES = ("works", "is denied", "breaks off")


def fail(account: SimulatedAccount, operation: str, how: str) -> None:
    """Make a list of the whole account fail, from the start or after its first page."""
    user = ALL_USERS if operation == CREDENTIALS else None
    if how == "is denied":
        account.faults.deny(operation, user)
    elif how == "breaks off":
        account.faults.truncate_pages(3, operation)
        account.faults.after(operation, lambda: account.faults.deny(operation, user))


def found(scanned: ScanResult) -> tuple[Finding, ...]:
    """The findings, but for whether all kinds of MFA devices were listed: that differs by way, and says so."""
    return tuple(_without_kinds(one) for one in scanned.findings)


def _without_kinds(one: Finding) -> Finding:
    assert isinstance(one.user.mfa_devices, Known)
    devices = MfaDevices(one.user.mfa_devices.value.serial_numbers, all_kinds=True)
    return replace(one, user=replace(one.user, mfa_devices=Known(devices)))


def test_every_sort_of_user_that_matters_is_found() -> None:
    assert set(statuses(result(varied_account()))) == FOUND


@pytest.mark.parametrize(("credentials", "details", "mfa"), product(FAILURES, FAILURES, FAILURES))
def test_every_fallback_finds_what_the_lists_of_the_account_tell(credentials: str, details: str, mfa: str) -> None:
    account = varied_account()
    fail(account, CREDENTIALS, credentials)
    fail(account, DETAILS, details)
    fail(account, MFA, mfa)
    assert found(result(account)) == found(result(varied_account()))


def test_the_statuses_are_those_of_asking_about_one_user_after_the_other() -> None:
    account = varied_account()
    phantoms = {one.user.name: one.assessment.status for one in result(account).phantoms}
    del phantoms["innocent"]
    assert phantoms == statuses_one_by_one(iam(account), NOW)


def test_without_any_failure_nothing_is_warned_of() -> None:
    assert result(varied_account()).complete


@pytest.mark.parametrize("operation", [CREDENTIALS, DETAILS, MFA])
def test_a_fallback_that_reads_everything_is_complete(operation: str) -> None:
    account = varied_account()
    fail(account, operation, "is denied")
    assert result(account).complete


@pytest.mark.parametrize(
    ("operation", "phase"),
    [(CREDENTIALS, "reading API keys user by user"), (DETAILS, "reading users, their policies one by one")],
)
def test_a_fallback_is_shown_as_it_goes(operation: str, phase: str) -> None:
    account = varied_account()
    fail(account, operation, "is denied")
    assert phase in {update.phase for update in updates(account) if isinstance(update, ScanProgress)}


@pytest.mark.parametrize("page", [1, 2, 3])
def test_every_page_of_every_list_is_followed(page: int) -> None:
    account = varied_account()
    account.faults.truncate_pages(page)
    assert result(account).findings == result(varied_account()).findings


@pytest.mark.parametrize("page", [1, 2])
def test_every_page_of_every_list_is_followed_where_the_account_lists_are_denied(page: int) -> None:
    account = varied_account()
    for operation in (CREDENTIALS, DETAILS, MFA):
        fail(account, operation, "is denied")
    account.faults.truncate_pages(page)
    assert found(result(account)) == found(result(varied_account()))


def test_a_renamed_phantom_is_recognised_by_the_alias_of_its_key() -> None:
    assert finding(result(varied_account()), "innocent").user.kind is UserKind.RENAMED_PHANTOM


def test_a_probable_phantom_is_listed_without_a_key_and_apart_from_phantoms() -> None:
    account = varied_account()
    account.add_user("CloudWatchAPIKey-x7f2")
    scanned = result(account)
    assert finding(scanned, "CloudWatchAPIKey-x7f2").user.kind is UserKind.PROBABLE_PHANTOM
    assert "CloudWatchAPIKey-x7f2" in [each.user.name for each in scanned.others]


def test_a_hardware_mfa_device_of_a_user_with_a_password_is_seen() -> None:
    devices = finding(result(varied_account()), "ana").user.mfa_devices
    assert isinstance(devices, Known)
    assert (len(devices.value.serial_numbers), devices.value.all_kinds) == (1, True)


@pytest.mark.parametrize(
    ("services", "names"),
    [
        (("claude-platform",), {"AeaApiKey-boun"}),
        (("logs",), {"BedrockAPIKey-lade"}),
        (("claude-platform", "logs"), {"AeaApiKey-boun", "BedrockAPIKey-lade"}),
        (("bedrock",), FOUND - {"AeaApiKey-boun"}),
        (("xray",), set()),
    ],
)
@pytest.mark.parametrize("how", FAILURES)
def test_only_users_of_the_chosen_services_are_found(services: tuple[str, ...], names: set[str], how: str) -> None:
    account = varied_account()
    fail(account, CREDENTIALS, how)
    assert set(statuses(result(account, ScanOptions(services)))) == names


def test_where_no_list_of_users_can_be_had_the_holders_of_keys_are_found() -> None:
    account = varied_account()
    account.faults.deny(DETAILS)
    account.faults.deny("iam:ListUsers")
    assert set(statuses(result(account))) == FOUND - {"BedrockAPIKey-none"}


def test_where_no_list_of_users_can_be_had_the_result_says_who_may_be_missing() -> None:
    account = varied_account()
    account.faults.deny(DETAILS)
    account.faults.deny("iam:ListUsers")
    assert "iam:ListUsers was denied: phantom users without an API key may be missing" in result(account).warnings


def test_where_the_lists_of_users_break_off_what_they_listed_is_kept() -> None:
    account = varied_account()
    fail(account, CREDENTIALS, "is denied")
    fail(account, DETAILS, "breaks off")
    account.faults.deny("iam:ListUsers")
    scanned = result(account)
    assert set(statuses(scanned)) == {"AeaApiKey-boun", "BedrockAPIKey-atta", "BedrockAPIKey-expi"}
    assert "iam:ListUsers was denied: users that were not listed may be missing" in scanned.warnings


def test_where_nothing_at_all_can_be_listed_the_permissions_are_named() -> None:
    account = varied_account()
    account.faults.deny(CREDENTIALS)
    account.faults.deny(DETAILS)
    account.faults.deny("iam:ListUsers")
    with pytest.raises(DeniedError) as raised:
        result(account)
    assert all(permission in raised.value.remedy for permission in LEAST_OF_A_SCAN)


def test_where_no_list_gets_an_answer_that_is_the_error() -> None:
    account = varied_account()
    for operation in (CREDENTIALS, DETAILS, "iam:ListUsers"):
        account.faults.drop(operation, None)
    with pytest.raises(UnreachableError):
        result(account)


def with_minimal_permissions(account: SimulatedAccount) -> SimulatedAccount:
    """The account as seen by a caller who may do only what a scan needs at least."""
    for operation in (
        DETAILS,
        MFA,
        "iam:GetAccessKeyLastUsed",
        "iam:GetLoginProfile",
        "iam:GetUser",
        "iam:GetUserPolicy",
        "iam:ListAccountAliases",
        "iam:ListGroupsForUser",
        "iam:ListMFADevices",
    ):
        account.faults.deny(operation)
    account.faults.deny(CREDENTIALS, ALL_USERS)
    return account


def test_the_minimal_permissions_find_every_user() -> None:
    assert set(statuses(result(with_minimal_permissions(varied_account())))) == FOUND


def test_the_minimal_permissions_call_nobody_orphaned() -> None:
    assert Status.ORPHANED not in statuses(result(with_minimal_permissions(varied_account()))).values()


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("BedrockAPIKey-atta", Status.AT_RISK),
        ("BedrockAPIKey-keyd", Status.ACTIVE),
        ("BedrockAPIKey-open", Status.UNKNOWN),
        ("BedrockAPIKey-none", Status.UNKNOWN),
    ],
)
def test_the_minimal_permissions_decide_what_they_can(name: str, status: Status) -> None:
    assert statuses(result(with_minimal_permissions(varied_account())))[name] is status


def test_the_minimal_permissions_read_the_names_of_policies() -> None:
    user = finding(result(with_minimal_permissions(varied_account())), "BedrockAPIKey-lade").user
    assert isinstance(user.attached_policies, Known)
    assert isinstance(user.inline_policies, Known)
    assert len(user.attached_policies.value) == 2
    assert [(policy.name, type(policy.document)) for policy in user.inline_policies.value] == [("own", Unread)]


def test_an_empty_account_is_scanned_whole() -> None:
    scanned = result(simulated_account())
    assert (scanned.findings, scanned.complete) == ((), True)
