"""Real boto3 clients above a simulated account."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import TYPE_CHECKING

import boto3
import botocore.session

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
