"""The timeline as cells: a row, the histogram, the line that says how complete it is, and one event in full."""

from __future__ import annotations

import json
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, timezone
from itertools import pairwise

from bks_tui.core.cloudtrail.event import Event
from bks_tui.core.detection import Severity, Signal
from bks_tui.core.text import pluralize
from bks_tui.core.timeline.timeline import SOURCE_LIMITATIONS, Timeline
from bks_tui.export import formatting as words
from bks_tui.tui.keymap import DEFAULT_KEYMAP, Keymap
from bks_tui.tui.kit.cells import Cell, CellSection, Line, Tone, cell
from bks_tui.tui.kit.copy_fields import Field
from bks_tui.tui.timeline.state import TimelineState

_TONES = {Severity.HIGH: Tone.AT_RISK, Severity.MEDIUM: Tone.UNKNOWN, Severity.LOW: Tone.ACTIVE}
# For events without a date; they come last.
_NO_TIME = datetime.max.replace(tzinfo=timezone.utc)
# Always shown, since an empty timeline does not mean unused.
NOT_COVERED = Cell("not covered: last 15 min, older than 90 days, mantle and Claude data events", Tone.DIM)
_MOST_RECORD_LINES = 2_000


def event_cells(event: Event, signals: Sequence[Signal]) -> tuple[Cell, ...]:
    """A row: time in UTC, Region, call, actor, address, what it may mean or how it failed."""
    worst = min(signals, key=lambda signal: signal.severity.urgency, default=None)
    meaning = cell(worst.title, _TONES[worst.severity]) if worst else cell(event.failure or "", Tone.DIM)
    return (
        cell(event.time.strftime("%m-%d %H:%M:%S") if event.time else "no date", Tone.DIM),
        cell(event.region, Tone.DIM),
        cell(event.name or "unreadable", Tone.UNKNOWN if event.problem else Tone.STRONG),
        cell(event.actor.described),
        cell(event.source_ip or "", Tone.DIM),
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


def region_counts(events: Sequence[Event]) -> tuple[Cell, ...]:
    """How many events each Region has, the busiest first."""
    counted = Counter(event.region for event in events if event.region)
    return tuple(cell(f"{region} {times}", Tone.DIM) for region, times in counted.most_common())


def completeness(state: TimelineState, keymap: Keymap = DEFAULT_KEYMAP) -> Cell:
    """How complete the timeline is, in one line, with the key that lists the gaps."""
    key = keymap.shown("show_warnings")
    if state.target is None:
        return cell("no events read yet", Tone.DIM)
    # A gap of one Region is named by the Region, a gap of all Regions by its reason.
    gaps = ", ".join(dict.fromkeys(gap.region or gap.reason for gap in state.gaps))
    if state.running:
        done = sum(progress.done for progress in state.regions.values())
        known_gaps = f"; gaps ({key}): {gaps}" if gaps else ""
        return cell(f"reading: {done} of {pluralize(len(state.regions), 'Region')} done; esc stops{known_gaps}")
    if state.error:
        return cell(f"FAILED: {state.error} {state.error.remedy}", Tone.UNKNOWN)
    if gaps:
        return cell(f"INCOMPLETE ({key}): {gaps}", Tone.UNKNOWN)
    return _finished(state.result, key) if state.result else cell("")


def _finished(result: Timeline, key: str) -> Cell:
    if result.capped:
        return cell("INCOMPLETE: limit reached; there are more events", Tone.UNKNOWN)
    regions = pluralize(len(result.regions_searched), "Region")
    besides = (
        f"{pluralize(result.unparsed, 'record')} unreadable" if result.unparsed else "",
        f"{pluralize(len(result.remarks), 'caveat')} ({key})" if result.remarks else "",
    )
    parts = (f"complete for {regions} until {result.until:%m-%d %H:%M} UTC", *filter(None, besides))
    return cell("; ".join(parts))


def completeness_sections(state: TimelineState) -> tuple[CellSection, ...]:
    """Each gap with its reason, the caveats, and what this source does not cover."""
    gaps = tuple(Line("", cell(f"- {gap.region or 'all Regions'}, {gap.source}: {gap.reason}")) for gap in state.gaps)
    limits = tuple(Line("", cell(f"- {limit}")) for limit in SOURCE_LIMITATIONS)
    sections = [CellSection(cell("Could not be read"), gaps)] if gaps else []
    if state.result and state.result.unparsed:
        kept = f"{pluralize(state.result.unparsed, 'record')}, shown unparsed among the events"
        sections.append(CellSection(cell("Unreadable"), (Line("", cell(kept)),)))
    if state.result and state.result.remarks:
        caveats = tuple(Line("", cell(f"- {caveat}")) for caveat in state.result.remarks)
        sections.append(CellSection(cell("Caveats"), caveats))
    return (*sections, CellSection(cell("Not covered by CloudTrail event history"), limits))


def event_sections(event: Event, signals: Sequence[Signal]) -> tuple[CellSection, ...]:
    """One event in full: what it may mean, who, from where, and the whole record."""
    meanings = tuple(
        CellSection(
            cell(f"{signal.severity.value}: {signal.title}", _TONES[signal.severity]),
            (Line("", cell(signal.why)), Line("technique", cell(signal.technique))),
        )
        for signal in signals
    )
    record = tuple(Line("", cell(line)) for line in _record_lines(event.record))
    return (
        *meanings,
        CellSection(cell(f"{event.name or 'unreadable'}"), tuple(_facts(event))),
        CellSection(cell("Record"), record),
    )


def _facts(event: Event) -> Iterator[Line]:
    if event.problem:
        yield Line("problem", cell(event.problem, Tone.UNKNOWN))
    yield from (Line(field.label, cell(field.text)) for field in event_fields(event) if field.label != "record")
    if event.call_with_bearer_token:
        yield Line("API key", cell(f"called with a bearer token, {event.bearer_token_type or 'type not recorded'}"))


def event_fields(event: Event) -> tuple[Field, ...]:
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
    return tuple(Field(label, text) for label, text in fields if text)


def _record_lines(record: str) -> list[str]:
    try:
        lines = json.dumps(json.loads(record), indent=2, ensure_ascii=False).splitlines()
    except (ValueError, RecursionError):
        lines = record.splitlines()
    left_out = len(lines) - _MOST_RECORD_LINES
    return [*lines[:_MOST_RECORD_LINES], f"… {left_out} more lines"] if left_out > 0 else lines
