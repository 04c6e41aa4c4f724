"""Which calls of a plan its caller may not make, by what IAM's policy simulator says of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from bks_tui.core.account.account import Account
from bks_tui.core.errors import NotAllowedError
from bks_tui.core.response.plan import Plan

# The simulator is asked about the user. Groups are other resources, whose ARNs a user does not contain; the calls
# about them come first in a plan and are reversible, so that a denial of one destroys nothing.
_NOT_ABOUT_THE_USER = ("iam:RemoveUserFromGroup", "iam:DeleteVirtualMFADevice")


@dataclass(frozen=True, slots=True)
class Decision:
    """What the simulator says of one call. It could not decide for sure where it lacked context, by its key."""

    operation: str
    allowed: bool
    missing_context: tuple[str, ...] = ()


def calls_to_simulate(plan: Plan) -> Mapping[str, tuple[str, ...]]:
    """The calls of a plan by the ARN that each is about: one simulation for each ARN."""
    calls: dict[str, dict[str, None]] = {}
    for step in plan.steps:
        change, arn = step.change, plan.subject.arn
        if change.operation == "iam:DeleteVirtualMFADevice":
            arn = str(change.parameters["SerialNumber"])
        elif change.operation in _NOT_ABOUT_THE_USER:
            continue
        calls.setdefault(arn, {})[change.operation] = None
    return {arn: tuple(operations) for arn, operations in calls.items()}


def role_of(account: Account) -> str | None:
    """The name of the role that the caller is a session of; None for one that is a user, or anything else."""
    kind, *names = account.caller_arn.split(":", 5)[5].split("/")
    return names[0] if kind == "assumed-role" and names else None


def principal_arn(account: Account) -> str | None:
    """Whose policies are simulated, for a user or a role without a path; None for root and federated users."""
    role = role_of(account)
    if role:
        return f"arn:{account.partition}:iam::{account.account_id}:role/{role}"
    return account.caller_arn if ":user/" in account.caller_arn else None


def require_allowed(plan: Plan, decisions: Iterable[Decision]) -> tuple[str, ...]:
    """What may be denied, a sentence each. Raises NotAllowedError for a call that is denied for sure."""
    denied = [each for each in decisions if not each.allowed]
    for_sure = [each.operation for each in denied if not each.missing_context]
    if for_sure:
        names = ", ".join(for_sure)
        raise NotAllowedError(
            f"{plan.account.caller_arn} is denied required calls, according to IAM's policy simulator: {names}",
            f"Nothing was changed. Allow {names} for these credentials, or use others.",
        )
    return tuple(_doubts(denied))


def _doubts(denied: Iterable[Decision]) -> Iterator[str]:
    for each in denied:
        depends = ", ".join(each.missing_context)
        yield f"{each.operation} may be denied: IAM's policy simulator does not know {depends}"
