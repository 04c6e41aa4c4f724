"""What can go wrong in one Region only, and what each service calls it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from types import SimpleNamespace
from typing import Any

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError

from bks_tui.demo.state.account import SimulatedAccount
from bks_tui.demo.state.errors import RefusalError
from bks_tui.demo.state.fault_rules import CallTarget
from bks_tui.demo.state.faults import Faults
from tests.support.simulated import refusal, session, simulated_account

LOOKUP = "cloudtrail:LookupEvents"


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("botocore.endpoint.time", SimpleNamespace(sleep=lambda _: None))


def look_up(account: SimulatedAccount, region: str) -> Any:
    return session(account).client("cloudtrail", region_name=region).lookup_events()


def list_regions(account: SimulatedAccount, region: str = "us-east-1") -> Any:
    return session(account).client("ec2", region_name=region).describe_regions()


@pytest.mark.parametrize(
    ("break_it", "error"),
    [
        (lambda faults: faults.deny(LOOKUP, region="eu-west-1"), ClientError),
        (lambda faults: faults.throttle(LOOKUP, calls=None, region="eu-west-1"), ClientError),
        (
            lambda faults: faults.drop(LOOKUP, calls=None, error=EndpointConnectionError, region="eu-west-1"),
            EndpointConnectionError,
        ),
        (
            lambda faults: faults.lose_reply(LOOKUP, calls=None, error=EndpointConnectionError, region="eu-west-1"),
            EndpointConnectionError,
        ),
    ],
)
def test_a_fault_can_be_of_one_region(break_it: Callable[[Faults], None], error: type[Exception]) -> None:
    account = simulated_account()
    break_it(account.faults)
    assert look_up(account, "us-west-2")["Events"] == []
    with pytest.raises(error):
        look_up(account, "eu-west-1")


def test_pages_can_be_short_in_one_region() -> None:
    account = simulated_account()
    for region in ("us-east-1", "eu-west-1"):
        account.record_event("Converse", region=region)
        account.record_event("Converse", region=region)
    account.faults.truncate_pages(1, LOOKUP, region="eu-west-1")
    assert [len(look_up(account, region)["Events"]) for region in ("us-east-1", "eu-west-1")] == [2, 1]


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_change_can_wait_for_one_region(moment: str) -> None:
    account, seen = simulated_account(), list[int]()
    getattr(account.faults, moment)(LOOKUP, lambda: seen.append(len(account.calls)), region="eu-west-1")
    for region in ("us-east-1", "eu-west-1"):
        look_up(account, region)
    assert seen == [2]


def test_a_rate_limit_counts_each_region_by_itself() -> None:
    faults = Faults()
    faults.clock = lambda: 0.0
    faults.limit_rate(2, LOOKUP)
    for region, admitted in (("us-east-1", 2), ("eu-west-1", 2)):
        for number in range(3):
            with nullcontext() if number < admitted else pytest.raises(RefusalError, match="Rate exceeded"):
                faults.check_admission(CallTarget(LOOKUP, None, region))


def test_a_rate_limit_of_one_operation_leaves_the_others_alone() -> None:
    faults = Faults()
    faults.clock = lambda: 0.0
    faults.limit_rate(1, LOOKUP)
    for _ in range(3):
        faults.check_admission(CallTarget("iam:ListUsers", None, "us-east-1"))


def test_calls_are_recorded_with_their_region() -> None:
    account = simulated_account()
    look_up(account, "eu-west-1")
    assert account.calls == [(LOOKUP, {}, "eu-west-1")]


@pytest.mark.parametrize(
    ("break_it", "of_cloudtrail", "of_ec2"),
    [
        (lambda account: account.faults.deny(), ("AccessDeniedException", 400), ("UnauthorizedOperation", 403)),
        (
            lambda account: account.faults.throttle(calls=None),
            ("ThrottlingException", 400),
            ("RequestLimitExceeded", 503),
        ),
        (lambda account: account.faults.expire_token(), ("ExpiredTokenException", 400), ("RequestExpired", 400)),
        (
            lambda account: setattr(account, "enabled_regions", ("eu-west-1",)),
            ("UnrecognizedClientException", 400),
            ("AuthFailure", 401),
        ),
    ],
)
def test_each_service_has_its_own_words_for_the_same_refusal(
    break_it: Callable[[SimulatedAccount], None], of_cloudtrail: tuple[str, int], of_ec2: tuple[str, int]
) -> None:
    account = simulated_account()
    break_it(account)
    refusals = [refusal(lambda: look_up(account, "us-east-1")), refusal(lambda: list_regions(account))]
    assert [(each.code, each.status) for each in refusals] == [of_cloudtrail, of_ec2]


def test_a_denial_of_cloudtrail_names_the_caller_and_the_action() -> None:
    account = simulated_account()
    account.faults.deny(LOOKUP)
    with pytest.raises(ClientError, match=r"SecurityAudit/ana is not authorized to perform: \S+ because no identity"):
        look_up(account, "us-east-1")


def test_an_account_has_the_regions_that_need_no_opting_in() -> None:
    regions = list_regions(simulated_account())["Regions"]
    assert (len(regions), {region["OptInStatus"] for region in regions}) == (17, {"opt-in-not-required"})


def test_a_region_that_was_opted_in_to_is_said_to_be() -> None:
    account = simulated_account()
    account.enabled_regions = ("af-south-1", "us-east-1")
    assert list_regions(account)["Regions"][0] == {
        "RegionName": "af-south-1",
        "Endpoint": "ec2.af-south-1.amazonaws.com",
        "OptInStatus": "opted-in",
    }


@pytest.mark.parametrize("parameters", [{"AllRegions": True}, {"RegionNames": ["us-east-1"]}, {"DryRun": True}])
def test_other_regions_than_the_enabled_ones_are_not_simulated(parameters: dict[str, Any]) -> None:
    ec2: Any = session(simulated_account()).client("ec2")
    assert refusal(lambda: ec2.describe_regions(**parameters)).code == "NotSimulated"
