"""A role session is of its account or of none, says who uses it, and is renewed before it ends."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bks_tui.aws import session
from bks_tui.aws.pauses import Pauses
from bks_tui.core.account.member import DEFAULT_ROLE_NAME, MemberRole
from bks_tui.core.errors import (
    AwsError,
    CallerChangedError,
    RoleRefusedError,
    ServerError,
    SourceSessionError,
    UnreachableError,
    WrongAccountError,
)
from bks_tui.demo.state.account import SimulatedAccount
from tests.support.members import MANAGEMENT, member, member_id, operations_in, organization, sessions_of

SHOP = member_id(0)


def test_a_session_signs_its_first_request_only_after_its_account_was_verified() -> None:
    management, (shop, *_) = organization()
    users = sessions_of(management).open(MemberRole(SHOP)).api("iam").all("ListUsers", "Users", lambda user: user)
    assert users
    assert operations_in([shop]) == ["sts:GetCallerIdentity", "iam:ListUsers"]


def test_nothing_is_asked_of_an_account_that_is_not_the_chosen_one() -> None:
    management, _ = organization()
    other = member("999999999999")
    management.members.add(other, SHOP)
    with pytest.raises(WrongAccountError, match=f"the session for account {SHOP} belongs to .*999999999999"):
        sessions_of(management).open(MemberRole(SHOP)).api("iam").call("ListUsers")
    assert set(operations_in([other])) == {"sts:GetCallerIdentity"}


def test_a_session_is_named_after_bks_and_the_person() -> None:
    management, _ = organization()
    arn = sessions_of(management).open(MemberRole(SHOP)).identify().caller_arn
    assert arn == f"arn:aws:sts::{SHOP}:assumed-role/{DEFAULT_ROLE_NAME}/bks-ana@laptop"


def test_a_session_is_requested_for_an_hour_in_the_region_of_the_source() -> None:
    management, _ = organization()
    sessions_of(management).open(MemberRole(SHOP)).identify()
    (call,) = (call for call in management.calls if call.operation == "sts:AssumeRole")
    assert (call.parameters["DurationSeconds"], call.region) == (3_600, "us-east-1")


def test_the_settings_are_checked_once_and_not_for_each_account(monkeypatch: pytest.MonkeyPatch) -> None:
    management, _ = organization()
    sessions, checked = sessions_of(management), list[str | None]()
    monkeypatch.setattr(session, "require_usable", lambda profile, *_, **__: checked.append(profile))
    for number in range(3):
        sessions.open(MemberRole(member_id(number))).identify()
    assert len(checked) == 1


def test_a_session_that_is_about_to_end_is_renewed_before_the_next_call() -> None:
    management, _ = organization()
    management.members.session_time = timedelta(minutes=5)
    iam = sessions_of(management).open(MemberRole(SHOP)).api("iam")
    iam.call("ListUsers")
    iam.call("ListUsers")
    assert operations_in([management]).count("sts:AssumeRole") >= 2


def test_a_renewed_session_of_another_account_is_refused() -> None:
    management, (shop, *_) = organization()
    management.members.session_time = timedelta(minutes=5)
    iam = sessions_of(management).open(MemberRole(SHOP)).api("iam")
    iam.call("ListUsers")
    management.members.add(member("999999999999"), SHOP)
    with pytest.raises((WrongAccountError, CallerChangedError)):
        iam.call("ListUsers")
    assert operations_in([shop]).count("iam:ListUsers") == 1


def test_calls_in_a_member_account_keep_the_pauses_of_the_source() -> None:
    management, _ = organization()
    sessions = sessions_of(management)
    sessions.source.pauses = Pauses(between_lookups=7.0)
    assert sessions.open(MemberRole(SHOP)).pauses.between_lookups == 7.0


def test_the_account_of_the_source_needs_no_role() -> None:
    management, _ = organization()
    account = sessions_of(management).open(MemberRole(MANAGEMENT)).identify()
    assert (account.account_id, "assumed-role/SecurityAudit" in account.caller_arn) == (MANAGEMENT, True)
    assert "sts:AssumeRole" not in operations_in([management])


def _no_role(_: SimulatedAccount, shop: SimulatedAccount) -> None:
    shop.roles.clear()


def _external_id(_: SimulatedAccount, shop: SimulatedAccount) -> None:
    shop.roles[DEFAULT_ROLE_NAME].external_id = "wanted"


def _denied(management: SimulatedAccount, _: SimulatedAccount) -> None:
    management.faults.deny("sts:AssumeRole")


def _expired(management: SimulatedAccount, _: SimulatedAccount) -> None:
    management.faults.expire_token()


def _unreachable(management: SimulatedAccount, _: SimulatedAccount) -> None:
    management.faults.drop("sts:AssumeRole", calls=None)


def _broken(management: SimulatedAccount, _: SimulatedAccount) -> None:
    management.faults.fail("sts:AssumeRole", calls=None)


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (_no_role, RoleRefusedError),
        (_external_id, RoleRefusedError),
        (_denied, RoleRefusedError),
        (_expired, SourceSessionError),
        (_unreachable, UnreachableError),
        (_broken, ServerError),
    ],
)
def test_a_refusal_an_ended_source_and_a_failure_are_different_errors(fault: object, error: type[AwsError]) -> None:
    management, (shop, *_) = organization()
    sessions = sessions_of(management)
    sessions.account()
    assert callable(fault)
    fault(management, shop)
    with pytest.raises(AwsError) as raised:
        sessions.open(MemberRole(SHOP)).identify()
    assert type(raised.value) is error


def test_an_external_id_opens_the_role_that_demands_it() -> None:
    management, (shop, *_) = organization()
    shop.roles[DEFAULT_ROLE_NAME].external_id = "wanted"
    role = MemberRole(SHOP, external_id="wanted")
    assert sessions_of(management).open(role).identify().account_id == SHOP
