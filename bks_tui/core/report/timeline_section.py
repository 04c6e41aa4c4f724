"""The sections of a report about the events: a summary, the chart, and the events with a signal."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from bks_tui.core.account.bks_command import bks_command
from bks_tui.core.cloudtrail.event import Actor, Event
from bks_tui.core.detection import Severity, Signal
from bks_tui.core.document import (
    Activity,
    Block,
    Cell,
    KeyValue,
    KeyValues,
    Paragraph,
    RegionActivity,
    Section,
    Table,
    Value,
)
from bks_tui.core.report.next_steps import again_command
from bks_tui.core.text import sanitize
from bks_tui.core.timeline.timeline import Counts, Timeline

# This number of spans, one column of text each, fits on 80 columns beside the name of a Region.
SPANS = 60

# Nobody reads more rows; the timeline itself contains all events.
_MOST_ROWS = 200
_MOST_COUNTED, _LONGEST_COUNTED = 8, 200


def timeline_sections(timeline: Timeline) -> tuple[Section, ...]:
    """What happened, and the signals in it."""
    return (
        Section("What happened", tuple(_overview(timeline))),
        Section("Signals", tuple(_signals(timeline))),
        Section("Events with a signal", tuple(_events(timeline))),
    )


def activity(events: Iterable[Event], timeline: Timeline) -> Activity:
    """The number of events in each of SPANS equal spans of the timeline, for each Region by name."""
    spans: defaultdict[str, _Spans] = defaultdict(_Spans)
    for event in events:
        if event.time:
            spans[event.region or "unknown"].add(_span(event.time, timeline), timeline.signals.get(event.event_id, ()))
    rows = (
        RegionActivity(region, tuple(counted.counts), tuple(worst and worst.tone for worst in counted.worst))
        for region, counted in sorted(spans.items())
    )
    legend = tuple(Cell(severity.value, severity.tone) for severity in Severity)
    return Activity(timeline.since, timeline.until, tuple(rows), legend)


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
    """The span of a moment; the nearest one if it is outside of all."""
    part = (when - timeline.since) / (timeline.until - timeline.since)
    return min(max(int(part * SPANS), 0), SPANS - 1)


def _overview(timeline: Timeline) -> Iterator[Block]:
    if not timeline.events:
        yield Paragraph("No events were found. This does not prove that it was not used: see the limits of the source.")
        return
    summary = timeline.summary
    rows = [KeyValue("Events", len(timeline.events)), KeyValue("Denied or failed", summary.errors)]
    if summary.first_use and summary.last_use:
        rows += [KeyValue("First use", summary.first_use), KeyValue("Last use", summary.last_use)]
    rows += [KeyValue(f"{name[0].upper()}{name[1:]}", most_frequent(counts)) for name, counts in summary.counted]
    if timeline.unparsed:
        rows.append(KeyValue("Unreadable records", timeline.unparsed))
    yield KeyValues(tuple(rows))
    yield activity(timeline.events, timeline)


def most_frequent(counts: Counts) -> str:
    """Texts with their number of events, cleaned, and how many more there are: `us-east-1 (4), and 2 more`."""
    shown = ", ".join(f"{sanitize(text, _LONGEST_COUNTED)} ({count})" for text, count in counts[:_MOST_COUNTED])
    more = len(counts) - _MOST_COUNTED
    return f"{shown}, and {more} more" if more > 0 else shown


def _signals(timeline: Timeline) -> Iterator[Block]:
    signals = timeline.summary.signals
    if not signals:
        yield Paragraph("None.")
        return
    yield Paragraph("A signal is a reason to check, not a proof: the owner can have made the same call.")
    yield Table(
        ("Severity", "Signal", "Events", "MITRE ATT&CK", "Why it matters"),
        tuple((one.severity.value, one.title, count, one.technique, one.why) for one, count in signals),
    )


def _events(timeline: Timeline) -> Iterator[Block]:
    """The events with a signal, similar ones in one row: a burst of thousands would hide the one that matters."""
    alike: defaultdict[_Kind, list[Event]] = defaultdict(list)
    for event in timeline.events:
        signals = timeline.signals.get(event.event_id)
        if signals:
            kind = _Kind(signals, event.name, event.failure, event.actor, event.source_ip)
            alike[kind].append(event)
    if not alike:
        yield Paragraph("None.")
        return
    # Both sorts are stable: within a severity, and at the end, the earliest stays first.
    severe = sorted(alike, key=lambda kind: kind.urgency)[:_MOST_ROWS]
    if len(severe) < len(alike):
        command = again_command(timeline, "timeline", "--json") or bks_command(timeline.account, "timeline", "--json")
        yield Paragraph(f"The {len(severe)} most severe of {len(alike)} kinds; '{command}' lists every event.")
    shown = set(severe)
    yield Table(
        ("First", "Last", "Times", "Event", "Regions", "By", "Signals"),
        tuple(_row(kind, events) for kind, events in alike.items() if kind in shown),
    )


class _Kind(NamedTuple):
    """What similar events have in common."""

    signals: tuple[Signal, ...]
    name: str
    failure: str | None
    actor: Actor
    address: str | None

    @property
    def urgency(self) -> int:
        return min(signal.severity.urgency for signal in self.signals)


def _row(kind: _Kind, events: Sequence[Event]) -> tuple[Value, ...]:
    return (
        events[0].time or "no date",
        events[-1].time or "no date",
        len(events),
        f"{kind.name or 'unknown'}{f': {kind.failure}' if kind.failure else ''}",
        ", ".join(sorted({event.region for event in events})),
        f"{kind.actor.described}{f' from {kind.address}' if kind.address else ''}",
        "; ".join(f"{signal.severity.value} {signal.title}" for signal in kind.signals),
    )
