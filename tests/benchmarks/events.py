"""How long the timeline takes to narrow 100,000 events as one types: `python -m tests.benchmarks.events`.

A measurement to read, not a test: the numbers are the machine's. Each number is of the processor,
for all that a letter costs but the paint, beside the same at a tenth of the events.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from bks_tui.core.events import Event, chronological
from bks_tui.core.target import target_of_user
from bks_tui.core.timeline import EventsFound, TimelineOptions
from bks_tui.tui.presenters.timeline import histogram, region_counts
from bks_tui.tui.timeline_state import TimelineState
from bks_tui.tui.timeline_view import TimelineView
from tests.support.events import ACCOUNT, PHANTOM, START, an_event

COUNTS = (10_000, 100_000)
TYPED = "converse 198.51"


def _events(count: int) -> Sequence[Event]:
    likes = [an_event("Converse"), an_event("InvokeModel", awsRegion="eu-west-1"), an_event("ListFoundationModels")]
    return [
        replace(likes[number % 3], event_id=str(number), time=START + timedelta(seconds=number))
        for number in range(count)
    ]


def _letter(state: TimelineState, text: str) -> None:
    view = TimelineView(text=text)
    narrowed = view.narrow(state.events, state.signals, state.text_of)
    [event.event_id for event in view.order(narrowed)]
    period = state.period
    if period:
        histogram(narrowed, *period, 76)
    region_counts(narrowed)


def _measure(count: int) -> tuple[float, float, float]:
    """The milliseconds to sort all events, for the first letter, and the median of the letters after it."""
    state = TimelineState()
    state.begin(target_of_user(PHANTOM, ACCOUNT), TimelineOptions())
    events = _events(count)
    begun = time.process_time()
    sorted(events, key=chronological)
    arrived = (time.process_time() - begun) * 1_000
    state.learn(EventsFound(tuple(events)))
    len(state.events)
    taken = []
    for length in range(1, len(TYPED) + 1):
        begun = time.process_time()
        _letter(state, TYPED[:length])
        taken.append((time.process_time() - begun) * 1_000)
    return arrived, taken[0], statistics.median(taken[1:])


if __name__ == "__main__":
    sys.stdout.write(f"{'events':>8} {'sort ms':>9} {'first letter ms':>16} {'next letters ms':>16}\n")
    for number in COUNTS:
        first, second, third = _measure(number)
        sys.stdout.write(f"{number:8,} {first:9.1f} {second:16.1f} {third:16.1f}\n")
