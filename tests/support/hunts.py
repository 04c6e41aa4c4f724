"""Hunts: identities gathered from events, and how they are found in a result."""

from __future__ import annotations

import threading
from collections.abc import Iterable

from bks_tui.core.cloudtrail.event import Event
from bks_tui.core.hunt.gather import Gatherer
from bks_tui.core.hunt.hunt import Hunt, Identity
from bks_tui.core.timeline.timeline import TimelineOptions
from bks_tui.demo.state.account import SimulatedAccount
from bks_tui.operations.hunt.event_history import hunt
from tests.support.scans import NOW, SHORT_PATIENCE
from tests.support.trails import session_in


def gathered(*events: Event) -> Gatherer:
    """What is known after these events."""
    gatherer = Gatherer()
    gatherer.add(events)
    return gatherer


def identities(*events: Event) -> tuple[Identity, ...]:
    """The identities that a hunt lists after these events."""
    return gathered(*events).identities


def one(*events: Event) -> Identity:
    """The only identity that a hunt lists after these events."""
    (identity,) = identities(*events)
    return identity


def names(found: Hunt | Iterable[Identity]) -> list[str]:
    """The names of the identities, in order."""
    return [identity.name for identity in (found.identities if isinstance(found, Hunt) else found)]


def signals(identity: Identity) -> dict[str, int]:
    """The signals of an identity by name, with their counts."""
    return {seen.signal.name: seen.count for seen in identity.signals}


def hunt_in(account: SimulatedAccount, options: TimelineOptions | None = None) -> Hunt:
    """The hunt in the event history of an account, without pauses between calls."""
    *_, last = hunt(
        session_in(account),
        options or TimelineOptions(),
        threading.Event(),
        lambda: NOW,
        SHORT_PATIENCE,
    )
    assert isinstance(last, Hunt)
    return last
