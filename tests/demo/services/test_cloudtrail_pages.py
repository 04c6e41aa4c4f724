"""The pages of LookupEvents: each event once, in any sizes, by tokens that continue one question only."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bks_tui.demo.state.account import SimulatedAccount
from tests.support.simulated import NOW, cloudtrail, refusal, simulated_account


@pytest.fixture
def account() -> SimulatedAccount:
    return simulated_account()


def by_hand(client: Any, **parameters: Any) -> list[list[str]]:
    """The ids of the events on each page."""
    pages = []
    while True:
        answer = client.lookup_events(**parameters)
        pages.append([event["EventId"] for event in answer["Events"]])
        if "NextToken" not in answer:
            return pages
        parameters["NextToken"] = answer["NextToken"]


def record_several(account: SimulatedAccount, number: int) -> None:
    for minute in range(number):
        account.record_event("Converse", when=NOW - timedelta(minutes=minute))


@pytest.mark.parametrize(("parameters", "sizes"), [({}, [50, 50, 20]), ({"MaxResults": 48}, [48, 48, 24])])
def test_a_page_holds_50_events_or_as_many_as_asked_for(
    account: SimulatedAccount, parameters: dict[str, int], sizes: list[int]
) -> None:
    record_several(account, 120)
    assert [len(page) for page in by_hand(cloudtrail(account), **parameters)] == sizes


def test_the_last_page_has_no_token_even_when_it_is_full(account: SimulatedAccount) -> None:
    record_several(account, 50)
    assert "NextToken" not in cloudtrail(account).lookup_events()


def test_botocores_paginator_finds_the_same_as_paging_by_hand(account: SimulatedAccount) -> None:
    record_several(account, 23)
    client = cloudtrail(account)
    pages = client.get_paginator("lookup_events").paginate(PaginationConfig={"PageSize": 5})
    assert [[event["EventId"] for event in page["Events"]] for page in pages] == by_hand(client, MaxResults=5)


def test_events_of_one_second_are_each_given_once(account: SimulatedAccount) -> None:
    recorded = {account.record_event("Converse").event_id for _ in range(7)}
    pages = by_hand(cloudtrail(account), MaxResults=2)
    assert sorted(event_id for page in pages for event_id in page) == sorted(recorded)


def test_an_event_that_comes_between_two_pages_moves_no_other(account: SimulatedAccount) -> None:
    record_several(account, 4)
    operation = "cloudtrail:LookupEvents"
    account.faults.before(operation, lambda: account.record_event("New", when=NOW + timedelta(seconds=5)), call=2)
    pages = by_hand(cloudtrail(account), MaxResults=2)
    assert len({event_id for page in pages for event_id in page}) == 4


def test_a_page_may_be_truncated_early(account: SimulatedAccount) -> None:
    record_several(account, 5)
    account.faults.truncate_pages(2, "cloudtrail:LookupEvents")
    assert [len(page) for page in by_hand(cloudtrail(account))] == [2, 2, 1]


def test_pages_may_be_empty_though_there_is_more(account: SimulatedAccount) -> None:
    record_several(account, 3)
    account.faults.truncate_pages(0, "cloudtrail:LookupEvents", calls=2)
    assert [len(page) for page in by_hand(cloudtrail(account))] == [0, 0, 3]


def test_an_empty_page_between_two_others_repeats_nothing(account: SimulatedAccount) -> None:
    record_several(account, 4)
    operation = "cloudtrail:LookupEvents"
    account.faults.after(operation, lambda: account.faults.truncate_pages(0, operation, calls=1))
    assert [len(page) for page in by_hand(cloudtrail(account), MaxResults=2)] == [2, 0, 2]


@pytest.mark.parametrize(
    "changed",
    [
        {"LookupAttributes": [{"AttributeKey": "Username", "AttributeValue": "somebody else"}]},
        {"StartTime": NOW - timedelta(days=1)},
        {"MaxResults": 3},
    ],
)
def test_a_token_continues_the_same_question_only(account: SimulatedAccount, changed: dict[str, Any]) -> None:
    record_several(account, 5)
    client = cloudtrail(account)
    asked = {"MaxResults": 2, "LookupAttributes": [{"AttributeKey": "EventName", "AttributeValue": "Converse"}]}
    token = client.lookup_events(**asked)["NextToken"]
    assert (
        refusal(lambda: client.lookup_events(**{**asked, **changed}, NextToken=token)).code
        == "InvalidNextTokenException"
    )


def test_a_token_of_another_region_is_refused(account: SimulatedAccount) -> None:
    record_several(account, 2)
    token = cloudtrail(account).lookup_events(MaxResults=1)["NextToken"]
    elsewhere = cloudtrail(account, "eu-west-1")
    assert refusal(lambda: elsewhere.lookup_events(MaxResults=1, NextToken=token)).code == "InvalidNextTokenException"
