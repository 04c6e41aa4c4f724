"""What earlier events make of a later one: a second key, a burst, another Region, model, address or client."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bks_tui.core.cloudtrail.event import Event
from bks_tui.core.cloudtrail.target import parse_target
from bks_tui.core.detection import find_signals
from bks_tui.core.detection.calls import INVOCATIONS
from bks_tui.core.detection.usage_rules import BURST_CALLS, BURST_SECONDS
from tests.support.events import ACCOUNT, PHANTOM, START, an_event, iam_event, role_identity, user_identity
from tests.support.signals import ADMIN, OWN, TARGET, names_of

BEDROCK, STS, IAM = (f"{name}.amazonaws.com" for name in ("bedrock", "sts", "iam"))


def test_another_api_key_for_the_same_user_differs_from_its_first() -> None:
    first, second = (iam_event("CreateServiceSpecificCredential", minute=minute) for minute in (1, 2))
    assert ["second-api-key" in names for names in names_of([first, second])] == [False, True]


def test_the_first_api_key_of_another_user_is_no_second_one() -> None:
    events = [iam_event("CreateServiceSpecificCredential", user) for user in (PHANTOM, "BedrockAPIKey-aaaa")]
    assert not any("second-api-key" in names for names in names_of(events))


@pytest.mark.parametrize(
    ("user", "alias", "is_another"),
    [
        ("alice", "alice", False),
        ("alice", "alice+1", True),
        ("alice+1", "alice+1", False),
        ("alice+1", "alice+1+1", True),
        ("alice+bot", "alice+bot", False),
    ],
)
def test_an_alias_with_a_marker_shows_that_a_key_was_created_before(user: str, alias: str, *, is_another: bool) -> None:
    made = {"serviceSpecificCredential": {"serviceCredentialAlias": f"{alias}-at-{ACCOUNT}"}}
    event = iam_event("CreateServiceSpecificCredential", user, identity=ADMIN, responseElements=made)
    assert ("second-api-key" in names_of([event], parse_target(user, START))[0]) is is_another


def test_an_api_key_after_an_attempt_that_failed_is_no_second_one() -> None:
    failed = iam_event("CreateServiceSpecificCredential", errorCode="AccessDenied", minute=1)
    made = iam_event("CreateServiceSpecificCredential", minute=2)
    assert "second-api-key" not in names_of([failed, made])[1]


def invocations(count: int, seconds: float, **fields: Any) -> list[Event]:
    """So many, evenly over so many seconds from the first to the last."""
    step = seconds / (count - 1) / 60
    return [an_event(minute=number * step, eventID=f"{number:05}", **fields) for number in range(count)]


def bursts(events: list[Event]) -> list[int]:
    return [number for number, names in enumerate(names_of(events)) if "burst" in names]


def test_a_burst_is_marked_once_where_it_becomes_one() -> None:
    assert bursts(invocations(3 * BURST_CALLS, 120)) == [BURST_CALLS - 1]


@pytest.mark.parametrize(("seconds", "is_burst"), [(BURST_SECONDS, True), (BURST_SECONDS + 1, False)])
def test_as_many_calls_over_a_longer_time_are_no_burst(seconds: int, is_burst: bool) -> None:
    others = [an_event(eventID=str(number), minute=seconds / 60) for number in range(BURST_CALLS - 1)]
    events = [an_event(eventID="first"), *others]
    assert bool(bursts(events)) is is_burst


def test_fewer_calls_at_once_are_no_burst() -> None:
    assert bursts(invocations(BURST_CALLS - 1, 1)) == []


def test_a_burst_after_a_pause_is_another() -> None:
    later = [an_event(minute=60 + number / 60, eventID=f"later-{number:03}") for number in range(BURST_CALLS)]
    assert len(bursts([*invocations(BURST_CALLS, 30), *later])) == 2


def test_the_calls_of_two_users_do_not_add_up_to_a_burst() -> None:
    events = [
        an_event(minute=number / 60, identity=user_identity(f"user-{number % 2}")) for number in range(BURST_CALLS)
    ]
    assert bursts(events) == []


def test_sessions_of_one_name_and_different_roles_are_different_identities() -> None:
    events = [
        an_event(minute=minute, identity=role_identity("run", role), sourceIPAddress=f"192.0.2.{minute}")
        for minute, role in enumerate(("Deployer", "Builder"))
    ]
    assert not any("new-address" in names for names in names_of(events))


def test_calls_that_invoke_nothing_are_no_burst() -> None:
    events = [an_event("ListGuardrails", eventID=str(number)) for number in range(BURST_CALLS)]
    assert bursts(events) == []


def test_calls_without_a_time_are_no_burst() -> None:
    assert bursts([an_event(eventTime=None, eventID=str(number)) for number in range(BURST_CALLS)]) == []


def test_each_region_from_the_third_on_is_marked_once() -> None:
    regions = ["us-east-1", "us-west-2", "us-east-1", "eu-west-1", "eu-west-1", "ap-south-1"]
    events = [an_event(minute=number, awsRegion=region) for number, region in enumerate(regions)]
    marked = [event.region for event, names in zip(events, names_of(events), strict=True) if "many-regions" in names]
    assert marked == ["eu-west-1", "ap-south-1"]


def test_each_model_from_the_fourth_on_is_marked_once() -> None:
    models = ["a", "b", "a", "c", "d", "d", "e"]
    events = [an_event(minute=number, requestParameters={"modelId": model}) for number, model in enumerate(models)]
    marked = [event.model_id for event, names in zip(events, names_of(events), strict=True) if "many-models" in names]
    assert marked == ["d", "e"]


def test_a_model_called_by_its_id_and_by_its_arns_counts_once() -> None:
    arns = [f"arn:aws:bedrock:us-{side}::foundation-model/a" for side in ("east-1", "east-2", "west-1", "west-2")]
    events = [an_event(minute=number, requestParameters={"modelId": model}) for number, model in enumerate(arns)]
    assert not any("many-models" in names for names in names_of(events))


def test_looking_around_in_many_regions_is_no_consumption() -> None:
    events = [an_event("ListFoundationModels", minute=n, awsRegion=f"region-{n}") for n in range(5)]
    assert not any("many-regions" in names for names in names_of(events))


def new_addresses(*addresses: str, **fields: Any) -> list[bool]:
    events = [an_event(minute=n, sourceIPAddress=address, **fields) for n, address in enumerate(addresses)]
    return ["new-address" in names for names in names_of(events)]


def test_an_address_is_new_once_and_the_first_never() -> None:
    assert new_addresses("192.0.2.1", "192.0.2.1", "192.0.2.2", "192.0.2.1", "192.0.2.2") == [
        False,
        False,
        True,
        False,
        False,
    ]


def test_the_address_of_an_aws_service_is_neither_new_nor_the_first() -> None:
    assert new_addresses("cloudformation.amazonaws.com", "192.0.2.1", "AWS Internal") == [False, False, False]


def test_the_first_address_of_another_identity_is_not_new() -> None:
    events = [
        an_event(minute=1, sourceIPAddress="192.0.2.1"),
        an_event(minute=2, sourceIPAddress="192.0.2.2", identity=ADMIN),
    ]
    assert not any("new-address" in names for names in names_of(events))


@pytest.mark.parametrize(
    ("first", "second", "is_new"),
    [
        ("Boto3/1.44.5 os/linux#6.1", "Boto3/1.50.0 os/linux#6.8", False),
        ("aws-cli/2.1 os/macos md/command#s3.ls", "aws-cli/2.1 os/macos md/command#iam.list-users", False),
        ("Boto3/1.44.5 os/linux", "Boto3/1.44.5 os/windows", True),
        ("Boto3/1.44.5 os/linux", "python-httpx/0.28", True),
        ("Mozilla/5.0 (Macintosh; Intel)", "Mozilla/5.0 (Windows NT 10.0)", True),
        ("curl/8", None, False),
        ("curl/8", "", True),
    ],
)
def test_a_client_is_new_if_program_or_system_differ_and_versions_do_not_count(
    first: str, second: str | None, is_new: bool
) -> None:
    events = [an_event(minute=minute, userAgent=agent) for minute, agent in enumerate((first, second))]
    assert ["new-client" in names for names in names_of(events)] == [False, is_new]


@st.composite
def histories(draw: st.DrawFn) -> list[Event]:
    """Invented days of a phantom and of an administrator."""
    calls = [
        *((name, BEDROCK) for name in sorted(INVOCATIONS)),
        ("GetCallerIdentity", STS),
        ("CreateServiceSpecificCredential", IAM),
    ]
    chosen = draw(st.lists(st.tuples(st.sampled_from(calls), st.integers(0, 3), st.booleans()), max_size=40))
    return [
        an_event(
            *call,
            minute=minute,
            identity=OWN if own else ADMIN,
            eventID=f"id-{number}",
            awsRegion=f"region-{number % 5}",
            sourceIPAddress=f"192.0.2.{minute}",
        )
        for number, (call, minute, own) in enumerate(chosen)
    ]


@given(histories(), st.randoms(use_true_random=False))
def test_the_order_in_which_events_arrive_does_not_matter(events: list[Event], random: Random) -> None:
    shuffled = random.sample(events, len(events))
    assert find_signals(shuffled, TARGET) == find_signals(events, TARGET)


@given(histories(), histories())
def test_later_events_never_change_what_is_said_of_earlier_ones(earlier: list[Event], later: list[Event]) -> None:
    following = [an_event(late.name, late.source, eventID=f"late-{late.event_id}", minute=9) for late in later]
    found = find_signals([*earlier, *following], TARGET)
    assert {key: value for key, value in found.items() if not key.startswith("late-")} == find_signals(earlier, TARGET)
