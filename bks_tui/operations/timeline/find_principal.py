"""Who signed a short-term key: CloudTrail shows it once the key was used, in the key's own Region."""

from __future__ import annotations

from datetime import timedelta

from bks_tui.aws.cloudtrail.lookup_events import Period, lookup_events
from bks_tui.core.account.bks_command import bks_command
from bks_tui.core.cloudtrail.event import Actor, ActorKind
from bks_tui.core.errors import UsageError
from bks_tui.operations.context import ResponseContext
from bks_tui.operations.timeline.lookups import lookup_of_access_key

# A key lives for 12 hours at most, a session for 36: what is older is not about them.
_LONGEST = timedelta(hours=48)


def find_principal(asking: ResponseContext, access_key_id: str, region: str) -> str:
    """The ARN of the role or user behind the session that signed it.

    Raises UsageError where CloudTrail does not tell or nothing in the account can deny it, AwsError
    where it cannot be asked.
    """
    until = asking.now()
    pages = lookup_events(
        asking.api("cloudtrail", region), region, lookup_of_access_key(access_key_id), Period(until - _LONGEST, until)
    )
    actor = next((event.actor for page in pages for event in page), None)
    if actor is None:
        raise UsageError(
            f"CloudTrail shows no use of {access_key_id} in {region}: the key was not used yet, or minutes ago",
            f"If you know who signed it: {_with_principal(asking)}, of the role or user.",
        )
    return _principal(asking, actor)


def _principal(asking: ResponseContext, actor: Actor) -> str:
    if actor.kind is ActorKind.ROOT:
        raise UsageError(
            "the root user signed this key, and no policy in the account binds root",
            "Deny it by a service control policy, and change the password and the access keys of root.",
        )
    arn = actor.issuer_arn or actor.arn
    if arn is None:
        raise UsageError(
            f"CloudTrail does not tell the ARN of {actor.described}",
            f"If you know it: {_with_principal(asking)}, of the role or user.",
        )
    return arn


def _with_principal(asking: ResponseContext) -> str:
    return bks_command(asking.session.choice, "revoke-key", "-", "--principal", "ARN")
