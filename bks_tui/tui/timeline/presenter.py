"""The timeline as cells: a row, the histogram, the line that says how complete it is, and one event in full."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timezone
from itertools import pairwise

from bks_tui.core.cloudtrail.event import Event
from bks_tui.core.detection import Signal
from bks_tui.core.document import BulletList, Cell, KeyValue, KeyValues, Paragraph, Section, Tone
from bks_tui.core.text import pluralize
from bks_tui.core.timeline.coverage import source_lines
from bks_tui.core.timeline.episodes import Episode
from bks_tui.core.timeline.log_search import FILES_LIMITATIONS
from bks_tui.core.timeline.source import EVENT_HISTORY, LOG_FILES, Coverage, Gap
from bks_tui.core.timeline.timeline import SOURCE_LIMITATIONS, Timeline
from bks_tui.core.timeline.tokens import Tokens
from bks_tui.export import formatting as words
from bks_tui.tui.keymap import DEFAULT_KEYMAP, Keymap
from bks_tui.tui.kit.columns import Column
from bks_tui.tui.kit.copy_fields import CopyField
from bks_tui.tui.kit.json_lines import json_lines
from bks_tui.tui.kit.times import TO_THE_SECOND, MomentCell
from bks_tui.tui.timeline.findings import asking_words, reading_sections
from bks_tui.tui.timeline.state import PERIODS, TimelineState

# For events without a date; they come last.
_NO_TIME = datetime.max.replace(tzinfo=timezone.utc)
# Always shown, since an empty timeline does not mean unused.
_NOT_COVERED = "not covered: last 15 min, older than 90 days, mantle and Claude data events"
_NOT_IN_FILES = "not covered: what the trail does not record"
# A caller can name any number of models that do not exist.
_MOST_MODELS = 10


EVENT_COLUMNS = (
    Column("Time (UTC)", 14, order="time"),
    Column("Region", 14, rank=3, order="region"),
    Column("Call", 20, flexible=True, order="call"),
    Column("Actor", 18, flexible=True, rank=2, order="actor"),
    Column("Address", 15, rank=4, order="address"),
    Column("Signal or error", 22, flexible=True, rank=1, order="signal"),
)


def episode_columns(*, newest_first: bool, most: int = 1) -> tuple[Column, ...]:
    """The columns of episodes of at most so many events, which begin with the time by which these are ordered."""
    time, region, call, actor, address, signal = EVENT_COLUMNS
    count = Column("Count", max(5, len(_times(most))), right=True, order="count")
    return (
        replace(time, title="Last (UTC)" if newest_first else "First (UTC)"),
        Column("Lasted", 6, rank=5, right=True, order="lasted"),
        region,
        count,
        call,
        actor,
        address,
        # What a count takes, so that as many columns fit beside it as for single events.
        replace(signal, width=signal.width - count.width),
    )


def _times(count: int) -> str:
    return f"{count:,}x"


def episode_cells(episode: Episode, *, newest_first: bool) -> tuple[Cell, ...]:
    """A row: time in UTC, how long, Regions, how many calls, which, actor, address, meaning or failure."""
    event = episode.events[-1] if newest_first else episode.sample
    time, region, call, *others = event_cells(event, episode.signals)
    if episode.count == 1:
        return (time, Cell(""), region, Cell(""), call, *others)
    lasted = words.elapsed(episode.last - episode.first) if episode.first and episode.last else ""
    more = len(episode.regions) - 1
    return (
        time,
        Cell(lasted, Tone.DIM),
        replace(region, text=f"{region.text} +{more}" if more > 0 else region.text),
        Cell(_times(episode.count), Tone.STRONG),
        call,
        *others,
    )


def event_cells(event: Event, signals: Sequence[Signal]) -> tuple[Cell, ...]:
    """A row: time in UTC, Region, call, actor, address, what it may mean or how it failed."""
    worst = min(signals, key=lambda signal: signal.severity.urgency, default=None)
    meaning = Cell(worst.title, worst.severity.tone) if worst else Cell(event.failure or "", Tone.DIM)
    return (
        MomentCell(f"{event.time:{TO_THE_SECOND}}" if event.time else "no date", Tone.DIM, event.time, TO_THE_SECOND),
        Cell(event.region, Tone.DIM),
        Cell(event.name or "unreadable", Tone.WARNING if event.problem else Tone.STRONG),
        Cell(event.actor.described),
        Cell(event.source_ip or "", Tone.DIM),
        meaning,
    )


def histogram(events: Sequence[Event], since: datetime, until: datetime, width: int) -> str:
    """How many events, given oldest first, fell into each of `width` equal spans of time; the highest is full.

    Only the edges of the spans are looked for: 100,000 events take no longer than a thousand.
    """
    if width < 1 or until <= since:
        return ""
    dated = bisect_left(events, True, key=lambda event: event.time is None)
    edges = [
        bisect_left(events, since + (until - since) * place / width, 0, dated, key=_time) for place in range(1, width)
    ]
    counts = [after - before for before, after in pairwise([0, *edges, dated])]
    return words.bars(counts, max(counts))


def _time(event: Event) -> datetime:
    return event.time or _NO_TIME


def usage_counts(events: Sequence[Event], tokens: Tokens | None) -> tuple[Cell, ...]:
    """The tokens if given, how many events each Region has, and then the models, the most frequent first."""
    regions = Counter(event.region for event in events if event.region)
    models = Counter(event.model_id for event in events if event.model_id)
    counted = (*regions.most_common(), *models.most_common(_MOST_MODELS))
    named = (f"{name} {times}" for name, times in counted)
    return tuple(Cell(text, Tone.DIM) for text in ([tokens.described] if tokens else []) + list(named))


def not_covered(state: TimelineState) -> Cell:
    """What the source of the events never contains."""
    return Cell(_NOT_IN_FILES if state.from_files else _NOT_COVERED, Tone.DIM)


def no_events(state: TimelineState, keymap: Keymap, *, narrowed: bool) -> str:
    """Why there is no row, and what to do then; empty while events are read, and where they could not be."""
    if state.target is None:
        return f"{keymap.shown('show_timeline')} reads the events of the user in the list, of 7 days."
    if state.running or state.error:
        return ""
    if narrowed and state.events:
        return "No event matches; esc shows all."
    if state.from_files:
        return "No events in the log files."
    longer = [f"{days}" for days in PERIODS if days > state.options.days]
    if not longer:
        return f"No events in {state.options.days} days, the longest period of the event history."
    first, *later = longer
    period = ", then ".join([f"{first} days", *later])
    return f"No events in {state.options.days} days; {keymap.shown('older_events')} reads {period}."


def completeness(state: TimelineState, keymap: Keymap = DEFAULT_KEYMAP) -> Cell:
    """How complete the timeline is, in one line, with the key that lists the gaps."""
    key = keymap.shown("show_warnings")
    if state.target is None:
        return Cell("no events read yet", Tone.DIM)
    # A gap of one Region is named by the Region, a gap of all Regions by its reason.
    gaps = ", ".join(dict.fromkeys(gap.region or gap.reason for gap in state.gaps))
    if state.running:
        known_gaps = f"; gaps ({key}): {gaps}" if gaps else ""
        return Cell(f"reading: {_progress(state)} done; esc stops{known_gaps}")
    if state.asking:
        return Cell(asking_words(state.readings))
    if state.error:
        return Cell(f"FAILED: {state.error} {state.error.remedy}", Tone.WARNING)
    if gaps:
        return Cell(f"INCOMPLETE ({key}): {gaps}", Tone.WARNING)
    return _finished(state.result, key) if state.result else Cell("")


def _progress(state: TimelineState) -> str:
    if state.from_files:
        return f"{state.files.done} of {pluralize(state.files.files, 'file')}" if state.files else "0 files"
    done = sum(progress.done for progress in state.regions.values())
    return f"{done} of {pluralize(len(state.regions), 'Region')}"


def _finished(result: Timeline, key: str) -> Cell:
    if result.capped:
        return Cell("INCOMPLETE: limit reached; there are more events", Tone.WARNING)
    if result.unparsed:
        return Cell(f"INCOMPLETE ({key}): {pluralize(result.unparsed, 'record')} unreadable", Tone.WARNING)
    files = sum(each.files for each in result.coverage)
    regions = pluralize(len(result.regions_searched), "Region")
    searched = pluralize(files, "file") if files else f"{regions} until {words.moment(result.until)}"
    caveats = f"; {pluralize(len(result.remarks), 'caveat')} ({key})" if result.remarks else ""
    return Cell(f"complete for {searched}{caveats}")


def completeness_sections(state: TimelineState) -> tuple[Section, ...]:
    """Each gap with its reason, the caveats, and what this source does not cover."""
    result = state.result
    unread = f"{pluralize(result.unparsed, 'record')}, shown unparsed among the events" if result else ""
    return (
        *gap_sections(state.gaps),
        *reading_sections(state.readings),
        *([Section("Unreadable", (Paragraph(unread),))] if result and result.unparsed else []),
        *(coverage_sections(result.coverage, result.remarks) if result else (_limits_before(state),)),
    )


def _limits_before(state: TimelineState) -> Section:
    """What the source can never contain, before it was read."""
    if state.from_files:
        return _limits(LOG_FILES, FILES_LIMITATIONS)
    return _limits(EVENT_HISTORY, SOURCE_LIMITATIONS)


def gap_sections(gaps: Sequence[Gap]) -> tuple[Section, ...]:
    """Each gap with its reason, if there is one."""
    listed = tuple(f"{gap.region or 'all Regions'}, {gap.source}: {gap.reason}" for gap in gaps)
    return (Section("Could not be read", (BulletList(listed),)),) if listed else ()


def coverage_sections(coverage: Sequence[Coverage], remarks: Sequence[str]) -> tuple[Section, ...]:
    """The caveats, what each source covers, and what it can never contain."""
    read = tuple(source_lines(coverage))
    limits = tuple(dict.fromkeys(limit for each in coverage for limit in each.limits))
    return (
        *([Section("Caveats", (BulletList(tuple(remarks)),))] if remarks else []),
        *([Section("What was read", (BulletList(read),))] if read else []),
        _limits(" and ".join(each.source for each in coverage), limits),
    )


def _limits(source: str, limits: tuple[str, ...]) -> Section:
    return Section(f"Not covered by {source}", (BulletList(limits),))


def event_sections(event: Event, signals: Sequence[Signal]) -> tuple[Section, ...]:
    """One event in full: what it may mean, who, from where, and the whole record."""
    meanings = tuple(
        Section(
            f"{signal.severity.value}: {signal.title}",
            (Paragraph(signal.why), KeyValues((KeyValue("technique", signal.technique),))),
            signal.severity.tone,
        )
        for signal in signals
    )
    record = tuple(map(Paragraph, json_lines(event.record)))
    return (
        *meanings,
        Section(event.name or "unreadable", (KeyValues(tuple(_facts(event))),)),
        Section("Record", record),
    )


def _facts(event: Event) -> Iterator[KeyValue]:
    if event.problem:
        yield KeyValue("problem", event.problem, Tone.WARNING)
    yield from (KeyValue(field.label, field.text) for field in event_fields(event) if field.label != "record")
    if event.call_with_bearer_token:
        yield KeyValue("API key", f"called with a bearer token, {event.bearer_token_type or 'type not recorded'}")


def event_fields(event: Event) -> tuple[CopyField, ...]:
    """What can be copied of an event, the id first."""
    actor = event.actor
    fields = (
        ("event id", event.event_id),
        ("time", f"{words.format_seconds_utc(event.time)} UTC" if event.time else None),
        ("Region", event.region),
        ("source", event.source),
        ("actor", actor.described),
        ("actor ARN", actor.arn),
        ("issuer", actor.issuer_arn),
        ("access key", actor.access_key_id),
        ("on behalf of", actor.on_behalf_of),
        ("address", event.source_ip),
        ("user agent", event.user_agent),
        ("error", ": ".join(filter(None, (event.failure, event.error_message)))),
        ("model", event.model_id),
        ("record", event.record),
    )
    return tuple(CopyField(label, text) for label, text in fields if text)
