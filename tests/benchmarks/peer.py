"""What another tool calls to scan an organization, in plain boto3: facts about its calls, and none of its code.

bedrock-keys-security 1.3.1 of BeyondTrust, `bks scan --org`: eight accounts at once, each with a session and three
clients of its own; in each account a list of users, a hundred a page, and four calls one after the other for each
phantom user, ten users at once. It does not read passwords, last uses, MFA devices, SSH keys, certificates, groups or
tags, verifies no session, and exits with 0 where accounts failed.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

import boto3
import botocore.session
from botocore.exceptions import BotoCoreError, ClientError

from bks_tui.core.account.member import DEFAULT_ROLE_NAME
from bks_tui.demo.state.account import SimulatedAccount
from bks_tui.demo.wire.intercept import plug
from tests.support.members import MANAGEMENT

if TYPE_CHECKING:
    from mypy_boto3_iam import IAMClient
    from mypy_boto3_sts import STSClient

Statuses: TypeAlias = dict[str, object]

_PREFIXES = ("BedrockAPIKey-", "AeaApiKey-")
_ACCOUNTS_AT_ONCE = 8
_USERS_AT_ONCE = 10


def session(account: SimulatedAccount, access_key_id: str | None = None) -> boto3.Session:
    """A session of its own, as the peer opens one for each account."""
    beneath = botocore.session.Session()
    plug(account)(beneath)
    return boto3.Session(
        botocore_session=beneath,
        region_name="us-east-1",
        aws_access_key_id=access_key_id,
        aws_secret_access_key=access_key_id and "invented",
        aws_session_token=access_key_id and "invented",
    )


def scan_organization(management: SimulatedAccount) -> tuple[dict[str, Statuses | None], int]:
    """The statuses in each account but the management account, None for one that failed; and the exit code."""
    source = session(management)
    sts, organizations = source.client("sts"), source.client("organizations")
    source.client("iam"), source.client("cloudtrail")
    sts.get_caller_identity()
    pages = organizations.get_paginator("list_accounts").paginate()
    found = [account["Id"] for page in pages for account in page["Accounts"] if account["State"] == "ACTIVE"]
    members = [account_id for account_id in found if account_id != MANAGEMENT]
    with ThreadPoolExecutor(_ACCOUNTS_AT_ONCE) as pool:
        statuses = pool.map(partial(_account, management, sts), members)
        return dict(zip(members, statuses, strict=True)), 0


def _account(management: SimulatedAccount, sts: STSClient, account_id: str) -> Statuses | None:
    role = f"arn:aws:iam::{account_id}:role/{DEFAULT_ROLE_NAME}"
    try:
        assumed = sts.assume_role(RoleArn=role, RoleSessionName="peer", DurationSeconds=900)["Credentials"]
        own = session(management, assumed["AccessKeyId"])
        iam, _, _ = own.client("iam"), own.client("sts"), own.client("cloudtrail")
        return scan_account(iam)
    except (ClientError, BotoCoreError):
        return None


def scan_account(iam: IAMClient) -> Statuses:
    """The statuses in one account."""
    users = [user for page in iam.get_paginator("list_users").paginate() for user in page["Users"]]
    names = [user["UserName"] for user in users if user["UserName"].startswith(_PREFIXES)]
    with ThreadPoolExecutor(_USERS_AT_ONCE) as pool:
        return dict(zip(names, pool.map(partial(_status, iam), names), strict=True))


def _status(iam: IAMClient, name: str) -> str:
    api_keys = iam.list_service_specific_credentials(UserName=name)["ServiceSpecificCredentials"]
    access_keys = iam.list_access_keys(UserName=name)["AccessKeyMetadata"]
    iam.list_attached_user_policies(UserName=name)
    iam.list_user_policies(UserName=name)
    if any(key["Status"] == "Active" for key in access_keys):
        return "AT RISK"
    return "ACTIVE" if any(key["Status"] == "Active" for key in api_keys) else "ORPHANED"
