"""Which calls the simulated CloudTrail records: those that write to IAM, successful or refused."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from bks_tui.demo.state.errors import RefusalError
from bks_tui.demo.state.requests import ReceivedCall

if TYPE_CHECKING:
    from bks_tui.demo.state.account import SimulatedAccount

_READS = ("iam:Generate", "iam:Get", "iam:List")

# The parameters that name what a call is about, and what CloudTrail calls such a thing.
_RESOURCES = {
    "UserName": "AWS::IAM::User",
    "RoleName": "AWS::IAM::Role",
    "GroupName": "AWS::IAM::Group",
    "AccessKeyId": "AWS::IAM::AccessKey",
    "PolicyArn": "AWS::IAM::Policy",
}


def record_write(account: SimulatedAccount, call: ReceivedCall, refusal: RefusalError | None = None) -> None:
    """Record a call to IAM, unless it only reads."""
    if not call.operation.startswith("iam:") or call.operation.startswith(_READS):
        return
    refused: dict[str, Any] = {"errorCode": refusal.code, "errorMessage": refusal.message} if refusal else {}
    account.record_event(
        call.operation.partition(":")[2],
        "iam.amazonaws.com",
        resources=tuple(_resources(call.parameters)),
        requestParameters={name[0].lower() + name[1:]: value for name, value in call.parameters.items()},
        **refused,
    )


def _resources(parameters: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, kind in _RESOURCES.items():
        if name in parameters:
            yield kind, parameters[name]
