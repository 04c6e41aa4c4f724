"""A report reads the user behind the target afresh, and everything that happened."""

from __future__ import annotations

import json
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bks_tui.core.account.account import Account
from bks_tui.core.cloudtrail.target import parse_target
from bks_tui.core.errors import UsageError
from bks_tui.core.evidence import Known, Unread
from bks_tui.core.report.incident import Incident
from bks_tui.core.response.operation import Operation
from bks_tui.core.scan.assessment import Status
from bks_tui.core.timeline.timeline import Timeline, TimelineOptions
from bks_tui.demo.state.account import SimulatedAccount
from bks_tui.demo.state.faults import ALL_USERS
from bks_tui.operations.report.report import ReportUpdate, UserRead, incident, report
from bks_tui.storage.journal import Journal
from tests.support.plans import an_operation, write_down
from tests.support.scans import NOW, SHORT_PATIENCE
from tests.support.trails import LOOKUP, PHANTOM, attacked_account, quiet_account, result, session_in

POLICY = "AmazonBedrockLimitedAccess"
POLICY_ARN = f"arn:aws:iam::aws:policy/{POLICY}"


def reported(
    account: SimulatedAccount, target: str = PHANTOM, cancelled: threading.Event | None = None
) -> list[ReportUpdate]:
    """All that a report yields."""
    return list(
        report(
            session_in(account),
            parse_target(target, NOW),
            TimelineOptions(),
            cancelled or threading.Event(),
            lambda: NOW,
            SHORT_PATIENCE,
        )
    )


def user_read(account: SimulatedAccount, target: str = PHANTOM) -> UserRead:
    """The user of a report, yielded once."""
    [read] = [update for update in reported(account, target) if isinstance(update, UserRead)]
    return read


def name_read(account: SimulatedAccount, target: str = PHANTOM) -> str | None:
    """The name of the user of a report."""
    finding = user_read(account, target).finding
    return finding.user.name if finding else None


def test_the_account_the_user_and_the_timeline_come_in_this_order() -> None:
    updates = reported(attacked_account())
    assert isinstance(updates[0], Account)
    assert isinstance(updates[1], UserRead)
    assert updates[-1] == result(attacked_account())


def test_the_user_is_read_with_everything_on_it() -> None:
    account = attacked_account()
    account.attach_policy(PHANTOM, POLICY)
    account.add_mfa_device(PHANTOM, virtual=False)
    read = user_read(account)
    assert read.finding is not None
    user = read.finding.user
    assert not [fact for fact in (user.record, user.access_keys, user.service_credentials) if isinstance(fact, Unread)]
    assert isinstance(user.mfa_devices, Known)
    assert user.mfa_devices.value.all_kinds
    assert read.finding.assessment.status is Status.AT_RISK
    assert read.warnings == ()


def test_what_the_managed_policies_allow_is_read() -> None:
    account = attacked_account()
    account.attach_policy(PHANTOM, POLICY)
    document = user_read(account).policies[POLICY_ARN]
    assert isinstance(document, Known)
    assert "bedrock:CallWithBearerToken" in json.loads(document.value)["Statement"][0]["Action"]


@pytest.mark.parametrize("operation", ["iam:GetPolicy", "iam:GetPolicyVersion"])
def test_a_policy_that_cannot_be_read_is_unread_and_a_warning(operation: str) -> None:
    account = attacked_account()
    account.attach_policy(PHANTOM, POLICY)
    account.faults.deny(operation)
    read = user_read(account)
    assert isinstance(read.policies[POLICY_ARN], Unread)
    assert read.warnings == (f"{operation} denied: what the policy {POLICY_ARN} allows is unknown",)


def test_a_policy_that_is_deleted_meanwhile_does_not_take_the_user_with_it() -> None:
    account = attacked_account()
    account.attach_policy(PHANTOM, "team", aws_managed=False)
    arn = account.arn("policy/team")
    account.faults.before("iam:GetPolicy", lambda: account.users[PHANTOM].policies.pop(arn))
    read = user_read(account)
    assert read.finding is not None
    assert isinstance(read.policies[arn], Unread)


def test_the_user_is_rated_by_all_its_policies() -> None:
    account = attacked_account()
    account.attach_policy(PHANTOM, POLICY)
    account.add_to_group(PHANTOM, "admins")
    account.add_group_policies("admins", "AdministratorAccess")
    read = user_read(account)
    assert read.rating is not None
    assert (read.rating.label, [*read.policies], read.warnings) == ("administer", [POLICY_ARN], ())


def test_policies_of_a_group_that_cannot_be_read_are_a_warning() -> None:
    account = attacked_account()
    account.add_to_group(PHANTOM, "admins")
    account.faults.deny("iam:ListGroupPolicies")
    expected = "iam:ListGroupPolicies denied: what the policies of the group admins allow is not known completely"
    assert user_read(account).warnings == (expected,)


def test_a_fact_that_cannot_be_read_is_a_warning() -> None:
    account = attacked_account()
    account.faults.deny("iam:GetLoginProfile", PHANTOM)
    account.faults.deny("iam:ListAccountAliases")
    warnings = user_read(account).warnings
    assert [("alias of the account" in warning, "console passwords" in warning) for warning in warnings] == [
        (True, False),
        (False, True),
    ]


def test_a_user_that_was_deleted_is_none_with_the_reason_and_its_timeline_is_there() -> None:
    account = attacked_account()
    account.delete_user(PHANTOM)
    updates = reported(account)
    assert updates[1] == UserRead(None, reason=f"The account has no user {PHANTOM} today: it was deleted or renamed.")
    assert isinstance(updates[-1], Timeline)
    assert len(updates[-1].events) == 14


def test_the_user_of_a_key_is_who_holds_it_today() -> None:
    account = attacked_account()
    account.rename_user(PHANTOM, "backup-operator")
    account.add_user(PHANTOM)
    assert name_read(account, f"{PHANTOM}-at-{account.account_id}") == "backup-operator"


def test_a_key_that_was_deleted_is_not_taken_for_that_of_a_user_of_the_same_name() -> None:
    account = attacked_account()
    account.users[PHANTOM].credentials.clear()
    read = user_read(account, f"{PHANTOM}-at-{account.account_id}")
    assert read.finding is None
    assert read.reason.startswith(f"No user has the key {PHANTOM}-at-{account.account_id} today")


def test_where_nobody_knows_who_has_a_key_its_user_is_unknown_and_not_guessed() -> None:
    account = attacked_account()
    account.faults.deny("iam:ListServiceSpecificCredentials", ALL_USERS)
    read = user_read(account, f"{PHANTOM}-at-{account.account_id}")
    assert read.finding is None
    assert read.warnings == (read.reason,)


def test_the_user_of_an_access_key_is_its_owner() -> None:
    account = attacked_account()
    [key] = account.users[PHANTOM].access_keys
    assert name_read(account, key.access_key_id) == PHANTOM


@pytest.mark.parametrize("target", ["ASIARTX3GSDS37SCLGXJ", "arn:aws:sts::111122223333:assumed-role/Builder/build-17"])
def test_no_user_is_behind_a_session(target: str) -> None:
    read = user_read(quiet_account(), target)
    assert (read.finding, read.warnings) == (None, ())
    assert "the events show who acted" in read.reason


def test_a_target_of_another_account_is_a_wrong_use() -> None:
    account = attacked_account()
    with pytest.raises(UsageError):
        reported(account, f"{PHANTOM}-at-999988887777")
    assert all(call.operation in ("sts:GetCallerIdentity", "iam:ListAccountAliases") for call in account.calls)


def test_cancelled_while_the_user_is_read_it_says_so_and_asks_no_more() -> None:
    account, cancelled, answering = attacked_account(), threading.Event(), threading.Event()

    def never_answer(_seconds: float) -> None:
        if account.calls[-1].operation == "iam:GetLoginProfile":
            cancelled.set()
            answering.wait()

    account.faults.latency, account.faults.sleep = 1.0, never_answer
    updates = reported(account, cancelled=cancelled)
    answering.set()
    reason = "Interrupted before the user was read."
    assert UserRead(None, reason=reason, warnings=(reason,)) in updates
    assert isinstance(updates[-1], Timeline)
    assert not updates[-1].complete
    assert LOOKUP not in {call.operation for call in account.calls}


# What bks did

ALIAS, ANOTHER_ID = f"{PHANTOM}-at-111122223333", "AIDAANOTHERANOTHER00"


def incident_with(journal: Journal, account: SimulatedAccount, target: str = PHANTOM) -> Incident:
    """What a report is made of, with what `journal` holds."""
    user, whole = None, None
    for update in reported(account, target):
        user = update if isinstance(update, UserRead) else user
        whole = update if isinstance(update, Timeline) else whole
    assert user
    assert whole
    return incident(user, whole, journal)


def an_operation_on(account: SimulatedAccount, **reported: Any) -> Operation:
    """A containment of the phantom of `account`, changed by `changes`."""
    operation = an_operation()
    plan = operation.plan
    subject = replace(
        plan.subject,
        name=reported.get("name", PHANTOM),
        unique_id=reported.get("user_id", account.users[PHANTOM].user_id),
    )
    of = replace(
        plan.account, account_id=reported.get("account_id", account.account_id), demo=reported.get("demo", False)
    )
    snapshot = {"API key ACCAX": f"alias {reported['alias']}; bedrock"} if "alias" in reported else plan.snapshot
    return replace(operation, plan=replace(plan, subject=subject, account=of, snapshot=snapshot))


@pytest.mark.parametrize(
    ("target", "reported", "concerned"),
    [
        (PHANTOM, {}, True),
        (PHANTOM, {"name": "its-name-then"}, True),
        (PHANTOM, {"user_id": ANOTHER_ID}, False),
        (PHANTOM, {"account_id": "999988887777"}, False),
        (PHANTOM, {"demo": True}, False),
        (f"{PHANTOM}-at-111122223333", {"user_id": ANOTHER_ID, "alias": f"{PHANTOM}-at-111122223333"}, True),
        ("gone", {"user_id": ANOTHER_ID, "name": "gone"}, True),
        ("gone", {}, False),
    ],
)
def test_a_report_shows_the_operations_on_its_user_and_no_others(
    tmp_path: Path, target: str, reported: dict[str, Any], concerned: bool
) -> None:
    account, journal = attacked_account(), Journal(tmp_path)
    operation = an_operation_on(account, **reported)
    write_down(journal, operation)
    assert incident_with(journal, account, target).actions_taken == ((operation,) if concerned else ())


def test_operations_on_a_user_that_could_not_be_read_are_found_by_its_name(tmp_path: Path) -> None:
    account, journal = attacked_account(), Journal(tmp_path)
    account.faults.deny("iam:GetUser")
    operation = an_operation_on(account, name=PHANTOM)
    write_down(journal, operation)
    assert incident_with(journal, account).actions_taken == (operation,)


def test_a_journal_that_cannot_be_read_makes_the_report_incomplete(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    journal.path.mkdir()
    made = incident_with(journal, attacked_account())
    assert not made.complete
    assert any(gap.startswith("The actions of bks are unknown: the journal") for gap in made.not_read)
