"""The CloudTrail timeline of one user or key: a histogram, the events, and always how complete it is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from bks_tui.core.cloudtrail.event import Event
from bks_tui.core.cloudtrail.target import Target
from bks_tui.core.timeline.episodes import Episode
from bks_tui.core.timeline.findings import SourceFinding
from bks_tui.core.timeline.tokens import recorded_tokens
from bks_tui.tui.action import Scope
from bks_tui.tui.actions import bindings
from bks_tui.tui.keymap import Keymap
from bks_tui.tui.kit.content import content_of
from bks_tui.tui.kit.filter_line import FilterInput, FilterLine
from bks_tui.tui.kit.option import Option
from bks_tui.tui.kit.sorting import SortOrder
from bks_tui.tui.kit.times import ShowsTimes
from bks_tui.tui.kit.titled import Titled
from bks_tui.tui.kit.virtual_table import VirtualTable
from bks_tui.tui.memory import ViewMemory
from bks_tui.tui.timeline.filters import narrowed, narrowing_options
from bks_tui.tui.timeline.orders import TIMELINE_ORDERS
from bks_tui.tui.timeline.presenter import (
    EVENT_COLUMNS,
    completeness,
    histogram,
    no_events,
    not_covered,
    usage_counts,
)
from bks_tui.tui.timeline.shown_rows import shown_rows
from bks_tui.tui.timeline.state import TimelineState
from bks_tui.tui.timeline.title import title_words
from bks_tui.tui.timeline.view import NarrowedEvents, TimelineView

# Of the lines above and below the events, as in the styles.
_PADDING = 2


class TimelinePane(Vertical, Titled, ShowsTimes):
    """The events, as the screen gives them; how they are grouped, narrowed and turned is the pane's own."""

    BINDINGS = bindings(Scope.TIMELINE)

    @dataclass
    class NarrowRequested(Message):
        """A person wants to choose what to show: by signal, actor or Region."""

        options: tuple[Option, ...]

    @dataclass
    class Retitled(Message):
        """What the pane shows, for its title, is another."""

        about: str

    @dataclass
    class OlderRequested(Message):
        """A person wants to look further back."""

    @dataclass
    class RowOpened(Message):
        """A person wants to see an event or a finding in full."""

        row: Event | SourceFinding

    @dataclass
    class FindingsRequested(Message):
        """A person wants to know what further sources say."""

    def __init__(
        self, clock: Callable[[], datetime], keymap: Keymap, memory: ViewMemory, *, id: str, classes: str
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._clock = clock
        self._keymap = keymap
        self._memory = memory
        self._state = TimelineState()
        self._target: Target | None = None
        self._view = TimelineView().in_order(memory.order("timeline", TIMELINE_ORDERS))
        self._narrowed: Sequence[Event] = ()
        self._unread = 0
        # What the rows are in their order: findings stand among events or episodes.
        self._rows: Sequence[Event | Episode | SourceFinding] = ()

    def compose(self) -> ComposeResult:
        """The filter, the activity, the events, how complete they are, and what CloudTrail does not cover."""
        yield FilterLine(
            "words, or call:Converse region:eu-* -is:failed",
            lambda: (self._state.filter_fields, self._state.events),
            id="event-filter",
        )
        yield Static(id="activity", markup=False)
        yield Static(id="no-events", markup=False)
        yield VirtualTable(EVENT_COLUMNS, id="events")
        yield Static(id="completeness", markup=False)
        yield Static(id="not-covered", markup=False)

    @property
    def table(self) -> VirtualTable:
        """The events."""
        return self.query_one(VirtualTable)

    @property
    def filter(self) -> FilterInput:
        """Where a person types the filter."""
        return self.query_one(FilterInput)

    @property
    def selected(self) -> Event | None:
        """The event under the cursor; of an episode, the one whose time is shown."""
        return self._state.find(self.table.selected)

    def show(self, state: TimelineState) -> None:
        """Show what is known now."""
        is_another, self._state, self._target = state.target != self._target, state, state.target
        if is_another and self._view.opened:
            self._return(self._view.closed())
        else:
            self._repaint()

    def narrow(self, choice: str) -> None:
        """Show only what the chosen option of `NarrowRequested` names."""
        self._change(replace(narrowed(choice, self._view.everything()), text=self._view.text))

    @property
    def order_by(self) -> SortOrder:
        """The column by which the rows are sorted."""
        return self._view.order_by

    @property
    def order_options(self) -> Sequence[Option]:
        """The columns by which the rows can be sorted."""
        return TIMELINE_ORDERS.options(self._view.order_by, self.table.orders)

    def sort_by(self, order: str) -> None:
        """Sort by a column; in the other direction, if it is sorted by that."""
        self._change(self._view.sorted_by(order))
        self._memory.keep_order("timeline", self._view.order_by)

    @on(VirtualTable.HeadingClicked)
    def _heading_clicked(self, message: VirtualTable.HeadingClicked) -> None:
        message.stop()
        self.sort_by(message.order)

    def _change(self, view: TimelineView) -> None:
        self._view = view
        self._repaint()

    def _repaint(self) -> None:
        state, now = self._state, self._clock()
        narrowed = self._view.narrow(state.events, state.signals, state.filter_fields, now)
        self._narrowed, self._unread = narrowed.rows, narrowed.unread
        shown = shown_rows(state, self._view, self._narrowed, self.table.selected, now)
        self._rows = shown.rows
        self.table.sorted_by = self._view.order_by
        self.table.show(shown.keys, shown.cells, shown.columns)
        self._show_around()
        self.post_message(self.Retitled(self._title_words()))

    def _title_words(self) -> str:
        episodes = sum(isinstance(row, Episode) for row in self._rows)
        return title_words(
            self._state, self._view, episodes, NarrowedEvents(self._narrowed, self._unread), self._keymap
        )

    def _show_around(self) -> None:
        """Update the bars above the events and the line below them."""
        width = self.content_size.width - _PADDING
        period = self._state.period
        bars = histogram(self._narrowed, *period, width) if period else ""
        # The records are parsed for them: those of one episode, not of a whole timeline.
        tokens = recorded_tokens(self._narrowed) if self._view.opened else None
        usage = content_of(usage_counts(self._narrowed, tokens))
        self.query_one("#activity", Static).update(Content("\n").join([Content(bars), usage]))
        self.query_one("#activity").set_class(bool(self._state.events), "-some")
        empty = "" if self._narrowed else no_events(self._state, self._keymap, narrowed=self._view.narrows)
        self.query_one("#no-events", Static).update(Content(empty))
        self.query_one("#no-events").display = bool(empty)
        complete = completeness(self._state, self._keymap)
        for line, cell in (("#completeness", complete), ("#not-covered", not_covered(self._state))):
            self.query_one(line, Static).update(content_of([replace(cell, text=self.times.text(cell.text))]))

    def redraw_times(self) -> None:
        """Draw the line on completeness again; the rows draw themselves."""
        self._show_around()

    # The bars fit the new width.
    on_resize = redraw_times

    @on(FilterLine.Filtered)
    def _filtered(self, message: FilterLine.Filtered) -> None:
        message.stop()
        self._change(replace(self._view, text=message.text))

    @on(FilterLine.Left)
    def _kept(self, message: FilterLine.Left) -> None:
        message.stop()
        self.close_filter(clear=False)

    @on(VirtualTable.Opened)
    def _opened(self, message: VirtualTable.Opened) -> None:
        message.stop()
        event, row = self.selected, self._rows[self.table.cursor]
        if isinstance(row, SourceFinding):
            self.post_message(self.RowOpened(row))
        elif event and isinstance(row, Episode) and row.count > 1:
            self._return(self._view.open(event))
            self.table.cursor = 0
        elif event:
            self.post_message(self.RowOpened(event))

    def _return(self, view: TimelineView) -> None:
        """Show another list of rows, with its own filter."""
        self.query_one(FilterLine).fill(view.text)
        self._change(view)

    def close_filter(self, *, clear: bool) -> None:
        """Back to the events, with the filter kept or cleared."""
        self.query_one(FilterLine).close(clear=clear)
        self.table.focus()

    def back(self) -> bool:
        """One step back within the pane; False if there is none."""
        if self.filter.has_focus or self.filter.value:
            self.close_filter(clear=True)
            return True
        if self._view.narrows:
            self._change(self._view.everything())
            return True
        if self._view.opened:
            self._return(self._view.closed())
            return True
        return False

    def action_filter_events(self) -> None:
        """Filter as one types."""
        self.query_one(FilterLine).open()

    def action_turn_events(self) -> None:
        """The other order."""
        self._change(self._view.turned())
        self._memory.keep_order("timeline", self._view.order_by)

    def action_group_events(self) -> None:
        """Single events, or episodes."""
        self._return(self._view.regrouped())

    def action_narrow_events(self) -> None:
        """Choose a signal, an actor, a Region or a source."""
        self.post_message(self.NarrowRequested(tuple(narrowing_options(self._state))))

    def action_ask_findings(self) -> None:
        """Ask further sources."""
        self.post_message(self.FindingsRequested())

    def action_older_events(self) -> None:
        """Look further back."""
        self.post_message(self.OlderRequested())
