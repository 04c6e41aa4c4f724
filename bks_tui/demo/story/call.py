"""One call of the demo story, written as a row, and how CloudTrail records it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from bks_tui.demo.state.actors import HomeAccount, IamUser, SimulatedActor

if TYPE_CHECKING:
    from bks_tui.demo.state.account import SimulatedAccount


@dataclass(frozen=True, slots=True)
class WithApiKey:
    """A caller with a user's API key."""

    user_name: str

    def identity(self, account: HomeAccount) -> dict[str, Any]:
        """The `userIdentity` of a record."""
        credential_id = account.users[self.user_name].credentials[0].credential_id
        return IamUser(self.user_name, credential_id=credential_id).identity(account)


@dataclass(frozen=True, slots=True)
class WithAccessKey:
    """A caller with one of a user's access keys."""

    user_name: str
    number: int = 0

    def identity(self, account: HomeAccount) -> dict[str, Any]:
        """The `userIdentity` of a record."""
        access_key_id = account.users[self.user_name].access_keys[self.number].access_key_id
        return IamUser(self.user_name, access_key_id).identity(account)


@dataclass(frozen=True, slots=True)
class StoryCaller:
    """An actor, its address and its program."""

    actor: SimulatedActor
    address: str
    agent: str


@dataclass(frozen=True, slots=True)
class Act:
    """A call, or several equal ones: the last one `days_ago`, the others `every` so many seconds before it.

    `fields` are those of the CloudTrail record. A `garbled` one has a record that cannot be parsed.
    """

    days_ago: float
    by: StoryCaller
    name: str
    source: str = "bedrock.amazonaws.com"
    region: str | None = None
    times: int = 1
    every: float = 0
    resources: tuple[tuple[str, str], ...] = ()
    fields: Mapping[str, Any] = field(default_factory=dict)
    garbled: bool = False


def record_act(account: SimulatedAccount, act: Act) -> None:
    """Record an act in CloudTrail, relative to the account's clock."""
    bearer = {"additionalEventData": {"callWithBearerToken": True}} if isinstance(act.by.actor, WithApiKey) else {}
    fields = {"sourceIPAddress": act.by.address, "userAgent": act.by.agent, **bearer, **act.fields}
    last = account.now - timedelta(days=act.days_ago)
    for number in range(act.times):
        when = last - timedelta(seconds=number * act.every)
        event = account.record_event(
            act.name, act.source, act.region, when=when, actor=act.by.actor, resources=act.resources, **fields
        )
        if act.garbled:
            event.record = event.record[: len(event.record) // 2]


def invoke(
    days_ago: float,
    by: StoryCaller,
    region: str,
    model: str,
    *,
    times: int = 1,
    every: float = 0,
    error: str | None = None,
) -> Act:
    """Calls to a model. `error` is a code and a message: `CODE: MESSAGE`."""
    fields = {"requestParameters": {"modelId": model}, **failed(error)}
    return Act(days_ago, by, "Converse", region=region, times=times, every=every, fields=fields)


def on_user(
    days_ago: float,
    by: StoryCaller,
    name: str,
    user: str,
    *,
    created: Mapping[str, Any] | None = None,
    created_id: tuple[str, str] | None = None,
    error: str | None = None,
    **parameters: Any,
) -> Act:
    """A call to IAM about a user. `parameters` are its other parameters; `created` is the reply, about `created_id`."""
    policy = parameters.get("policyArn")
    resources = (
        ("AWS::IAM::User", user),
        *((("AWS::IAM::Policy", policy),) if policy else ()),
        *((created_id,) if created_id else ()),
    )
    fields = {"requestParameters": {"userName": user, **parameters}, "responseElements": created, **failed(error)}
    return Act(days_ago, by, name, "iam.amazonaws.com", resources=resources, fields=fields)


def login(days_ago: float, by: StoryCaller, result: str) -> Act:
    """A login to the console: `Success` or `Failure`."""
    fields = {
        "eventType": "AwsConsoleSignIn",
        "responseElements": {"ConsoleLogin": result},
        "additionalEventData": {"LoginTo": "https://console.aws.amazon.com/console/home", "MFAUsed": "No"},
    }
    return Act(days_ago, by, "ConsoleLogin", "signin.amazonaws.com", fields=fields)


def failed(error: str | None) -> dict[str, str]:
    """The fields of a call that failed."""
    if error is None:
        return {}
    code, _, message = error.partition(": ")
    return {"errorCode": code, "errorMessage": message}
