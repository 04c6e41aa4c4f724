"""Every account of an organization is listed, with its state and the names of what is above it, or it is an error."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, TypeAlias

import pytest

from bks_tui.aws.api import Api
from bks_tui.aws.organizations.accounts import list_accounts
from bks_tui.core.errors import AwsError, DeniedError, ServiceError
from bks_tui.demo.state.account import SimulatedAccount
from tests.support.organizations import MANAGEMENT, managing_account, unit
from tests.support.scans import NOW, session_to

Mangle: TypeAlias = Callable[[dict[str, Any]], object]


def api(account: SimulatedAccount, mangle: Mangle | None = None) -> Api:
    """Organizations of an account; the answers to ListAccounts are changed on the way."""
    organizations = session_to(account).api("organizations")

    def change(parsed: dict[str, Any], **_: Any) -> None:
        if mangle:
            mangle(parsed)

    organizations.client.meta.events.register("after-call.organizations.ListAccounts", change)
    return organizations


def test_every_account_has_the_names_of_the_units_above_it() -> None:
    found = list_accounts(api(managing_account()))
    assert {account.account_id: account.ou_path for account in found.accounts} == {
        MANAGEMENT: "Root",
        "2" * 12: "Root/workloads",
        "3" * 12: "Root/workloads/sandbox",
        "4" * 12: "Root/workloads/sandbox/teams",
    }


def test_the_tree_is_not_walked() -> None:
    account = managing_account()
    list_accounts(api(account))
    assert {call.operation for call in account.calls} == {
        "organizations:ListAccounts",
        "organizations:ListRoots",
        "organizations:DescribeOrganizationalUnit",
    }


def test_a_delegated_administrator_lists_them_too() -> None:
    account = managing_account()
    administrator = SimulatedAccount("2" * 12, now=NOW)
    administrator.organization = account.organization
    with pytest.raises(DeniedError):
        list_accounts(api(administrator))
    assert administrator.organization
    administrator.organization.delegated_administrators.add("2" * 12)
    assert len(list_accounts(api(administrator)).accounts) == 4


@pytest.mark.parametrize("size", [0, 1])
def test_an_empty_page_is_not_the_last_one(size: int) -> None:
    account = managing_account()
    account.faults.truncate_pages(size, "organizations:ListAccounts", calls=3)
    assert len(list_accounts(api(account)).accounts) == 4


@pytest.mark.parametrize(("fields", "state"), [({"State": "SUSPENDED"}, "SUSPENDED"), ({"Status": "SUSPENDED"}, None)])
def test_the_newer_field_of_the_state_is_read_first(fields: dict[str, str], state: str | None) -> None:
    def mangle(answer: dict[str, Any]) -> None:
        answer["Accounts"][0].update(fields)

    (first, *_) = list_accounts(api(managing_account(), mangle)).accounts
    assert first.state == (state or "ACTIVE")


def test_an_answer_of_an_older_endpoint_has_the_older_field_only() -> None:
    def mangle(answer: dict[str, Any]) -> None:
        for item in answer["Accounts"]:
            item["Status"] = item.pop("State")

    assert {account.state for account in list_accounts(api(managing_account(), mangle)).accounts} == {"ACTIVE"}


@pytest.mark.parametrize(
    "mangle",
    [
        lambda answer: answer.pop("Accounts"),
        lambda answer: answer["Accounts"][0].pop("Id"),
        lambda answer: answer["Accounts"][0].pop("State"),
    ],
)
def test_an_answer_that_lacks_something_is_an_error(mangle: Mangle) -> None:
    with pytest.raises(ServiceError, match="organizations:ListAccounts lacks"):
        list_accounts(api(managing_account(), mangle))


def test_a_unit_whose_name_cannot_be_read_is_called_by_its_id_and_is_a_gap() -> None:
    account = managing_account()
    account.faults.deny("organizations:DescribeOrganizationalUnit")
    found = list_accounts(api(account))
    workloads = unit(account, "workloads").target_id
    assert {each.ou_path for each in found.accounts} >= {"Root", f"Root/{workloads}"}
    units = [unit(account, name).target_id for name in ("workloads", "sandbox", "teams")]
    assert [gap.partition(" is unknown")[0] for gap in found.gaps] == [f"the name of {each}" for each in units]


def test_the_names_of_the_units_are_read_at_once() -> None:
    organizations, together = api(managing_account()), threading.Barrier(3)

    def meet(**_: Any) -> None:
        together.wait(30)

    organizations.client.meta.events.register("before-call.organizations.DescribeOrganizationalUnit", meet)
    assert list_accounts(organizations).gaps == ()


def test_an_account_that_is_in_no_organization_is_an_error() -> None:
    with pytest.raises(AwsError, match="organizations:ListAccounts"):
        list_accounts(api(SimulatedAccount(now=NOW)))
