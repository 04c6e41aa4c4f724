"""The accounts of an organization, with their states and where they are in the tree."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial

from bks_tui.aws.api import Answer, Api
from bks_tui.aws.pool import DaemonPool
from bks_tui.core.account.member import MemberAccount
from bks_tui.core.errors import AwsError

# Few enough for the rates of AWS Organizations, which are low.
_AT_ONCE = 8


@dataclass(frozen=True, slots=True)
class OrganizationAccounts:
    """Every account of an organization. `gaps` are the OUs whose names could not be read: their ids stand for them."""

    accounts: tuple[MemberAccount, ...]
    gaps: tuple[str, ...]


def list_accounts(api: Api) -> OrganizationAccounts:
    """Every account. Raises AwsError where they cannot be listed: denied, or no organization.

    ListAccounts itself says where each account is, so the tree is not walked; only the names of OUs are read,
    one call for each OU that contains an account, some at once.
    """
    accounts = api.all("ListAccounts", "Accounts", _account)
    unit_ids = tuple(dict.fromkeys(unit_id for account in accounts for unit_id in account.unit_ids))
    with DaemonPool[tuple[str, str | AwsError]](_AT_ONCE) as pool:
        for unit_id in unit_ids:
            pool.add(partial(_named, api, unit_id))
        found = dict(pool.items(threading.Event()))
    names = {unit_id: name for unit_id, name in found.items() if isinstance(name, str)}
    # In the order of the accounts: the threads report in any.
    gaps = (f"the name of {each} is unknown: {found[each]}" for each in unit_ids if each not in names)
    return OrganizationAccounts(tuple(_with_path(account, names) for account in accounts), tuple(gaps))


def account_ids(api: Api) -> tuple[str, ...]:
    """The ids of every account, sorted. Raises AwsError."""
    return tuple(sorted(api.all("ListAccounts", "Accounts", lambda item: str(item["Id"]))))


def _account(item: Answer) -> MemberAccount:
    # "Status" is the older field, which AWS is removing.
    state = str(item.get("State") or item["Status"])
    path = next(iter(item.get("Paths") or ()), "")
    units = tuple(part for part in path.split("/") if part.startswith(("r-", "ou-")))
    return MemberAccount(str(item["Id"]), str(item.get("Name") or ""), unit_ids=units, state=state)


def _named(api: Api, unit_id: str) -> Iterator[tuple[str, str | AwsError]]:
    try:
        yield unit_id, _name_of(api, unit_id)
    except AwsError as error:
        yield unit_id, error


def _name_of(api: Api, unit_id: str) -> str:
    if unit_id.startswith("r-"):
        return next((name for found, name in api.all("ListRoots", "Roots", _id_and_name) if found == unit_id), unit_id)
    return api.get(
        "DescribeOrganizationalUnit",
        lambda answer: str(answer["OrganizationalUnit"]["Name"]),
        OrganizationalUnitId=unit_id,
    )


def _id_and_name(item: Answer) -> tuple[str, str]:
    return str(item["Id"]), str(item.get("Name") or item["Id"])


def _with_path(account: MemberAccount, names: dict[str, str]) -> MemberAccount:
    return replace(account, ou_path="/".join(names.get(unit_id, unit_id) for unit_id in account.unit_ids))
