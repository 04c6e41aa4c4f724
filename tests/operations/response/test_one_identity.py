"""One operation, one identity: nothing is written in another account than the one that was shown."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import pytest

from bks_tui.aws.session import AwsSession, open_session
from bks_tui.core.account.account import SessionChoice
from bks_tui.core.errors import CallerChangedError, UsageError
from bks_tui.core.response.operation import Operation, Outcome
from bks_tui.core.response.plan import Plan
from bks_tui.core.response.requests import CleanUpRequest, DenyRequest, PolicyRequest, Request, RevokeRequest
from bks_tui.demo.state.account import SimulatedAccount
from bks_tui.operations.context import ResponseContext
from bks_tui.operations.response.execute import execute_plan
from bks_tui.operations.response.plan import plan_response
from bks_tui.operations.response.resolve_target import RevokeOptions, resolve_request
from bks_tui.storage.journal import Journal
from tests.support.credentials import Process
from tests.support.endpoint import endpoint
from tests.support.organizations import managing_account, unit
from tests.support.responding import EVERY_HOLD, leaked_account, orphaned_account, writes
from tests.support.scans import NOW, SHORT_PATIENCE
from tests.support.simulated import PHANTOM

FIRST, SECOND = "ASIAOFTHEFIRST000001", "ASIAOFTHESECOND00001"


def with_role() -> SimulatedAccount:
    account = leaked_account()
    account.add_role("Builder")
    return account


CONTAIN = RevokeRequest(PHANTOM, delete_keys=False)
CLEAN_UP = CleanUpRequest(PHANTOM, include_held=EVERY_HOLD)
DENY = DenyRequest("arn:aws:iam::111122223333:role/Builder")
DENY_USER = DenyRequest(f"arn:aws:iam::111122223333:user/{PHANTOM}")
PREVENT = PolicyRequest("1-block-all-keys", unit(managing_account(), "sandbox").target_id)


@dataclass
class Switching:
    """A session in one account whose credentials can become those of another, which holds the same things."""

    first: SimulatedAccount
    second: SimulatedAccount
    process: Process
    session: AwsSession
    journal: Journal

    def context(self) -> ResponseContext:
        return ResponseContext(self.session, self.journal, now=lambda: NOW, budget=SHORT_PATIENCE)

    def propose(self, request: Request) -> Plan:
        return plan_response(self.context(), request)

    def carry_out(self, plan: Plan) -> Operation:
        *_, ended = execute_plan(self.context(), plan, read_only=False)
        assert isinstance(ended, Operation)
        return ended


Between: TypeAlias = Callable[[Callable[[], SimulatedAccount]], Switching]


@pytest.fixture
def between(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Between]:
    """Open such a session between two accounts that are made alike."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    process = Process(tmp_path / "printed.json")
    process.gives(FIRST)
    (tmp_path / "config").write_text(process.configuration)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", os.devnull)
    servers = []

    def open_between(make: Callable[[], SimulatedAccount]) -> Switching:
        first, second = make(), make()
        second.account_id = "444455556666"
        server = endpoint(first, {SECOND: second})
        monkeypatch.setenv("AWS_ENDPOINT_URL", server.__enter__())
        servers.append(server)
        return Switching(first, second, process, open_session(SessionChoice()), Journal(tmp_path / "journal"))

    yield open_between
    for server in servers:
        server.__exit__(None, None, None)


# What is asked for, in which account, and after which calls while it is carried out the credentials switch.
CASES = [
    (CONTAIN, leaked_account, ("iam:GetUser", "iam:UpdateServiceSpecificCredential")),
    (CLEAN_UP, lambda: orphaned_account(full=True), ("iam:RemoveUserFromGroup", "iam:DeleteAccessKey")),
    (DENY, with_role, ("sts:GetCallerIdentity", "iam:ListRolePolicies")),
    (DENY_USER, with_role, ("iam:GetUser",)),
    (PREVENT, managing_account, ("organizations:ListPolicies", "organizations:CreatePolicy")),
]


def reported_by(carry_out: Callable[[], Operation]) -> str:
    """What is reported of an operation that is not done."""
    try:
        ended = carry_out()
    except CallerChangedError as refused:
        return str(refused)
    assert ended.outcome is not Outcome.DONE
    return " ".join([ended.reason, *(taken.error for taken in ended.steps)])


@pytest.mark.parametrize(
    ("request_", "make", "call"), [(what, make, call) for what, make, calls in CASES for call in calls]
)
def test_nothing_is_written_in_another_account_than_the_one_shown(
    between: Between, request_: Request, make: Callable[[], SimulatedAccount], call: str
) -> None:
    ana = between(make)
    plan = ana.propose(request_)
    ana.first.faults.after(call, lambda: ana.process.gives(SECOND))
    assert "444455556666" in reported_by(lambda: ana.carry_out(plan))
    assert {call.operation for call in ana.second.calls} <= {"sts:GetCallerIdentity"}
    assert plan.account.account_id == "111122223333"


def test_the_plan_is_of_the_account_that_the_session_was_shown_as(between: Between) -> None:
    ana = between(leaked_account)
    assert ana.session.identify().account_id == "111122223333"
    ana.process.gives(SECOND)
    with pytest.raises(CallerChangedError):
        ana.propose(CONTAIN)
    assert not writes(ana.second)


@pytest.mark.parametrize(
    ("text", "options", "named"),
    [
        (f"arn:aws:iam::999988887777:user/{PHANTOM}", RevokeOptions(), "belongs to account 999988887777"),
        (f"arn:aws-cn:iam::111122223333:user/{PHANTOM}", RevokeOptions(), "belongs to the partition aws-cn"),
        ("arn:aws-cn:iam::111122223333:role/Builder", RevokeOptions(), "belongs to the partition aws-cn"),
        ("arn:aws:sts::999988887777:assumed-role/Builder/x", RevokeOptions(), "belongs to account 999988887777"),
        (PHANTOM, RevokeOptions(principal_arn="arn:aws:iam::999988887777:role/Builder"), "account 999988887777"),
        (PHANTOM, RevokeOptions(principal_arn="arn:aws-cn:iam::111122223333:role/Builder"), "partition aws-cn"),
    ],
)
def test_an_arn_of_another_account_or_partition_is_refused(
    between: Between, text: str, options: RevokeOptions, named: str
) -> None:
    ana = between(with_role)
    with pytest.raises(UsageError, match=named):
        resolve_request(ana.context(), text, options)


def test_a_request_that_names_another_account_is_refused(between: Between) -> None:
    ana = between(with_role)
    with pytest.raises(UsageError, match="belongs to account 999988887777"):
        ana.propose(DenyRequest("arn:aws:iam::999988887777:role/Builder"))
