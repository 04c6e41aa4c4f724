"""A timeline as text: episodes or events, the summary, and how complete it is.

Cells are `rich.text.Text` of sanitized text: Rich reads no markup in them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from rich.cells import cell_len, set_cell_size
from rich.console import Console, ConsoleOptions
from rich.segment import Segment
from rich.text import Text

from bks_tui.core.cloudtrail.event import Event
from bks_tui.core.cost.cost import cost_of
from bks_tui.core.detection import Severity, Signal
from bks_tui.core.report.timeline_section import most_frequent
from bks_tui.core.text import pluralize, sanitize
from bks_tui.core.timeline.coverage import source_lines
from bks_tui.core.timeline.episodes import Episode
from bks_tui.core.timeline.findings import reading_lines
from bks_tui.core.timeline.timeline import Timeline
from bks_tui.export import formatting as words
from bks_tui.export.timeline.drawn_rows import Values, column_widths, drawn_row, drawn_rule

_STYLES: Mapping[Severity, str] = {
    Severity.HIGH: "bold red",
    Severity.MEDIUM: "yellow",
    Severity.LOW: "cyan",
}
_UNKNOWN = "magenta"

_TIME_WIDTH = 19
_ROWS_A_TABLE = 500
_LONGEST_NAME = 200


@dataclass(frozen=True)
class TableLayout:
    """The columns of a table. On a terminal narrower than `wide`, so many share `in_a_cell`; the last one is alone."""

    headings: tuple[str, ...]
    wide: int
    in_a_cell: int


_OF_EVENTS = TableLayout(("Time (UTC)", "Region", "Event", "Outcome", "Actor", "Address", "Signals"), 130, 2)
_OF_EPISODES = TableLayout(
    (
        *("First (UTC)", "Last (UTC)", "Times"),
        *("Event", "Outcome", "Models"),
        *("Actor", "Address", "Regions"),
        "Signals",
    ),
    200,
    3,
)


@dataclass(frozen=True)
class TimelineTable:
    """Rows on a terminal: one line each if it is wide enough, else a few."""

    layout: TableLayout
    rows: tuple[tuple[Text, ...], ...]

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[Segment]:
        """The rows for the available width, as Rich requests it."""
        in_a_cell = 1 if options.max_width >= self.layout.wide else self.layout.in_a_cell
        headings = tuple(Text(heading, "bold") for heading in self.layout.headings)
        rows = [_gathered(row, in_a_cell) for row in (headings, *self.rows)]
        # A heading is just above its column.
        rows[0] = tuple((Text(),) * (in_a_cell - len(cell)) + cell for cell in rows[0])
        # A shortened name or address would be misleading: on a narrow terminal it is folded.
        widths = column_widths(rows, options.max_width, _TIME_WIDTH)
        yield from drawn_row(console, rows[0], widths)
        yield from drawn_rule(widths)
        for row in rows[1:]:
            yield from drawn_row(console, row, widths)


def timeline_tables(timeline: Timeline, *, single: bool = False) -> Iterator[TimelineTable]:
    """All episodes, or if `single` all events, oldest first, for a terminal.

    In parts: a person sees the first rows at once.
    """
    layout, rows = _rows(timeline, single=single)
    while part := tuple(islice(rows, _ROWS_A_TABLE)):
        yield TimelineTable(layout, part)


def timeline_lines(timeline: Timeline, *, single: bool = False) -> Iterator[str]:
    """The same for a pipe or a file: each on one line, whole, under its headings.

    Without Rich, which has no use for a pipe.
    """
    layout, rows = _rows(timeline, single=single)
    lines = [layout.headings, *(tuple(cell.plain for cell in row) for row in rows)]
    widths = [max(map(cell_len, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        yield "  ".join(set_cell_size(cell, width) for cell, width in zip(line, widths, strict=True)).rstrip()


def _rows(timeline: Timeline, *, single: bool) -> tuple[TableLayout, Iterator[tuple[Text, ...]]]:
    if single:
        signals = timeline.signals
        return _OF_EVENTS, (_event_cells(event, signals.get(event.event_id, ())) for event in timeline.events)
    return _OF_EPISODES, map(_episode_cells, timeline.episodes)


def timeline_summary(timeline: Timeline) -> Iterator[str]:
    """The summary, line by line: actors, calls, addresses, Regions, times and signals."""
    summary = timeline.summary
    failed = f", {summary.errors} of them denied or failed" if summary.errors else ""
    yield f"{pluralize(len(timeline.events), 'event')} in {pluralize(timeline.days, 'day')}{failed}"
    if summary.first_use and summary.last_use:
        yield f"  {'first, last use':16}{words.moment(summary.first_use)}, {words.moment(summary.last_use)}"
    for span in timeline.phases:
        yield f"  {'phase':16}{span.phase.value}: {span.described}"
    for name, counts in summary.counted:
        yield f"  {name:16}{most_frequent(counts)}"
    cost = cost_of(timeline)
    if cost.rows:
        yield f"  {'cost':16}{cost.described}; 'bks cost' reads logs and metrics as well"
    for signal, times in summary.signals:
        yield f"  {'signal':16}{signal.severity.value} {signal.title}: {times}, {signal.technique}"


def timeline_completeness(timeline: Timeline) -> Iterator[str]:
    """How complete the timeline is and what it does not cover, line by line. Always shown."""
    files = sum(each.files for each in timeline.coverage)
    of_files = [f"{pluralize(files, 'file')} read"] if files else []
    of_regions = [f"{pluralize(len(timeline.regions_searched), 'Region')} searched"]
    read = ", ".join((*of_files, *(of_regions if timeline.regions_searched or not files else ())))
    if timeline.narrowing:
        yield timeline.narrowing.sentence("event")
    yield f"{'complete' if timeline.complete else 'INCOMPLETE'}: {read}"
    yield from (sanitize(f"  {line}") for line in source_lines(timeline.coverage))
    yield from (sanitize(f"  {line}") for line in reading_lines(timeline.readings))
    for gap in timeline.gaps:
        yield sanitize(f"  gap: {gap.region or 'all Regions'}, {gap.source}: {gap.reason}")
    if timeline.capped:
        yield "  limited: more events exist than --max-events allows"
    if timeline.unparsed:
        hidden = f", {timeline.hidden_unparsed} of them hidden by the filter" if timeline.hidden_unparsed else ""
        yield f"  not parsed: {pluralize(timeline.unparsed, 'record')}, kept among the events{hidden}"
    yield from (sanitize(f"  caveat: {caveat}") for caveat in (*timeline.remarks, *timeline.limits))


def _event_cells(event: Event, signals: Iterable[Signal]) -> tuple[Text, ...]:
    return (
        _time(event.time),
        Text(sanitize(event.region)),
        _call(event),
        _outcome(event),
        Text(sanitize(event.actor.described)),
        Text(sanitize(event.source_ip or "")),
        _signals(signals),
    )


def _episode_cells(episode: Episode) -> tuple[Text, ...]:
    sample = episode.sample
    return (
        _time(episode.first),
        _time(episode.last) if episode.count > 1 else Text(),
        Text(str(episode.count)),
        _call(sample),
        _outcome(sample),
        Text(_usage(episode)),
        Text(sanitize(sample.actor.described)),
        Text(sanitize(sample.source_ip or "")),
        Text(_names(episode.regions)),
        _signals(episode.signals),
    )


def _time(when: datetime | None) -> Text:
    return Text(words.format_seconds_utc(when) if when else "no date")


def _call(event: Event) -> Text:
    return Text(sanitize(event.name) or "unknown")


def _outcome(event: Event) -> Text:
    failed = "invalid record" if event.problem else event.failure
    return Text(sanitize(failed), _UNKNOWN) if failed else Text("ok", "dim")


def _usage(episode: Episode) -> str:
    tokens = episode.tokens
    return "; ".join(filter(None, (_names(episode.models), tokens.described if tokens else "")))


def _names(names: Iterable[str]) -> str:
    return ", ".join(sanitize(name, _LONGEST_NAME) for name in names)


def _signals(signals: Iterable[Signal]) -> Text:
    return Text("; ").join(
        Text(f"{signal.severity.value} {signal.title}", _STYLES[signal.severity]) for signal in signals
    )


def _gathered(cells: tuple[Text, ...], in_a_cell: int) -> tuple[Values, ...]:
    """So many values in each cell, one below the other; the last, the signals, alone."""
    return (*(cells[start : start + in_a_cell] for start in range(0, len(cells) - 1, in_a_cell)), cells[-1:])
