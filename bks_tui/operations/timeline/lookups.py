"""What CloudTrail is asked for a target, and where. Pure.

`Username` is who called; what others did to a user is found by `ResourceName` only.
"""

from __future__ import annotations

from bks_tui.aws.cloudtrail.lookup_events import Lookup
from bks_tui.core.cloudtrail.event import Event, request_parameters
from bks_tui.core.cloudtrail.record import text_in
from bks_tui.core.cloudtrail.target import Target, TargetKind
from bks_tui.core.timeline.timeline import TimelineOptions


def lookups_of_user(name: str) -> tuple[Lookup, ...]:
    """What was done to a user or by it. The former first: it is less, and tells who else is involved."""
    return Lookup("ResourceName", name), Lookup("Username", name)


def lookup_of_access_key(access_key_id: str) -> Lookup:
    """What was done with an access key."""
    return Lookup("AccessKeyId", access_key_id)


def lookups_of(target: Target) -> tuple[Lookup, ...]:
    """All that can be asked for before AWS has told more about the target."""
    return (
        *(Lookup("ResourceName", name) for name in _resources(target)),
        *(lookups_of_user(target.user_name) if target.user_name else ()),
        *map(lookup_of_access_key, target.access_key_ids),
    )


def _resources(target: Target) -> tuple[str, ...]:
    """What the target is called, but for users, where something is done to it.

    AssumeRole lists the session and the key that it makes, CreateAccessKey the access key, and what
    changes a role lists its name.
    """
    if target.kind is TargetKind.USER:
        return ()
    return (target.text, target.role_name) if target.role_name else (target.text,)


def other_name(event: Event, name: str) -> str | None:
    """What the user `name` was called before or is called since, if this event renamed it."""
    if (event.source, event.name) != ("iam.amazonaws.com", "UpdateUser") or event.error_code:
        return None
    asked = request_parameters(event)
    names = text_in(asked, "userName"), text_in(asked, "newUserName")
    return names[1 - names.index(name)] if name in names else None


def chosen_regions(options: TimelineOptions, current: str) -> tuple[str, ...] | None:
    """The Regions to ask in, or None for every enabled one."""
    chosen = (*options.regions, *((current,) if options.current_region else ()))
    return tuple(dict.fromkeys(chosen)) or None
