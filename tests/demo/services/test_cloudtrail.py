"""LookupEvents as AWS answers it: one Region, 90 days, management events, newest first, in pages."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from bks_tui.demo.state.account import SimulatedAccount
from bks_tui.demo.state.actors import AwsService, IamUser, IdentityCenterUser, RoleSession, Root, SimulatedActor
from tests.support.simulated import NOW, PHANTOM, cloudtrail, refusal, simulated_account

KEY_ID = "AKIAINVENTEDFORTEST7"
SOMEBODY = RoleSession("Deployer", "build-17")


@pytest.fixture
def account() -> SimulatedAccount:
    return simulated_account()


def attribute(key: str, value: str) -> list[dict[str, str]]:
    return [{"AttributeKey": key, "AttributeValue": value}]


def names(answer: Any) -> list[str]:
    return [event["EventName"] for event in answer["Events"]]


def looked_up(account: SimulatedAccount, region: str = "us-east-1", **parameters: Any) -> list[str]:
    """The names of the events on the first page."""
    return names(cloudtrail(account, region).lookup_events(**parameters))


def test_an_event_has_the_outer_fields_of_its_record(account: SimulatedAccount) -> None:
    user = ("AWS::IAM::User", PHANTOM)
    account.record_event("CreateUser", "iam.amazonaws.com", actor=IamUser("ana", KEY_ID), resources=(user,))
    event = cloudtrail(account).lookup_events()["Events"][0]
    record = json.loads(event.pop("CloudTrailEvent"))
    assert event == {
        "EventId": record["eventID"],
        "EventName": "CreateUser",
        "ReadOnly": "false",
        "AccessKeyId": KEY_ID,
        "EventTime": NOW,
        "EventSource": "iam.amazonaws.com",
        "Username": "ana",
        "Resources": [{"ResourceType": "AWS::IAM::User", "ResourceName": PHANTOM}],
    }


def test_what_a_record_does_not_know_is_left_out(account: SimulatedAccount) -> None:
    account.record_event("Decrypt", "kms.amazonaws.com", actor=AwsService("bedrock.amazonaws.com"))
    assert {"AccessKeyId", "Username"}.isdisjoint(cloudtrail(account).lookup_events()["Events"][0])


def test_a_record_holds_the_fields_that_it_was_given(account: SimulatedAccount) -> None:
    account.record_event("Converse", errorCode="AccessDenied", additionalEventData={"callWithBearerToken": True})
    record = json.loads(cloudtrail(account).lookup_events()["Events"][0]["CloudTrailEvent"])
    assert (record["errorCode"], record["additionalEventData"]) == ("AccessDenied", {"callWithBearerToken": True})


@pytest.mark.parametrize(
    ("actor", "kind", "user_name"),
    [
        (IamUser(PHANTOM), "IAMUser", PHANTOM),
        (RoleSession("Deployer", "build-17"), "AssumedRole", "build-17"),
        (IdentityCenterUser("Developer", "ana@example.com"), "AssumedRole", "ana@example.com"),
        (Root(), "Root", "root"),
        (AwsService("support.amazonaws.com"), "AWSService", None),
        (None, "AssumedRole", "ana"),
    ],
)
def test_every_kind_of_actor_is_recorded_as_itself(
    account: SimulatedAccount, actor: SimulatedActor | None, kind: str, user_name: str | None
) -> None:
    account.record_event("Converse", actor=actor)
    event = cloudtrail(account).lookup_events()["Events"][0]
    assert (json.loads(event["CloudTrailEvent"])["userIdentity"]["type"], event.get("Username")) == (kind, user_name)


def test_a_user_who_asks_is_recorded_as_one() -> None:
    account = SimulatedAccount(now=NOW, caller="user/team/ana")
    account.record_event("Converse")
    assert looked_up(account, LookupAttributes=attribute("Username", "ana")) == ["Converse"]


@pytest.mark.parametrize(("name", "word"), [("ListUsers", "true"), ("InvokeModel", "true"), ("DeleteUser", "false")])
def test_read_only_is_a_word(account: SimulatedAccount, name: str, word: str) -> None:
    account.record_event(name)
    assert cloudtrail(account).lookup_events()["Events"][0]["ReadOnly"] == word


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("AccessKeyId", KEY_ID),
        ("EventName", "CreateAccessKey"),
        ("EventSource", "iam.amazonaws.com"),
        ("ReadOnly", "false"),
        ("ResourceName", PHANTOM),
        ("ResourceType", "AWS::IAM::User"),
        ("Username", "ana"),
    ],
)
def test_events_are_looked_up_by_one_attribute(account: SimulatedAccount, key: str, value: str) -> None:
    account.record_event(
        "CreateAccessKey",
        "iam.amazonaws.com",
        actor=IamUser("ana", KEY_ID),
        resources=(("AWS::IAM::User", PHANTOM),),
    )
    account.record_event("Converse", actor=SOMEBODY)
    assert looked_up(account, LookupAttributes=attribute(key, value)) == ["CreateAccessKey"]


def test_an_event_is_looked_up_by_its_id(account: SimulatedAccount) -> None:
    wanted = account.record_event("Converse").event_id
    account.record_event("InvokeModel")
    assert looked_up(account, LookupAttributes=attribute("EventId", wanted)) == ["Converse"]


def test_a_user_name_is_the_requesters_and_not_that_of_whom_it_was_done_to(account: SimulatedAccount) -> None:
    account.record_event("DeleteUser", "iam.amazonaws.com", actor=SOMEBODY, resources=(("AWS::IAM::User", PHANTOM),))
    assert looked_up(account, LookupAttributes=attribute("Username", PHANTOM)) == []


def test_each_region_has_its_own_events(account: SimulatedAccount) -> None:
    account.record_event("Converse", region="eu-west-1")
    account.record_event("InvokeModel", region="us-west-2")
    found = [looked_up(account, region) for region in ("eu-west-1", "us-west-2", "us-east-1")]
    assert found == [["Converse"], ["InvokeModel"], []]


@pytest.mark.parametrize(
    ("partition", "region"), [("aws", "us-east-1"), ("aws-us-gov", "us-gov-west-1"), ("aws-cn", "cn-north-1")]
)
def test_events_of_iam_are_where_the_partition_keeps_them(partition: str, region: str) -> None:
    account = SimulatedAccount(partition=partition, now=NOW)
    other = next(name for name in account.enabled_regions if name != region)
    account.record_event("CreateUser", "iam.amazonaws.com", other)
    assert (looked_up(account, region), looked_up(account, other)) == (["CreateUser"], [])


def test_data_events_are_not_looked_up(account: SimulatedAccount) -> None:
    account.record_event("CreateInference", "bedrock-mantle.amazonaws.com", managementEvent=False)
    assert looked_up(account) == []


def test_the_newest_comes_first_whatever_was_recorded_first(account: SimulatedAccount) -> None:
    for name, minutes in (("B", 2), ("C", 3), ("A", 1)):
        account.record_event(name, when=NOW - timedelta(minutes=minutes))
    assert looked_up(account) == ["A", "B", "C"]


def test_what_is_older_than_90_days_is_gone_even_if_asked_for(account: SimulatedAccount) -> None:
    account.record_event("Kept", when=NOW - timedelta(days=90))
    account.record_event("Gone", when=NOW - timedelta(days=90, seconds=1))
    assert looked_up(account, StartTime=NOW - timedelta(days=300)) == ["Kept"]


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [
        ({"StartTime": 2}, ["1", "2"]),
        ({"EndTime": 2}, ["2", "3"]),
        ({"StartTime": 2, "EndTime": 2}, ["2"]),
        ({}, ["1", "2", "3"]),
    ],
)
def test_both_ends_of_the_time_are_included(
    account: SimulatedAccount, minutes: dict[str, int], expected: list[str]
) -> None:
    for minute in (1, 2, 3):
        account.record_event(str(minute), when=NOW - timedelta(minutes=minute))
    asked: dict[str, Any] = {name: NOW - timedelta(minutes=ago) for name, ago in minutes.items()}
    assert looked_up(account, **asked) == expected


def test_times_of_any_zone_are_kept_in_order(account: SimulatedAccount) -> None:
    account.record_event("Later", when=NOW)
    account.record_event("Earlier", when=(NOW - timedelta(minutes=1)).astimezone(timezone(timedelta(hours=9))))
    assert looked_up(account) == ["Later", "Earlier"]


@pytest.mark.parametrize(
    ("parameters", "code"),
    [
        ({"MaxResults": 51}, "InvalidMaxResultsException"),
        ({"StartTime": NOW, "EndTime": NOW - timedelta(seconds=1)}, "InvalidTimeRangeException"),
        (
            {"LookupAttributes": [*attribute("Username", "a"), *attribute("EventName", "b")]},
            "InvalidLookupAttributesException",
        ),
        ({"LookupAttributes": attribute("SourceIPAddress", "192.0.2.1")}, "InvalidLookupAttributesException"),
        ({"LookupAttributes": attribute("Username", "a" * 2001)}, "InvalidLookupAttributesException"),
        ({"NextToken": "never given"}, "InvalidNextTokenException"),
    ],
)
def test_a_question_that_cannot_be_is_refused(account: SimulatedAccount, parameters: dict[str, Any], code: str) -> None:
    refused = refusal(lambda: cloudtrail(account).lookup_events(**parameters))
    assert (refused.code, refused.status) == (code, 400)


def test_a_time_range_that_ended_more_than_90_days_ago_holds_nothing(account: SimulatedAccount) -> None:
    old = NOW - timedelta(days=200)
    account.record_event("Gone", when=old)
    assert looked_up(account, StartTime=old, EndTime=old + timedelta(days=1)) == []


def test_insights_events_are_not_simulated(account: SimulatedAccount) -> None:
    assert refusal(lambda: cloudtrail(account).lookup_events(EventCategory="insight")).code == "NotSimulated"


def test_what_is_written_later_is_there_when_someone_looks_and_once_only(account: SimulatedAccount) -> None:
    account.trail.write_later(lambda: account.record_event("Late"))
    client = cloudtrail(account)
    assert [names(client.lookup_events()) for _ in range(2)] == [["Late"], ["Late"]]


def test_ids_of_events_are_the_same_in_every_run() -> None:
    first, second = (simulated_account().record_event("Converse").event_id for _ in range(2))
    assert first == second


def test_a_moment_is_recorded_in_whole_seconds(account: SimulatedAccount) -> None:
    account.record_event("Converse", when=datetime(2026, 3, 1, 8, 0, 0, 999_999, timezone.utc))
    event = cloudtrail(account).lookup_events()["Events"][0]
    assert event["EventTime"] == datetime(2026, 3, 1, 8, tzinfo=timezone.utc)
