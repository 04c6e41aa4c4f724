"""Find who signed a short-term key: CloudTrail shows it in the Region of the key once the key was used."""

from __future__ import annotations

from datetime import timedelta

from bks_tui.aws.cloudtrail.lookup_events import lookup_events
from bks_tui.core.account.bks_command import bks_command
from bks_tui.core.cloudtrail.event import Actor, ActorKind
from bks_tui.core.errors import UsageError
from bks_tui.core.timeline.source import Period
from bks_tui.operations.context import ResponseContext
from bks_tui.operations.timeline.lookups import lookup_of_access_key

# A key is valid for at most 12 hours, a session for 36. Older events do not belong to them.
_LONGEST = timedelta(hours=48)


def find_principal(context: ResponseContext, access_key_id: str, region: str) -> str:
    """The ARN of the role or user behind the session that signed it.

    Raises UsageError if CloudTrail does not show it or nothing in the account can deny it, AwsError
    if the call fails.
    """
    until = context.now()
    pages = lookup_events(
        context.api("cloudtrail", region), region, lookup_of_access_key(access_key_id), Period(until - _LONGEST, until)
    )
    actor = next((event.actor for page in pages for event in page), None)
    if actor is None:
        raise UsageError(
            f"CloudTrail shows no use of {access_key_id} in {region}: the key was never used, or only minutes ago",
            f"If you know who signed it, run {_with_principal(context)} with the ARN of the role or user.",
        )
    return _principal(context, actor)


def _principal(context: ResponseContext, actor: Actor) -> str:
    if actor.kind is ActorKind.ROOT:
        raise UsageError(
            "the root user signed this key, and no policy in the account applies to root",
            "Deny it with a service control policy, and change the password and the access keys of root.",
        )
    arn = actor.issuer_arn or actor.arn
    if arn is None:
        raise UsageError(
            f"CloudTrail does not show the ARN of {actor.described}",
            f"If you know it, run {_with_principal(context)} with the ARN of the role or user.",
        )
    return arn


def _with_principal(context: ResponseContext) -> str:
    return bks_command(context.session.choice, "revoke-key", "-", "--principal", "ARN")
