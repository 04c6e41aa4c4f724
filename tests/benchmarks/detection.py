"""How long the signals of a timeline take: rules found by the call, beside every rule on every event."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bks_tui.core.cloudtrail.event import Event, chronological, parse_event
from bks_tui.core.cloudtrail.target import parse_target
from bks_tui.core.detection import RULES, find_signals
from bks_tui.core.detection.evaluate import predicate
from bks_tui.core.detection.sighting import EventHistory
from bks_tui.demo.story.account import demo_account
from bks_tui.demo.story.events import LEAKED
from tests.benchmarks.table import Table, seconds
from tests.support.ordinary_records import ordinary_events
from tests.support.simulated import NOW

TIMES = 5


def _incident() -> tuple[Event, ...]:
    """The events of the demo account's leaked user."""
    stored = demo_account(NOW).trail.all()
    parsed = (parse_event(one.record, event_id=one.event_id, time=one.time, region=one.region) for one in stored)
    return tuple(event for event in parsed if event.actor.name == LEAKED or LEAKED in event.resources)


def _evaluate_all(events: Sequence[Event]) -> None:
    rules, history = [predicate(rule.condition) for rule in RULES], EventHistory(parse_target(LEAKED, NOW))
    for event in sorted(events, key=chronological):
        if event.problem is None:
            sighting = history.sighting(event)
            for holds in rules:
                holds(sighting)


def tables() -> Iterator[Table]:
    """An incident, and an ordinary month."""
    rows = []
    target = parse_target(LEAKED, NOW)
    for name, events in (("the demo incident", _incident()), ("an ordinary month", ordinary_events())):
        # Each is called within its own turn of the loop.
        by_call = min(seconds(lambda: find_signals(events, target)) for _ in range(TIMES))  # noqa: B023
        every = min(seconds(lambda: _evaluate_all(events)) for _ in range(TIMES))  # noqa: B023
        rows.append((name, len(events), by_call / len(events) * 1e6, every / len(events) * 1e6))
    yield Table(
        "Signals",
        ("timeline", "events", "rules of the call, µs an event", "every rule, µs an event"),
        rows,
        f"{len(RULES)} rules; the best of {TIMES} runs.",
    )
