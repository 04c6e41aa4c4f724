"""Real boto3 clients above a simulated account."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any, NamedTuple

import boto3
import botocore.session
import pytest
from botocore.exceptions import ClientError

from bks_tui.demo.state.account import SimulatedAccount
from bks_tui.demo.wire.intercept import plug

if TYPE_CHECKING:
    from mypy_boto3_iam import IAMClient

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=timezone.utc)
PHANTOM = "BedrockAPIKey-ab12"


def simulated_account() -> SimulatedAccount:
    """An account with one phantom, which has nothing yet."""
    account = SimulatedAccount(now=NOW)
    account.add_user(PHANTOM)
    return account


def session(account: SimulatedAccount) -> boto3.Session:
    """A session whose clients talk to `account`."""
    beneath = botocore.session.Session()
    plug(account)(beneath)
    return boto3.Session(botocore_session=beneath, region_name="us-east-1")


def iam(account: SimulatedAccount) -> IAMClient:
    """An IAM client that talks to `account`."""
    return session(account).client("iam")


def cloudtrail(account: SimulatedAccount, region: str = "us-east-1") -> Any:
    """A CloudTrail client that talks to `account`."""
    return session(account).client("cloudtrail", region_name=region)


class Refusal(NamedTuple):
    """The error that AWS returns."""

    code: str
    message: str
    status: int


def refusal(call: Callable[[], object]) -> Refusal:
    """The error that a call ends in."""
    with pytest.raises(ClientError) as refused:
        call()
    answer = refused.value.response
    return Refusal(answer["Error"]["Code"], answer["Error"]["Message"], answer["ResponseMetadata"]["HTTPStatusCode"])
