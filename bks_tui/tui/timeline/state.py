"""The state of one timeline, from the first update to the last."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bks_tui.core.cloudtrail.event import Event, chronological
from bks_tui.core.cloudtrail.target import Target
from bks_tui.core.detection import Signal
from bks_tui.core.errors import BksError
from bks_tui.core.filter.fields import FieldTable
from bks_tui.core.keys.decoded_key import DecodedKey
from bks_tui.core.timeline.filter_fields import event_fields, search_text
from bks_tui.core.timeline.findings import SourceFinding, SourceRead, SourceReading, findings_of
from bks_tui.core.timeline.timeline import (
    LONGEST_DAYS,
    EventsFound,
    FileProgress,
    Gap,
    RegionProgress,
    Timeline,
    TimelineOptions,
    TimelineUpdate,
)

# How far back a timeline looks, in days, each time a person asks for older events.
PERIODS = (7, 30, LONGEST_DAYS)


@dataclass
class TimelineState:
    """The events of one target, as they arrive. Signals come at the end, since some need all events.

    Further sources are asked afterwards, on request: while `asking`, their findings arrive one source after the other.

    `key` is the decoded key from which the target was derived, if any. `from_files`: the events are in log files, which
    are read whole, whatever the `options`.
    """

    from_files: bool = False
    target: Target | None = None
    key: DecodedKey | None = None
    options: TimelineOptions = field(default_factory=TimelineOptions)
    running: bool = False
    result: Timeline | None = None
    error: BksError | None = None
    regions: dict[str, RegionProgress] = field(default_factory=dict)
    files: FileProgress | None = None
    asking: bool = False
    _readings: list[SourceReading] = field(default_factory=list)
    _gaps: list[Gap] = field(default_factory=list)
    _arrived: dict[str, Event] = field(default_factory=dict)
    _ordered: list[Event] | None = None
    _texts: dict[str, str] = field(default_factory=dict)

    def begin(self, target: Target, options: TimelineOptions, key: DecodedKey | None = None) -> None:
        """Start over with `target`."""
        self.target, self.options, self.key = target, options, key
        self.running, self.result, self.error = True, None, None
        self.regions, self.files = {}, None
        self.asking, self._readings = False, []
        self._gaps, self._arrived, self._ordered, self._texts = [], {}, None, {}

    def learn(self, update: TimelineUpdate) -> None:
        """Apply an update of the timeline."""
        match update:
            case EventsFound(events):
                self._arrived |= {event.event_id: event for event in events}
                self._ordered = None
            case RegionProgress(region):
                self.regions[region] = update
            case FileProgress():
                self.files = update
            case Gap():
                self._gaps.append(update)
            case SourceRead():
                self._readings.append(update.reading)
            case Timeline():
                self.result = update
                self.asking = False
                self._arrived = {event.event_id: event for event in update.events}
                # The signals come with it, and are searched as well.
                self._texts = {}
                self.running = False

    def ask(self) -> None:
        """Further sources are asked about what was read."""
        self.asking, self._readings = True, []

    def stop(self, error: BksError) -> None:
        """The timeline ended before it was complete."""
        self.error = error
        self.running = False

    @property
    def events(self) -> Sequence[Event]:
        """The events so far, oldest first."""
        if self.result:
            return self.result.events
        if self._ordered is None:
            self._ordered = sorted(self._arrived.values(), key=chronological)
        return self._ordered

    @property
    def signals(self) -> Mapping[str, Sequence[Signal]]:
        """The signals by event id; none before the timeline is complete."""
        return self.result.signals if self.result else {}

    @property
    def readings(self) -> Sequence[SourceReading]:
        """How far each further source was read, as far as any was asked."""
        return self._readings if self.asking or not self.result else self.result.readings

    @property
    def findings(self) -> Sequence[SourceFinding]:
        """What further sources found so far, oldest first."""
        return findings_of(self.readings)

    @property
    def gaps(self) -> Sequence[Gap]:
        """What could not be read so far."""
        return self.result.gaps if self.result else self._gaps

    def find(self, event_id: str | None) -> Event | None:
        """The event of this id."""
        return self._arrived.get(event_id) if event_id else None

    def text_of(self, event: Event) -> str:
        """The searched text of an event: cached, since each typed letter searches all events."""
        text = self._texts.get(event.event_id)
        if text is None:
            text = self._texts[event.event_id] = search_text(event, self.signals.get(event.event_id, ()))
        return text

    @property
    def filter_fields(self) -> FieldTable[Event]:
        """The fields by which the events are filtered; their signals are known at the end."""
        return event_fields(self.result.signals if self.result else None, self.text_of)

    @property
    def period(self) -> tuple[datetime, datetime] | None:
        """The period: the requested one, or while that is not known the one of the events so far."""
        if self.result:
            return self.result.since, self.result.until
        dates = [event.time for event in self.events if event.time]
        return (dates[0], dates[-1]) if dates else None
