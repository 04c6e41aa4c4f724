"""The sections of a report about the events: an overview, the phases, the chart, and the episodes with a signal."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from bks_tui.core.account.bks_command import bks_command
from bks_tui.core.cloudtrail.event import Event
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
from bks_tui.core.timeline.episodes import Episode
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
        Section("Episodes with a signal", tuple(_episodes(timeline))),
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
    rows += [KeyValue(f"Phase {span.phase.value}", span.described) for span in timeline.phases]
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


def _episodes(timeline: Timeline) -> Iterator[Block]:
    """The episodes with a signal: a burst of thousands of events would hide the one that matters."""
    found = [episode for episode in timeline.episodes if episode.signals]
    if not found:
        yield Paragraph("None.")
        return
    # The sort is stable: within a severity, the earliest stays first.
    severe = sorted(found, key=lambda episode: episode.signals[0].severity.urgency)[:_MOST_ROWS]
    if len(severe) < len(found):
        command = again_command(timeline, "timeline", "--json") or bks_command(timeline.account, "timeline", "--json")
        yield Paragraph(f"The {len(severe)} most severe of {len(found)} episodes; '{command}' lists all.")
    shown = set(map(id, severe))
    yield Table(
        ("First", "Last", "Times", "Event", "Regions", "By", "Signals"),
        tuple(_row(episode) for episode in found if id(episode) in shown),
    )


def _row(episode: Episode) -> tuple[Value, ...]:
    event = episode.sample
    return (
        episode.first or "no date",
        episode.last or "no date",
        episode.count,
        f"{event.name or 'unknown'}{f': {event.failure}' if event.failure else ''}",
        ", ".join(sorted(episode.regions)),
        f"{event.actor.described}{f' from {event.source_ip}' if event.source_ip else ''}",
        "; ".join(f"{signal.severity.value} {signal.title}" for signal in episode.signals),
    )
