"""Simulated accounts that something is done to, and all that comes of it."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, TypeAlias

from botocore.exceptions import ReadTimeoutError

from bks_tui.aws.session import AwsSession
from bks_tui.core.response.operation import Operation
from bks_tui.core.response.plan import Plan
from bks_tui.core.response.requests import CleanUpRequest, Request, RevokeRequest
from bks_tui.core.scan.holds import HoldKind
from bks_tui.demo.state.account import SimulatedAccount
from bks_tui.demo.state.objects import StoredUser
from bks_tui.operations.clock import Clocks, both_clocks
from bks_tui.operations.context import ResponseContext
from bks_tui.operations.response.current_state import read_state
from bks_tui.operations.response.execute import RespondUpdate, execute_plan
from bks_tui.operations.response.plan import plan_response
from bks_tui.operations.response.resume import resume_operation, undo_operation
from bks_tui.storage.journal import Journal
from tests.support.organizations import MANAGEMENT
from tests.support.scans import NOW, SHORT_PATIENCE
from tests.support.simulated import PHANTOM
from tests.support.trails import days_ago, session_in

EVERY_HOLD = tuple(kind.value for kind in HoldKind)
DENY = '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":["bedrock:*"],"Resource":"*"}]}'


@dataclass
class ResponseHarness:
    """A person who responds in an account, with a journal."""

    account: SimulatedAccount
    journal: Journal
    stopped: threading.Event = field(default_factory=threading.Event)
    now: datetime = NOW
    clocks: Clocks = both_clocks

    def session(self) -> AwsSession:
        return session_in(self.account)

    def context(self, cancelled: threading.Event | None = None) -> ResponseContext:
        return ResponseContext(
            self.session(),
            self.journal,
            cancelled or threading.Event(),
            lambda: self.now,
            SHORT_PATIENCE,
            self.clocks,
        )

    def propose(self, request: Request) -> Plan:
        return plan_response(self.context(), request)

    def updates(self, plan: Plan, *, read_only: bool = False) -> Iterable[RespondUpdate]:
        return execute_plan(self.context(self.stopped), plan, read_only=read_only)

    def carry_out(self, plan: Plan) -> Operation:
        *_, ended = self.updates(plan)
        assert isinstance(ended, Operation)
        return ended

    def do(self, request: Request) -> Operation:
        """Propose, confirm without a look, and carry out."""
        return self.carry_out(self.propose(request))

    def propose_resume(self, operation: Operation) -> Plan | Operation:
        """The plan that resumes an operation; or the operation, where nothing is left to do."""
        return resume_operation(self.context(), operation)

    def propose_undo(self, operation: Operation) -> Plan | Operation:
        """The plan that undoes an operation; or the operation, where nothing is left to undo."""
        return undo_operation(self.context(), operation)

    def resume(self, operation: Operation) -> Operation:
        """Resume an operation, to its end."""
        return self._finish(self.propose_resume(operation))

    def undo(self, operation: Operation) -> Operation:
        """Undo an operation, to its end."""
        return self._finish(self.propose_undo(operation))

    def _finish(self, what: Plan | Operation) -> Operation:
        return what if isinstance(what, Operation) else self.carry_out(what)

    def says(self, operation: Operation) -> Mapping[str, str]:
        """What AWS shows of the subject of an operation now, item by item, without faults."""
        plan = operation.plan
        self.account.faults.allow()
        return read_state(self.session().api, plan.account, plan.subject).known


def responder(directory: Path, account: SimulatedAccount) -> ResponseHarness:
    return ResponseHarness(account, Journal(directory / "journal"))


def leaked_account(account_id: str = MANAGEMENT) -> SimulatedAccount:
    """An account of one phantom with two API keys and an access key."""
    account = SimulatedAccount(account_id, now=NOW)
    account.add_user(PHANTOM, created=days_ago(40))
    for _ in range(2):
        account.add_api_key(PHANTOM)
    account.add_access_key(PHANTOM)
    account.attach_policy(PHANTOM, "AmazonBedrockLimitedAccess")
    return account


def orphaned_account(*, full: bool = False) -> SimulatedAccount:
    """An account of one orphaned phantom."""
    account = SimulatedAccount(now=NOW)
    add_orphan(account, full=full)
    return account


def add_orphan(account: SimulatedAccount, *, full: bool) -> None:
    """An orphaned phantom: with its policy only, or with all that a user without a live key can have."""
    account.add_user(
        PHANTOM,
        created=days_ago(400),
        path="/team/" if full else "/",
        tags={f"tag-{n:03}": f"value {n}" for n in range(50)} if full else None,
        permissions_boundary="arn:aws:iam::111122223333:policy/boundary" if full else None,
    )
    account.attach_policy(PHANTOM, "AmazonBedrockLimitedAccess")
    if full:
        _fill(account)


def _fill(account: SimulatedAccount) -> None:
    for service in ("bedrock.amazonaws.com", "logs.amazonaws.com"):
        account.add_api_key(PHANTOM, service, status="Inactive")
    account.add_service_credential(PHANTOM, "codecommit.amazonaws.com", status="Inactive")
    account.add_access_key(PHANTOM, status="Inactive")
    account.add_mfa_device(PHANTOM)
    account.add_mfa_device(PHANTOM, virtual=False)
    account.add_ssh_public_key(PHANTOM)
    account.add_signing_certificate(PHANTOM)
    for number in range(2):
        account.attach_policy(PHANTOM, f"own-{number}", aws_managed=False)
    account.put_inline_policy(PHANTOM, "extra", DENY)
    account.put_inline_policy(PHANTOM, "bks-containment", DENY)
    account.add_to_group(PHANTOM, "developers")


CONTAIN = RevokeRequest(PHANTOM, delete_keys=False)
REVOKE = RevokeRequest(PHANTOM)
CLEAN_UP = CleanUpRequest(PHANTOM, include_held=EVERY_HOLD)


def state_of(account: SimulatedAccount) -> dict[str, Any]:
    """Everything about the phantom that can be compared, as plain data; empty if it is gone."""
    user = account.users.get(PHANTOM)
    return {} if user is None else {**permissions_of(user), **_sign_in_of(account, user)}


def permissions_of(user: StoredUser) -> dict[str, Any]:
    """What of a user comes back when it is recreated."""
    return {
        "path": user.path,
        "tags": dict(user.tags),
        "boundary": user.permissions_boundary,
        "groups": sorted(user.groups),
        "policies": dict(user.policies),
        "inline": {name: json.loads(document) for name, document in user.inline_policies.items()},
    }


def _sign_in_of(account: SimulatedAccount, user: StoredUser) -> dict[str, Any]:
    return {
        "id": user.user_id,
        "credentials": {each.credential_id: each.status for each in user.credentials},
        "access keys": {each.access_key_id: each.status for each in user.access_keys},
        "password": user.password,
        "mfa": [device.serial_number for device in account.mfa_devices if device.user is user],
        "ssh": [key.key_id for key in user.ssh_public_keys],
        "certificates": [key.key_id for key in user.signing_certificates],
    }


def writes(account: SimulatedAccount) -> list[str]:
    """The calls that could have changed something, in order."""
    names = [call.operation.partition(":")[2] for call in account.calls]
    return [name for name in names if not name.startswith(("Get", "List", "Lookup", "Describe", "Simulate"))]


class CrashError(BaseException):
    """The process is gone: nothing of it runs any more."""


def crash() -> None:
    raise CrashError


Fault: TypeAlias = Callable[[SimulatedAccount, str], object]

# None of them ends by itself: botocore's own retries are outlasted.
FAULTS: dict[str, Fault] = {
    "denied": lambda account, operation: account.faults.deny(operation),
    "throttled": lambda account, operation: account.faults.throttle(operation, calls=None),
    "dropped": lambda account, operation: account.faults.drop(operation, calls=None),
    "failed after it was done": lambda account, operation: account.faults.fail(operation, calls=None),
    "answered too late": lambda account, operation: account.faults.lose_reply(
        operation, calls=None, error=ReadTimeoutError
    ),
    "crash before": lambda account, operation: account.faults.before(operation, crash),
    "crash after": lambda account, operation: account.faults.after(operation, crash),
}
