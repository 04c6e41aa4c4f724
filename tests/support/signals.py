"""What the rules find among events of the phantom user that most tests are about."""

from __future__ import annotations

from bks_tui.core.cloudtrail.event import Event
from bks_tui.core.cloudtrail.target import Target, parse_target
from bks_tui.core.detection import find_signals
from tests.support.events import PHANTOM, START, role_identity, user_identity

TARGET = parse_target(PHANTOM, START)
OWN = user_identity()
ADMIN = role_identity("an-admin", "Admin")


def names_of(events: list[Event], target: Target = TARGET) -> list[set[str]]:
    """The names of the signals of each event, in the order given."""
    found = find_signals(events, target)
    return [{signal.name for signal in found.get(event.event_id, ())} for event in events]
