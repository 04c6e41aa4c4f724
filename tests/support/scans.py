"""Scans of simulated accounts, and an account with a user of every sort that a scan tells apart."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator, Mapping
from datetime import datetime, timedelta, timezone
from functools import partial
from typing import Any, TypeAlias

import botocore.session

from bks_tui.aws.retries import RetryBudget
from bks_tui.aws.session import AwsSession, open_session
from bks_tui.core.account.account import SessionChoice
from bks_tui.core.scan.assessment import Status
from bks_tui.core.scan.findings import Finding, ScanOptions, ScanResult, ScanUpdate
from bks_tui.demo.state.account import SimulatedAccount
from bks_tui.demo.wire.intercept import plug
from bks_tui.operations.scan.scan import scan

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=timezone.utc)
# Long enough to outlast any throttling that ends, and over at once where it does not.
SHORT_PATIENCE = RetryBudget(total=0.01, first=0.001, longest=0.001)

Mangle: TypeAlias = Callable[[dict[str, Any]], object]


def session_to(account: SimulatedAccount, mangled: Mapping[str, Mangle] | None = None) -> AwsSession:
    """A session whose clients talk to `account`; the answers to `mangled` operations are changed on the way."""

    def prepare(session: botocore.session.Session) -> None:
        plug(account)(session)
        for operation, mangle in (mangled or {}).items():
            session.register(f"after-call.iam.{operation}", partial(_mangle, mangle))

    return open_session(SessionChoice(region="us-east-1"), prepare)


def _mangle(mangle: Mangle, **event: Any) -> None:
    mangle(event["parsed"])


def updates(
    account: SimulatedAccount,
    options: ScanOptions | None = None,
    cancelled: threading.Event | None = None,
    patience: RetryBudget = SHORT_PATIENCE,
    mangled: Mapping[str, Mangle] | None = None,
) -> Generator[ScanUpdate, None, None]:
    """All that a scan of `account` yields."""
    return scan(
        session_to(account, mangled), options or ScanOptions(), cancelled or threading.Event(), lambda: NOW, patience
    )


def result(
    account: SimulatedAccount, options: ScanOptions | None = None, mangled: Mapping[str, Mangle] | None = None
) -> ScanResult:
    """How a scan of `account` ends."""
    last = list(updates(account, options, mangled=mangled))[-1]
    assert isinstance(last, ScanResult)
    return last


def finding(scanned: ScanResult, name: str) -> Finding:
    """What a scan found about one user."""
    return next(found for found in scanned.findings if found.user.name == name)


def statuses(scanned: ScanResult) -> dict[str, Status]:
    """The status of every user that was found."""
    return {found.user.name: found.assessment.status for found in scanned.findings}


def simulated_account() -> SimulatedAccount:
    """An empty account."""
    return SimulatedAccount(now=NOW - timedelta(days=40), alias="example")


def many(users: int, phantoms: int) -> SimulatedAccount:
    """An account of users named in order, the first of them phantoms with a key."""
    account = simulated_account()
    for number in range(phantoms):
        account.add_user(f"BedrockAPIKey-{number:05}")
        account.add_api_key(f"BedrockAPIKey-{number:05}")
    for number in range(users - phantoms):
        account.add_user(f"user-{number:05}")
    return account


def varied_account() -> SimulatedAccount:
    """An account with a user of every sort."""
    account = simulated_account()
    for name, equip in _SORTS.items():
        account.add_user(name, tags={"sort": name})
        equip(account, name)
    account.rename_user("BedrockAPIKey-rena", "innocent")
    return account


def _expired(account: SimulatedAccount, name: str) -> None:
    account.add_api_key(name, expires=NOW - timedelta(days=1))


def _attacked(account: SimulatedAccount, name: str) -> None:
    account.add_api_key(name)
    account.add_access_key(name, last_used=(NOW - timedelta(days=1), "eu-west-1", "bedrock"))
    account.add_access_key(name, status="Inactive")


def _opened(account: SimulatedAccount, name: str) -> None:
    account.add_api_key(name, status="Inactive")
    account.set_password(name)
    account.add_mfa_device(name)


def _laden(account: SimulatedAccount, name: str) -> None:
    account.add_api_key(name)
    account.add_api_key(name, "logs.amazonaws.com")
    account.attach_policy(name, "AmazonBedrockLimitedAccess")
    account.attach_policy(name, "AWSCompromisedKeyQuarantineV3")
    account.put_inline_policy(name, "own", '{"Version": "2012-10-17", "Statement": []}')
    account.add_to_group(name, "builders")
    account.add_mfa_device(name)


def _bounded(account: SimulatedAccount, name: str) -> None:
    account.users[name].permissions_boundary = account.arn("policy/boundary")
    account.add_api_key(name, "aws-external-anthropic.amazonaws.com")


def _committer(account: SimulatedAccount, name: str) -> None:
    account.add_service_credential(name, "codecommit.amazonaws.com")


def _nothing(account: SimulatedAccount, name: str) -> None:
    """Leave the user as the console made it."""


def _keyed(account: SimulatedAccount, name: str) -> None:
    account.add_api_key(name)


def _owner(account: SimulatedAccount, name: str) -> None:
    account.add_api_key(name)
    account.set_password(name)
    account.add_mfa_device(name, virtual=False)
    account.add_access_key(name)


_SORTS: dict[str, Callable[[SimulatedAccount, str], None]] = {
    "BedrockAPIKey-keyd": _keyed,
    "BedrockAPIKey-none": _nothing,
    "BedrockAPIKey-expi": _expired,
    "BedrockAPIKey-atta": _attacked,
    "BedrockAPIKey-open": _opened,
    "BedrockAPIKey-lade": _laden,
    "BedrockAPIKey-rena": _keyed,
    "AeaApiKey-boun": _bounded,
    "ana": _owner,
    "ben": _keyed,
    "chris": _committer,
    "dana": _nothing,
}
FOUND = {*_SORTS, "innocent"} - {"BedrockAPIKey-rena", "chris", "dana"}
