"""Simulated accounts in which something happened, and timelines read from them."""

from __future__ import annotations

import threading
from collections.abc import Generator
from datetime import datetime, timedelta

from bks_tui.aws.pauses import SIMULATED
from bks_tui.aws.retries import RetryBudget
from bks_tui.aws.session import AwsSession, open_session
from bks_tui.core.account.account import SessionChoice
from bks_tui.core.cloudtrail.target import Target, parse_target
from bks_tui.core.timeline.timeline import Timeline, TimelineOptions, TimelineUpdate
from bks_tui.demo.state.account import SimulatedAccount
from bks_tui.demo.state.actors import IamUser, RoleSession, SimulatedActor
from bks_tui.demo.wire.intercept import plug
from bks_tui.operations.timeline.timeline import timeline
from tests.support.scans import NOW, SHORT_PATIENCE

PHANTOM = "BedrockAPIKey-ab12"
LOOKUP = "cloudtrail:LookupEvents"
REGIONS = ("ap-south-1", "eu-west-1", "us-east-1")
BUILDER = RoleSession("Builder", "build-17")
MALLORY = IamUser("mallory", "AKIAINVENTED00000666")


def session_in(account: SimulatedAccount, region: str = "us-east-1") -> AwsSession:
    """A session whose clients talk to `account`."""
    session = open_session(SessionChoice(region=region), plug(account))
    session.pauses = SIMULATED
    return session


def days_ago(days: float) -> datetime:
    """A moment so long before NOW."""
    return NOW - timedelta(days=days)


def quiet_account(partition: str = "aws", regions: tuple[str, ...] = REGIONS) -> SimulatedAccount:
    """An account with a phantom and few Regions, in which nothing happened."""
    account = SimulatedAccount(partition=partition, now=NOW, alias="example")
    account.enabled_regions = regions
    account.add_user(PHANTOM, created=days_ago(40))
    account.add_api_key(PHANTOM)
    return account


def record_iam_event(
    account: SimulatedAccount,
    name: str,
    days: float,
    user: str = PHANTOM,
    actor: SimulatedActor = BUILDER,
    **asked: str,
) -> None:
    """Something that was done to a user."""
    account.record_event(
        name,
        "iam.amazonaws.com",
        when=days_ago(days),
        actor=actor,
        resources=(("AWS::IAM::User", user),),
        requestParameters={"userName": user, **asked},
    )


def rename(account: SimulatedAccount, name: str, new_name: str, days: float) -> None:
    """Rename a user, and let CloudTrail tell of it."""
    account.rename_user(name, new_name)
    record_iam_event(account, "UpdateUser", days, name, MALLORY, newUserName=new_name)


def attacked_account() -> SimulatedAccount:
    """An account whose phantom was made by one, taken over by another, and used by both of its keys."""
    account = quiet_account()
    key = account.add_access_key(PHANTOM).access_key_id
    record_iam_event(account, "CreateUser", 6)
    record_iam_event(account, "CreateServiceSpecificCredential", 6)
    record_iam_event(account, "CreateAccessKey", 3, actor=MALLORY)
    for number in range(5):
        account.record_event("InvokeModel", region="eu-west-1", when=days_ago(4 - number / 10), actor=IamUser(PHANTOM))
        account.record_event("Converse", region="ap-south-1", when=days_ago(2), actor=IamUser(PHANTOM, key))
    account.record_event("ListBuckets", "s3.amazonaws.com", "us-east-1", when=days_ago(1), actor=IamUser(PHANTOM, key))
    # What is no business of the phantom's.
    account.record_event("InvokeModel", region="eu-west-1", when=days_ago(1), actor=IamUser("alice"))
    record_iam_event(account, "CreateUser", 1, user="alice")
    return account


def updates(
    account: SimulatedAccount,
    target: str | Target = PHANTOM,
    options: TimelineOptions | None = None,
    cancelled: threading.Event | None = None,
    patience: RetryBudget = SHORT_PATIENCE,
    region: str = "us-east-1",
) -> Generator[TimelineUpdate, None, None]:
    """All that a timeline yields, read without pauses between calls by a session in `region`."""
    return timeline(
        session_in(account, region),
        parse_target(target, NOW) if isinstance(target, str) else target,
        options or TimelineOptions(),
        cancelled or threading.Event(),
        lambda: NOW,
        patience,
    )


def result(
    account: SimulatedAccount,
    target: str | Target = PHANTOM,
    options: TimelineOptions | None = None,
    patience: RetryBudget = SHORT_PATIENCE,
    region: str = "us-east-1",
) -> Timeline:
    """How a timeline ends."""
    *_, last = updates(account, target, options, patience=patience, region=region)
    assert isinstance(last, Timeline)
    return last


def names(found: Timeline) -> list[str]:
    """What happened, in order."""
    return [event.name for event in found.events]


def regions_asked(account: SimulatedAccount) -> set[str]:
    """The Regions in which CloudTrail was asked."""
    return {call.region for call in account.calls if call.operation == LOOKUP}


def asked_for(account: SimulatedAccount) -> set[tuple[str, str]]:
    """The attributes and values that CloudTrail was asked for."""
    looked_up = [call.parameters["LookupAttributes"][0] for call in account.calls if call.operation == LOOKUP]
    return {(one["AttributeKey"], one["AttributeValue"]) for one in looked_up}


def asked_about(target: str | Target, account: SimulatedAccount | None = None) -> set[tuple[str, str]]:
    """What CloudTrail is asked for a target."""
    account = account or quiet_account()
    result(account, target)
    return asked_for(account)


def reasons(found: Timeline) -> dict[tuple[str | None, str], str]:
    """Why there are gaps, by Region and call."""
    assert len({(gap.region, gap.source) for gap in found.gaps}) == len(found.gaps)
    return {(gap.region, gap.source): gap.reason for gap in found.gaps}
