"""Recommended steps for a session, or any other target that is not a user: find the identity and deny it."""

from __future__ import annotations

from collections.abc import Iterator

from bks_tui.core.account.account import Account
from bks_tui.core.account.aws_cli import Dated, aws_command
from bks_tui.core.cloudtrail.event import Actor, ActorKind
from bks_tui.core.cloudtrail.target import Target, TargetKind
from bks_tui.core.report.next_steps import Recommendation, step
from bks_tui.core.response.deny_policies import REVOCATION_POLICY, bearer_denial, denial_of_sessions
from bks_tui.core.scan.holds import CONTAINMENT_POLICY
from bks_tui.core.timeline.timeline import Timeline

# The prefix of the roles that Identity Center creates in an account.
_PERMISSION_SET_ROLE = "AWSReservedSSO_"


def session_steps(timeline: Timeline) -> tuple[Recommendation, ...]:
    """The steps for each identity that acted for the target, by the events."""
    acted = [event.actor for event in timeline.events if timeline.target.is_actor(event.actor)]
    identities = {actor.issuer_arn or actor.arn or actor.name: actor for actor in acted}
    if identities:
        return tuple(each for actor in identities.values() for each in _steps(actor, timeline.account))
    return tuple(_unseen(timeline.target, timeline.account))


def _unseen(target: Target, account: Account) -> Iterator[Recommendation]:
    """The steps if no event shows who acted; they follow from the target alone."""
    if (target.kind, target.user_name) == (TargetKind.ARN, "root"):
        yield from _steps(Actor(ActorKind.ROOT, "root"), account)
    elif target.role_name and target.role_name.startswith(_PERMISSION_SET_ROLE):
        yield step(
            f"Contain the permission set behind {target.role_name}",
            "This role accepts no inline policy: disable the user in Identity Center, and deny in the permission set.",
        )
    elif target.role_name:
        yield from _role_steps(target.role_name, account)
    elif target.kind is TargetKind.USER:
        yield step(
            "Find out what happened to the user",
            "No event shows a call by the user. Search more days, and check the account's trail for who deleted or "
            "renamed the user: keys and sessions of a renamed user still work.",
        )
    else:
        yield step(
            "Find the identity behind it",
            "No event shows who used it. Search more days, and check the account's trail. "
            "A short-term key expires with the session that signed it, after 12 hours at the latest.",
        )


def _steps(actor: Actor, account: Account) -> Iterator[Recommendation]:
    if actor.kind is ActorKind.ROOT:
        yield step(
            "Contain root with an SCP", "No policy in the account limits root. Change its password and its access keys."
        )
    elif actor.kind is ActorKind.IDENTITY_CENTER:
        yield step(
            f"Contain {actor.described}",
            "Its role accepts no inline policy: disable the user in Identity Center, and add a deny to its permission "
            "set or to an SCP for the user. Active sessions stay valid until they expire.",
        )
    elif actor.kind is ActorKind.ROLE_SESSION and actor.issuer:
        yield from _role_steps(actor.issuer, account)
    else:
        yield step(
            f"Report on {actor.described}",
            "CloudTrail names it as the actor. A report on it shows how to contain it.",
        )


def _role_steps(role: str, account: Account) -> Iterator[Recommendation]:
    documents: dict[str, str | Dated] = {
        CONTAINMENT_POLICY: bearer_denial(),
        REVOCATION_POLICY: denial_of_sessions(),
    }
    narrow, wide = (
        aws_command(account, "iam", "put-role-policy", role_name=role, policy_name=name, policy_document=document)
        for name, document in documents.items()
    )
    yield step(
        f"Deny the use of API keys to the role {role}",
        "Its sessions stay active but can no longer use API keys. This affects everyone who uses the role.",
        narrow,
    )
    yield step(
        f"Or: revoke all sessions of the role {role}",
        "It denies everything to all sessions that started before you run it, including legitimate ones, "
        "until they assume the role again. "
        "It does not affect a short-term key that was signed with an access key: deactivate the access key.",
        wide,
    )
