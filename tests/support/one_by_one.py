"""The slow way to look at an account, which a scan is held against.

Plain boto3, by default one call after another: list the users, then four calls for each phantom. Shares
nothing with the scan, the judgement included.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import TYPE_CHECKING

from bks_tui.core.scan.assessment import Status

if TYPE_CHECKING:
    from mypy_boto3_iam import IAMClient

_PHANTOM_PREFIXES = ("BedrockAPIKey-", "AeaApiKey-")


def statuses_one_by_one(iam: IAMClient, now: datetime, at_once: int = 1) -> dict[str, Status]:
    """The status of every user that is named like a phantom, so many at once."""
    pages = iam.get_paginator("list_users").paginate(PaginationConfig={"PageSize": 1_000})
    names = [user["UserName"] for page in pages for user in page["Users"]]
    phantoms = [name for name in names if name.startswith(_PHANTOM_PREFIXES)]
    with ThreadPoolExecutor(at_once) as pool:
        return dict(zip(phantoms, pool.map(lambda name: _status(iam, name, now), phantoms), strict=True))


def _status(iam: IAMClient, name: str, now: datetime) -> Status:
    api_keys = iam.list_service_specific_credentials(UserName=name)["ServiceSpecificCredentials"]
    access_keys = iam.list_access_keys(UserName=name)["AccessKeyMetadata"]
    iam.list_attached_user_policies(UserName=name)
    if any(key["Status"] == "Active" for key in access_keys) or _has_password(iam, name):
        return Status.AT_RISK
    if any(key["Status"] == "Active" and key.get("ExpirationDate", now) >= now for key in api_keys):
        return Status.ACTIVE
    return Status.ORPHANED


def _has_password(iam: IAMClient, name: str) -> bool:
    try:
        iam.get_login_profile(UserName=name)
    except iam.exceptions.NoSuchEntityException:
        return False
    return True
