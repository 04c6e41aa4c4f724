"""A timeline as text: the events, the summary, and how complete it is.

Cells are `rich.text.Text` of sanitized text: Rich reads no markup in them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from rich import box
from rich.cells import cell_len, set_cell_size
from rich.console import Console, ConsoleOptions
from rich.table import Table
from rich.text import Text

from bks_tui.core.cloudtrail.event import Event
from bks_tui.core.detection import Severity
from bks_tui.core.report.timeline_section import most_frequent
from bks_tui.core.text import pluralize, sanitize
from bks_tui.core.timeline.coverage import source_lines
from bks_tui.core.timeline.timeline import Timeline
from bks_tui.export import formatting as words

_STYLES: Mapping[Severity, str] = {
    Severity.HIGH: "bold red",
    Severity.MEDIUM: "yellow",
    Severity.LOW: "cyan",
}
_UNKNOWN = "magenta"

# From this width on, every column fits; below it, two columns share a cell.
_WIDE = 130

_HEADINGS = ("Time (UTC)", "Region", "Event", "Outcome", "Actor", "Address", "Signals")
_TIME_WIDTH = 19
_EVENTS_A_TABLE = 500


@dataclass(frozen=True)
class EventTable:
    """Events on a terminal: one line each if it is wide enough, else a few."""

    timeline: Timeline
    events: tuple[Event, ...]

    def __rich_console__(self, _: Console, options: ConsoleOptions) -> Iterator[Table]:
        """The table for the available width, as Rich requests it."""
        gather = _whole if options.max_width >= _WIDE else _by_twos
        table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0))
        for number, heading in enumerate(gather(tuple(Text(heading) for heading in _HEADINGS))):
            # A shortened name or address would be misleading: on a narrow terminal it is folded.
            table.add_column(heading, overflow="fold", min_width=0 if number else _TIME_WIDTH)
        for event in self.events:
            table.add_row(*gather(_cells(event, self.timeline)))
        yield table


def timeline_tables(timeline: Timeline) -> Iterator[EventTable]:
    """All events, oldest first, for a terminal. In parts, since Rich measures a whole table before it draws a line."""
    for start in range(0, len(timeline.events), _EVENTS_A_TABLE):
        yield EventTable(timeline, timeline.events[start : start + _EVENTS_A_TABLE])


def timeline_lines(timeline: Timeline) -> Iterator[str]:
    """All events, oldest first, for a pipe or a file: each on one line, whole, under its headings.

    Without Rich, which needs a minute for 100,000 events.
    """
    rows = [_HEADINGS, *(tuple(cell.plain for cell in _cells(event, timeline)) for event in timeline.events)]
    widths = [max(map(cell_len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        yield "  ".join(set_cell_size(cell, width) for cell, width in zip(row, widths, strict=True)).rstrip()


def timeline_summary(timeline: Timeline) -> Iterator[str]:
    """The summary, line by line: actors, calls, addresses, Regions, times and signals."""
    summary = timeline.summary
    failed = f", {summary.errors} of them denied or failed" if summary.errors else ""
    yield f"{pluralize(len(timeline.events), 'event')} in {pluralize(timeline.days, 'day')}{failed}"
    if summary.first_use and summary.last_use:
        yield f"  {'first, last use':16}{words.moment(summary.first_use)}, {words.moment(summary.last_use)}"
    for name, counts in summary.counted:
        yield f"  {name:16}{most_frequent(counts)}"
    for signal, times in summary.signals:
        yield f"  {'signal':16}{signal.severity.value} {signal.title}: {times}, {signal.technique}"


def timeline_completeness(timeline: Timeline) -> Iterator[str]:
    """How complete the timeline is and what it does not cover, line by line. Always shown."""
    files = sum(each.files for each in timeline.coverage)
    of_files = [f"{pluralize(files, 'file')} read"] if files else []
    of_regions = [f"{pluralize(len(timeline.regions_searched), 'Region')} searched"]
    read = ", ".join((*of_files, *(of_regions if timeline.regions_searched or not files else ())))
    yield f"{'complete' if timeline.complete else 'INCOMPLETE'}: {read}"
    yield from (sanitize(f"  {line}") for line in source_lines(timeline.coverage))
    for gap in timeline.gaps:
        yield sanitize(f"  gap: {gap.region or 'all Regions'}, {gap.source}: {gap.reason}")
    if timeline.capped:
        yield "  limited: more events exist than --max-events allows"
    if timeline.unparsed:
        yield f"  not parsed: {pluralize(timeline.unparsed, 'record')}, kept among the events"
    yield from (sanitize(f"  caveat: {caveat}") for caveat in (*timeline.remarks, *timeline.limits))


def _cells(event: Event, timeline: Timeline) -> tuple[Text, ...]:
    """The cells of one row."""
    failed = "invalid record" if event.problem else event.failure
    signals = (
        Text(f"{signal.severity.value} {signal.title}", _STYLES[signal.severity])
        for signal in timeline.signals.get(event.event_id, ())
    )
    return (
        Text(words.format_seconds_utc(event.time) if event.time else "no date"),
        Text(sanitize(event.region)),
        Text(sanitize(event.name) or "unknown"),
        Text(sanitize(failed), _UNKNOWN) if failed else Text("ok", "dim"),
        Text(sanitize(event.actor.described)),
        Text(sanitize(event.source_ip or "")),
        Text("; ").join(signals),
    )


def _whole(cells: tuple[Text, ...]) -> Iterator[Text]:
    return iter(cells)


def _by_twos(cells: tuple[Text, ...]) -> Iterator[Text]:
    """Two values in each cell, one below the other; the last, the signals, alone."""
    for upper, lower in zip(cells[:-1:2], cells[1:-1:2], strict=True):
        yield Text("\n").join((upper, lower))
    yield cells[-1]
