"""The permissions that bks prints are those that it uses: each call of a command is in the table, and no other."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from bks_tui.core.account.account import SessionChoice
from bks_tui.core.account.member import AccountSelection
from bks_tui.core.cloudtrail.target import parse_target
from bks_tui.core.errors import UsageError
from bks_tui.core.permissions import PERMISSIONS, THROUGH_ATHENA, permission_policy
from bks_tui.core.prevention.policies import find_policy
from bks_tui.core.response.requests import PolicyRequest
from bks_tui.core.scan.findings import ScanOptions
from bks_tui.core.timeline.timeline import TimelineOptions
from bks_tui.demo.state.account import SimulatedAccount
from bks_tui.demo.state.actors import IamUser
from bks_tui.demo.state.model_use import InvocationLogs
from bks_tui.demo.state.organization import SimulatedOrganization
from bks_tui.demo.wire.models import service_model
from bks_tui.operations.cost.cost import cost
from bks_tui.operations.doctor.account import diagnose_account
from bks_tui.operations.hunt.event_history import hunt
from bks_tui.operations.organization.scan import scan_accounts
from bks_tui.operations.policy.rate import rate_named_user
from bks_tui.operations.prevention.organization import organization
from bks_tui.operations.report.report import report
from bks_tui.operations.timeline.athena_source import athena_timeline
from bks_tui.operations.timeline.timeline import timeline
from tests.support.athena import WEEK
from tests.support.athena_calls import (
    NAMED_OTHERWISE,
    at,
    athena_hunts,
    athena_removals,
    athena_reports,
    athena_setups,
    athena_statuses,
    athena_timelines,
    evidence_calls,
    made,
    organized,
    put_into_a_group,
    undone_setup,
    with_logs,
)
from tests.support.findings import access_key, account_with_findings, asked
from tests.support.hunts import hunt_in
from tests.support.invocations import SONNET, log_record
from tests.support.members import organization as organization_of_members
from tests.support.members import reachable
from tests.support.responding import CLEAN_UP, leaked_account, orphaned_account
from tests.support.response_calls import contained, released
from tests.support.scans import NOW, SHORT_PATIENCE, updates
from tests.support.security_hubs import stored_scan, with_hub
from tests.support.simulated import PHANTOM
from tests.support.trails import PHANTOM as ATTACKED
from tests.support.trails import attacked_account, days_ago, session_in
from tests.support.trails import result as timeline_of


def scans() -> set[str]:
    whole, poor = leaked_account(), leaked_account()
    whole.set_password(PHANTOM)
    poor.faults.deny("iam:GetAccountAuthorizationDetails")
    poor.put_inline_policy(PHANTOM, "own", "{}")
    # Of this one the other ways to sign in decide something.
    orphaned = orphaned_account()
    for account in (whole, poor, orphaned):
        list(updates(account))
    return made(whole, poor, orphaned)


def scans_of_members() -> set[str]:
    management, _ = organization_of_members()
    chosen = reachable(management, AccountSelection(excluded=(management.account_id,)))
    list(scan_accounts(chosen, ScanOptions(), threading.Event(), lambda: NOW, SHORT_PATIENCE))
    return made(management)


def timelines() -> set[str]:
    account = attacked_account()
    timeline_of(account)
    return made(account)


def findings() -> set[str]:
    account = account_with_findings()
    asked(account)
    asked(account, access_key(account))
    return made(account)


def hunts() -> set[str]:
    account = attacked_account()
    hunt_in(account)
    return made(account)


def with_model_use(account: SimulatedAccount) -> SimulatedAccount:
    """One Region logs invocations, others do not; the phantom user called a model in each."""
    account.model_use.logs["us-east-1"] = InvocationLogs("us-east-1", "example-logs")
    for region in ("us-east-1", "eu-west-1"):
        when, asked = days_ago(1), {"modelId": SONNET}
        account.record_event("Converse", region=region, when=when, actor=IamUser(ATTACKED), requestParameters=asked)
    stamp = f"{days_ago(1):%Y-%m-%dT%H:%M:%SZ}"
    account.model_use.logs["us-east-1"].records.append({**log_record(), "timestamp": stamp})
    return account


def costs() -> set[str]:
    account = with_model_use(attacked_account())
    session, cancelled = session_in(account), threading.Event()
    target = parse_target(ATTACKED, NOW)
    events = timeline(session, target, TimelineOptions(), cancelled, lambda: NOW, SHORT_PATIENCE)
    list(cost(events, cancelled, session=session))
    return made(account)


def athena_costs() -> set[str]:
    account = with_model_use(with_logs())
    session, cancelled = session_in(account), threading.Event()
    events = athena_timeline(session, parse_target(ATTACKED, NOW), WEEK, cancelled, lambda: NOW, SHORT_PATIENCE)
    list(cost(events, cancelled, session=session))
    return made(account) | athena_timelines()


def reports() -> set[str]:
    attacked, orphaned = attacked_account(), attacked_account()
    for account in (attacked, orphaned):
        account.attach_policy(ATTACKED, "AmazonBedrockLimitedAccess")
        account.put_inline_policy(ATTACKED, "own", "{}")
        put_into_a_group(account, ATTACKED)
        _report(account)
        # Of an orphan the other ways to sign in decide something.
        orphan = orphaned.users[ATTACKED]
        orphan.credentials, orphan.password = [], None
        for key in orphan.access_keys:
            key.status = "Inactive"
    return made(attacked, orphaned)


def _report(account: SimulatedAccount) -> None:
    list(
        report(
            session_in(account),
            parse_target(ATTACKED, NOW),
            TimelineOptions(),
            threading.Event(),
            lambda: NOW,
            SHORT_PATIENCE,
        )
    )


def cleaned_up() -> set[str]:
    whole, broken = at(orphaned_account(full=True)), at(orphaned_account(full=True))
    broken.account.faults.deny("iam:DeleteUser")
    for ana in (whole, broken):
        ana.do(CLEAN_UP)
    return made(whole.account, broken.account) | scans()


def ratings() -> set[str]:
    account = attacked_account()
    account.attach_policy(ATTACKED, "AmazonBedrockLimitedAccess")
    account.put_inline_policy(ATTACKED, "own", "{}")
    put_into_a_group(account, ATTACKED)
    rate_named_user(session_in(account), ATTACKED, threading.Event())
    return made(account)


def statuses() -> set[str]:
    account = organized()
    assert account.organization
    account.organization.add_policy("own", "{}")
    organization(session_in(account), threading.Event())
    return made(account)


def planned() -> set[str]:
    account = organized()
    list(hunt(session_in(account), TimelineOptions(), threading.Event(), lambda: NOW, only_use=True))
    return made(account) | statuses()


def applied() -> set[str]:
    ana = at(organized())
    assert ana.account.organization
    ana.account.organization.add_policy("bks-5-block-phantom-user-creation", "{}")
    for name in ("1-block-all-keys", "5-block-phantom-user-creation"):
        ana.do(PolicyRequest(name, "root"))
    return made(ana.account)


def taken_off() -> set[str]:
    ana = at(organized())
    assert ana.account.organization
    ana.account.organization.add_policy("bks-own", find_policy("1").minified, ana.account.organization.root)
    ana.do(PolicyRequest("1-block-all-keys", "root", remove=True))
    return made(ana.account)


def undone() -> set[str]:
    ana, tagged = at(orphaned_account(full=True)), at(orphaned_account())
    # More tags than IAM takes at once.
    tagged.account.users[PHANTOM].tags = {f"t{n}": "v" for n in range(60)}
    ana.account.organization = SimulatedOrganization(ana.account.account_id)
    operations = [ana.do(CLEAN_UP), ana.do(PolicyRequest("1-block-all-keys", "root"))]
    ana.account.organization.add_policy("bks-5-block-phantom-user-creation", '{"a":1}')
    operations.append(ana.do(PolicyRequest("5-block-phantom-user-creation", "root")))
    taken_off = ana.do(PolicyRequest("5-block-phantom-user-creation", "root", remove=True))
    deleted = tagged.do(CLEAN_UP)
    for account in (ana.account, tagged.account):
        account.calls.clear()
    for operation in (taken_off, *reversed(operations)):
        ana.undo(operation)
    tagged.undo(deleted)
    return made(ana.account, tagged.account) | released() | undone_setup()


def sent_findings() -> set[str]:
    ana = at(with_hub(leaked_account()))
    ana.do(stored_scan(ana.account))
    return made(ana.account) | scans()


def diagnoses() -> set[str]:
    account = attacked_account()
    choice = SessionChoice()
    diagnose_account(choice, threading.Event(), lambda _choice: session_in(account))
    return made(account)


COMMANDS: dict[str, Callable[[], set[str]]] = {
    "scan": scans,
    "timeline": timelines,
    "timeline --findings": findings,
    "report --findings": lambda: findings() | reports() | costs(),
    "evidence --findings": lambda: findings() | reports() | costs() | evidence_calls(),
    "hunt": hunts,
    "report": lambda: reports() | costs(),
    "cost": costs,
    "cost --athena": athena_costs,
    "evidence": lambda: reports() | costs() | evidence_calls(),
    "revoke-key --contain": lambda: contained(delete=False),
    "revoke-key": lambda: contained(delete=True),
    "release": released,
    "cleanup": cleaned_up,
    "journal undo": undone,
    "scan --security-hub": sent_findings,
    "scan --org": scans_of_members,
    "policy rate": ratings,
    "scp status": statuses,
    "scp plan": planned,
    "scp apply": applied,
    "scp remove": taken_off,
    "timeline --athena": athena_timelines,
    "report --athena": lambda: athena_reports() | athena_costs(),
    "evidence --athena": lambda: athena_reports() | athena_costs() | evidence_calls(),
    "hunt --athena": athena_hunts,
    "athena status": athena_statuses,
    "athena setup": athena_setups,
    "athena remove": athena_removals,
    "doctor": diagnoses,
}


@pytest.mark.parametrize("command", PERMISSIONS)
def test_every_call_of_a_command_is_in_its_permissions_and_no_other(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    # What Athena does in the name of the caller is no call of bks.
    of_athena = {*THROUGH_ATHENA} & {*PERMISSIONS[command]}
    assert sorted(COMMANDS[command]() | of_athena) == sorted(set(PERMISSIONS[command]))


@pytest.mark.parametrize("action", sorted({action for actions in PERMISSIONS.values() for action in actions}))
def test_every_permission_is_an_operation_of_aws(action: str) -> None:
    operations = {permission: operation for operation, permission in NAMED_OTHERWISE.items()}
    service, _, name = operations.get(action, action).partition(":")
    assert name in service_model(service).operation_names


def test_the_policy_of_two_commands_holds_the_permissions_of_both() -> None:
    (statement,) = json.loads(permission_policy(["scan", "scp status"]))["Statement"]
    assert set(statement["Action"]) == {*PERMISSIONS["scan"], *PERMISSIONS["scp status"]}


def test_a_command_that_is_none_is_refused() -> None:
    with pytest.raises(UsageError, match="is named frobnicate"):
        permission_policy(["frobnicate"])
