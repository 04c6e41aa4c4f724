"""How long the events of a timeline take to be drawn on a terminal, beside Rich's own table of the same cells."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from functools import partial

from rich import box
from rich.console import Console
from rich.table import Table as RichTable

from bks_tui.core.timeline.timeline import Timeline
from bks_tui.export.timeline.to_table import TimelineTable, timeline_tables
from tests.benchmarks.table import Table, seconds
from tests.support.events import an_event
from tests.support.timelines import a_timeline

EVENTS = (10_000, 100_000)
WIDTH = 160


def timeline_of(events: int) -> Timeline:
    """A timeline of ordinary events."""
    return a_timeline(*(an_event(minute=number) for number in range(events)), signals={})


def drawn(tables: Iterable[TimelineTable | RichTable]) -> None:
    """Draw them as a command does."""
    console = Console(file=io.StringIO(), width=WIDTH, force_terminal=True)
    for table in tables:
        with console.capture() as capture:
            console.print(table)
        capture.get()


def rich_tables(timeline: Timeline) -> Iterator[RichTable]:
    """The same cells in tables of Rich."""
    for part in timeline_tables(timeline, single=True):
        table = RichTable(box=box.SIMPLE_HEAD, show_edge=False, padding=(0, 1, 0, 0))
        for heading in part.layout.headings:
            table.add_column(heading, overflow="fold")
        for row in part.rows:
            table.add_row(*row)
        yield table


def tables() -> Iterator[Table]:
    """Two sizes."""
    rows = []
    for events in EVENTS:
        timeline = timeline_of(events)
        own = seconds(partial(drawn, timeline_tables(timeline, single=True)))
        rich = seconds(partial(drawn, rich_tables(timeline)))
        rows.append((events, own, rich, f"{own / rich:.2f}"))
    yield Table("Events on a terminal", ("events", "s", "Rich, s", "of its time"), rows, f"{WIDTH} columns wide.")
