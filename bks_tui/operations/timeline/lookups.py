"""The lookups for a target, and their Regions. Pure.

`Username` finds calls of a user; `ResourceName` finds what others did to it.
"""

from __future__ import annotations

from bks_tui.aws.cloudtrail.lookup_events import Lookup
from bks_tui.core.cloudtrail.target import Target, TargetKind
from bks_tui.core.timeline.timeline import TimelineOptions


def lookups_of_user(name: str) -> tuple[Lookup, ...]:
    """What was done to a user and by it. The former first: it is less, and shows who else is involved."""
    return Lookup("ResourceName", name), Lookup("Username", name)


def lookup_of_access_key(access_key_id: str) -> Lookup:
    """What was done with an access key."""
    return Lookup("AccessKeyId", access_key_id)


def lookups_of(target: Target) -> tuple[Lookup, ...]:
    """All lookups that are possible before AWS returns more about the target."""
    return (
        *(Lookup("ResourceName", name) for name in _resources(target)),
        *(lookups_of_user(target.user_name) if target.user_name else ()),
        *map(lookup_of_access_key, target.access_key_ids),
    )


def _resources(target: Target) -> tuple[str, ...]:
    """The resource names of a target that is not a user.

    AssumeRole lists the session and the key that it creates, CreateAccessKey lists the access key,
    and calls that change a role list its name.
    """
    if target.kind is TargetKind.USER:
        return ()
    return (target.text, target.role_name) if target.role_name else (target.text,)


def chosen_regions(options: TimelineOptions, current: str) -> tuple[str, ...] | None:
    """The Regions to search, or None for every enabled one."""
    chosen = (*options.regions, *((current,) if options.current_region else ()))
    return tuple(dict.fromkeys(chosen)) or None
