"""The part of a report that is about the events: a summary, the chart, and the events with a signal."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from bks_tui.core.events import Event, chronological
from bks_tui.core.report import Activity, Block, Facts, Grid, Paragraph, RegionActivity, Section, Value
from bks_tui.core.signals import Severity, Signal
from bks_tui.core.timeline import Counts, Timeline

# So many spans of time, each one column of text, fit on 80 columns beside the name of a Region.
SPANS = 60

# More events in a report would be read by nobody; all are in the timeline itself.
_MOST_EVENTS = 200
_MOST_COUNTED = 10


def timeline_sections(timeline: Timeline) -> tuple[Section, ...]:
    """What happened, and what of it may mean something."""
    return (
        Section("What happened", tuple(_overview(timeline))),
        Section("Signals", tuple(_signals(timeline))),
        Section("Events with a signal", tuple(_events(timeline))),
    )


def activity(events: Iterable[Event], timeline: Timeline) -> Activity:
    """How many events fell into each of SPANS equal spans of the timeline, Region by Region, by name."""
    spans: defaultdict[str, _Spans] = defaultdict(_Spans)
    for event in events:
        if event.time:
            spans[event.region or "unknown"].add(_span(event.time, timeline), timeline.signals.get(event.event_id, ()))
    rows = (
        RegionActivity(region, tuple(counted.counts), tuple(counted.worst)) for region, counted in sorted(spans.items())
    )
    return Activity(timeline.since, timeline.until, tuple(rows))


@dataclass
class _Spans:
    """The spans of one Region while events are counted into them."""

    counts: list[int] = field(default_factory=lambda: [0] * SPANS)
    worst: list[Severity | None] = field(default_factory=lambda: [None] * SPANS)

    def add(self, span: int, signals: Iterable[Signal]) -> None:
        """Count an event."""
        self.counts[span] += 1
        for signal in signals:
            before = self.worst[span]
            if before is None or signal.severity.urgency < before.urgency:
                self.worst[span] = signal.severity


def _span(when: datetime, timeline: Timeline) -> int:
    """Which span a moment falls into; one outside of all, into the nearest."""
    part = (when - timeline.since) / (timeline.until - timeline.since)
    return min(max(int(part * SPANS), 0), SPANS - 1)


def _overview(timeline: Timeline) -> Iterator[Block]:
    if not timeline.events:
        yield Paragraph("No event was found. That does not mean unused: see what this source cannot show.")
        return
    summary = timeline.summary
    rows: list[tuple[str, Value]] = [("Events", len(timeline.events)), ("Refused or failed", summary.errors)]
    if summary.first_use and summary.last_use:
        rows += [("First", summary.first_use), ("Last", summary.last_use)]
    for label, counts in (
        ("Actors", summary.actors),
        ("Addresses", summary.addresses),
        ("Regions", summary.regions),
        ("Models", summary.models),
        ("User agents", summary.user_agents),
    ):
        if counts:
            rows.append((label, _counted(counts)))
    if timeline.unparsed:
        rows.append(("Unreadable records", timeline.unparsed))
    yield Facts(tuple(rows))
    yield activity(timeline.events, timeline)


def _counted(counts: Counts) -> str:
    shown = ", ".join(f"{text} ({count})" for text, count in counts[:_MOST_COUNTED])
    more = len(counts) - _MOST_COUNTED
    return f"{shown}, and {more} more" if more > 0 else shown


def _signals(timeline: Timeline) -> Iterator[Block]:
    signals = timeline.summary.signals
    if not signals:
        yield Paragraph("None.")
        return
    yield Paragraph("Each is a reason to look and no proof: the same call may be the owner's.")
    yield Grid(
        ("Severity", "Signal", "Events", "MITRE ATT&CK", "Why it matters"),
        tuple((one.severity.value, one.title, count, one.technique, one.why) for one, count in signals),
    )


def _events(timeline: Timeline) -> Iterator[Block]:
    signalled = [event for event in timeline.events if event.event_id in timeline.signals]
    if not signalled:
        yield Paragraph("None.")
        return
    shown = sorted(sorted(signalled, key=lambda event: _worst(event, timeline))[:_MOST_EVENTS], key=chronological)
    if len(shown) < len(signalled):
        yield Paragraph(
            f"{len(shown)} of {len(signalled)}, those with the most severe signals, the earliest first. "
            "'bks timeline --json' has them all."
        )
    yield Grid(
        ("Time (UTC)", "Region", "Event", "Outcome", "Actor", "Address", "Signals"),
        tuple(_row(event, timeline.signals[event.event_id]) for event in shown),
    )


def _worst(event: Event, timeline: Timeline) -> int:
    return min(signal.severity.urgency for signal in timeline.signals[event.event_id])


def _row(event: Event, signals: Iterable[Signal]) -> tuple[Value, ...]:
    return (
        event.time or "no date",
        event.region,
        event.name or "unknown",
        event.error_code or "ok",
        f"{event.actor.name} ({event.actor.kind.value})",
        event.source_ip or "",
        "; ".join(f"{signal.severity.value} {signal.title}" for signal in signals),
    )
