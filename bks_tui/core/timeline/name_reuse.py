"""Whether the events under a user name may belong to several users: IAM allows names to be reused. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from bks_tui.core.cloudtrail.event import ActorKind, Event
from bks_tui.core.cloudtrail.target import Target, TargetKind


def remarks_on_names(target: Target, events: Sequence[Event], users_today: Collection[str]) -> Iterator[str]:
    """A caveat for each case where other users had, or may have had, a name of the target.

    `users_today` are its names that users of the account have today, as far as known.
    """
    if target.kind is not TargetKind.USER:
        return
    for event in events:
        for name in target.names:
            if _is_recreated(name, event, events):
                yield (
                    f"{event.time:%Y-%m-%d %H:%M:%S} UTC: user {name} was recreated: events before and after this time "
                    "belong to two different users."
                )
    today = [name for name in target.names if name in users_today]
    if len(today) > 1:
        yield (
            f"{' and '.join(today)} are different users today, and one of them had the other's name before: "
            "the events of both are included and counted as one user's."
        )
    elif len(target.names) > 1:
        yield (
            f"The user was renamed ({', '.join(target.names)}). If another user has had one of these names, its "
            "events are included and counted as this user's."
        )


def _is_recreated(name: str, event: Event, events: Sequence[Event]) -> bool:
    """Whether this event created a user with a name that earlier events contain."""
    created = (event.source, event.name, event.error_code) == ("iam.amazonaws.com", "CreateUser", None)
    if not created or name not in event.resources or event.time is None:
        return False
    return any(_knows(name, one) for one in events if one.time and one.time < event.time)


def _knows(name: str, event: Event) -> bool:
    """Whether the event shows a user of this name."""
    called = event.actor.kind is ActorKind.USER and event.actor.name == name
    return called or (event.error_code is None and name in event.resources)
