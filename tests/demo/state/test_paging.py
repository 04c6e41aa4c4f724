"""Lists come in pages that together hold everything, once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bks_tui.demo.state.paging import page, position
from tests.support.simulated import PHANTOM, iam, simulated_account

if TYPE_CHECKING:
    from mypy_boto3_iam import IAMClient


def by_hand(client: IAMClient, **parameters: Any) -> Iterator[list[str]]:
    """The pages of ListServiceSpecificCredentials, for which botocore has no paginator."""
    while True:
        answer = client.list_service_specific_credentials(AllUsers=True, **parameters)
        yield [credential["ServiceSpecificCredentialId"] for credential in answer["ServiceSpecificCredentials"]]
        if not answer["IsTruncated"]:
            return
        parameters["Marker"] = answer["Marker"]


@given(items=st.lists(st.text(max_size=3), unique=True), sizes=st.lists(st.integers(1, 5), min_size=1))
def test_pages_of_any_size_hold_every_item_once(items: list[str], sizes: list[int]) -> None:
    found: list[str] = []
    after = None
    for number in range(len(items) + 1):
        given_now, after = page(items, (), after, sizes[number % len(sizes)])
        found += given_now
        if after is None:
            break
    assert found == sorted(items)


def test_the_last_page_has_no_next_even_when_it_is_full() -> None:
    assert page(["a", "b"], (), None, 2) == (["a", "b"], None)


def test_items_are_placed_by_their_members() -> None:
    assert position({"UserName": "ana", "Id": 7}, ("UserName", "Id")) == ("ana", "7")


@pytest.mark.parametrize(("parameters", "expected"), [({}, 100), ({"MaxItems": 1000}, 250), ({"MaxItems": 7}, 7)])
def test_a_page_holds_a_hundred_items_unless_asked_otherwise(parameters: dict[str, Any], expected: int) -> None:
    account = simulated_account()
    for number in range(249):
        account.add_user(f"user-{number}")
    assert len(iam(account).list_users(**parameters)["Users"]) == expected


def test_a_list_without_a_paginator_is_followed_by_its_marker() -> None:
    account = simulated_account()
    made = {account.add_api_key(PHANTOM).credential_id for _ in range(5)}
    pages = list(by_hand(iam(account), MaxItems=2))
    assert [len(page) for page in pages] == [2, 2, 1]
    assert {credential_id for page in pages for credential_id in page} == made


def test_a_page_may_be_truncated_early() -> None:
    account = simulated_account()
    for _ in range(5):
        account.add_api_key(PHANTOM)
    account.faults.truncate_pages(2, "iam:ListServiceSpecificCredentials")
    assert [len(page) for page in by_hand(iam(account), MaxItems=1000)] == [2, 2, 1]


def test_an_empty_page_continues_where_it_started() -> None:
    account = simulated_account()
    for _ in range(4):
        account.add_api_key(PHANTOM)
    operation = "iam:ListServiceSpecificCredentials"
    account.faults.after(operation, lambda: account.faults.truncate_pages(0, operation, calls=1))
    assert [len(page) for page in by_hand(iam(account), MaxItems=2)] == [2, 0, 2]


def test_a_list_may_start_with_an_empty_page() -> None:
    account = simulated_account()
    account.faults.truncate_pages(0, "iam:ListUsers", calls=1)
    pages = iam(account).get_paginator("list_users").paginate()
    assert [len(page["Users"]) for page in pages] == [0, 1]


def test_a_user_deleted_between_two_pages_hides_no_other() -> None:
    account = simulated_account()
    for name in ("a", "b", "c", "d"):
        account.add_user(name)
    account.faults.before("iam:ListUsers", lambda: account.delete_user("b"), call=2)
    pages = iam(account).get_paginator("list_users").paginate(PaginationConfig={"PageSize": 3})
    assert {user["UserName"] for page in pages for user in page["Users"]} >= {"a", "c", "d", PHANTOM}
