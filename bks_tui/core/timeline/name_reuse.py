"""Whether the events under a user's names may be of several users: IAM gives a name again once it is free. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from bks_tui.core.cloudtrail.event import ActorKind, Event
from bks_tui.core.cloudtrail.target import Target, TargetKind


def remarks_on_names(target: Target, events: Sequence[Event], users_today: Collection[str]) -> Iterator[str]:
    """What to bear in mind where other users had, or may have had, a name of the target, a sentence each.

    `users_today` are those of its names that users of the account have today, as far as that is known.
    """
    if target.kind is not TargetKind.USER:
        return
    for event in events:
        for name in target.names:
            if _is_made_again(name, event, events):
                yield (
                    f"{event.time:%Y-%m-%d %H:%M:%S} UTC: a user {name} was created, though the name had been in use "
                    "before: what was done under it before and since is of two users."
                )
    today = [name for name in target.names if name in users_today]
    if len(today) > 1:
        yield (
            f"{' and '.join(today)} are different users today, one of whom had a name of the other before: "
            "events of each are among these, and count as one user's."
        )
    elif len(target.names) > 1:
        yield (
            f"The user was renamed ({', '.join(target.names)}): if another user had one of these names before or "
            "since, its events are among these, and count as this user's."
        )


def _is_made_again(name: str, event: Event, events: Sequence[Event]) -> bool:
    """Whether a user was created here under a name that earlier events know."""
    made = (event.source, event.name, event.error_code) == ("iam.amazonaws.com", "CreateUser", None)
    if not made or name not in event.resources or event.time is None:
        return False
    return any(_knows(name, one) for one in events if one.time and one.time < event.time)


def _knows(name: str, event: Event) -> bool:
    """Whether a user of this name was there."""
    called = event.actor.kind is ActorKind.USER and event.actor.name == name
    return called or (event.error_code is None and name in event.resources)
