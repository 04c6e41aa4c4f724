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
from bks_tui.tui.timeline.activity import activity
from bks_tui.tui.timeline.filters import narrowed, narrowing_options
from bks_tui.tui.timeline.orders import TIMELINE_ORDERS
from bks_tui.tui.timeline.presenter import (
    EVENT_COLUMNS,
    completeness,
    no_events,
    not_covered,
)
from bks_tui.tui.timeline.rows import event_beside, event_id_of, events_of
from bks_tui.tui.timeline.shown_rows import shown_rows
from bks_tui.tui.timeline.state import TimelineState
from bks_tui.tui.timeline.title import title_words
from bks_tui.tui.timeline.trail import TimelinePlace
from bks_tui.tui.timeline.view import NarrowedEvents, TimelineView


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
    class PivotRequested(Message):
        """A person wants to look further at something in an event."""

        event: Event

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
        # With which view a pivot began, and what goes back to the timeline before it.
        self._began: TimelineView | None = None
        self.go_back: Callable[[], bool] = lambda: False
        self._narrowed = NarrowedEvents(())
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
        return self._state.find(event_id_of(self.table.selected))

    @property
    def shown(self) -> tuple[TimelineView, Sequence[Event | Episode | SourceFinding]]:
        """Which events are shown, and what the rows are in their order."""
        return self._view, self._rows

    def show(self, state: TimelineState) -> None:
        """Show what is known now."""
        is_another, self._state, self._target = state.target != self._target, state, state.target
        if is_another:
            self._view, self._began = self._view.folded(), None
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
        self._narrowed = self._view.narrow(state.events, state.signals, state.filter_fields, now)
        shown = shown_rows(state, self._view, self._narrowed.rows, self.table.selected, now)
        self._rows = shown.rows
        self.table.sorted_by = self._view.order_by
        self.table.show(shown.keys, shown.cells, shown.columns)
        self._show_around()
        episodes = sum(isinstance(row, Episode) for row in self._rows)
        self.post_message(self.Retitled(title_words(state, self._view, episodes, self._narrowed, self._keymap)))

    def _show_around(self) -> None:
        """Update the bars above the events and the line below them."""
        bars = activity(self._state, self._view, self._narrowed.rows, self._rows, self.content_size.width)
        self.query_one("#activity", Static).update(bars)
        self.query_one("#activity").set_class(bool(self._state.events), "-some")
        empty = "" if self._narrowed.rows else no_events(self._state, self._keymap, narrowed=self._view.narrows)
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
        if isinstance(row, Episode) and row.count > 1:
            at = self.table.cursor
            self._change(self._view.toggled(row))
            # Rows appear and disappear below it.
            self.table.cursor = at
        elif opened := row if isinstance(row, SourceFinding) else event:
            self.post_message(self.RowOpened(opened))

    def _return(self, view: TimelineView) -> None:
        """Show another list of rows, with its own filter."""
        self.query_one(FilterLine).fill(view.text)
        self._change(view)

    def close_filter(self, *, clear: bool) -> None:
        """Back to the events, with the filter kept or cleared."""
        self.query_one(FilterLine).close(clear=clear)
        self.table.focus()

    def back(self) -> bool:
        """One step back within the pane, and to the timeline before; False if there is none."""
        view = self._view
        if self.filter.has_focus or self.filter.value:
            self.close_filter(clear=True)
        elif view == self._began and self.go_back():
            pass
        elif view.narrows:
            self._change(view.everything())
        elif view.unfolded:
            self._change(view.folded())
        else:
            return self.go_back()
        return True

    @property
    def place(self) -> TimelinePlace:
        """What is shown, and where the cursor is."""
        return TimelinePlace(self._view, self.table.selected)

    def begin(self, view: TimelineView) -> None:
        """Show what a pivot led to: from this view, escape goes back at once."""
        self._began = view
        self._return(view)

    def go_to(self, state: TimelineState, place: TimelinePlace) -> None:
        """Show an earlier timeline again, as it was."""
        self._state, self._target, self._began = state, state.target, None
        self._return(place.view)
        if place.row:
            self.table.select(place.row)

    def step(self, event_id: str, by: int) -> Event | None:
        """The next event in the order of the rows, or the one before, with the cursor on it; None at the end."""
        found = event_beside(self._rows, self._view, event_id, by)
        if found and not self.table.select(found.event_id):
            holding = (number for number, row in enumerate(self._rows) if found in events_of(row, self._view))
            self.table.cursor = next(holding, self.table.cursor)
        return found

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

    def action_pivot(self) -> None:
        """Choose something in the event to look further at."""
        if self.selected:
            self.post_message(self.PivotRequested(self.selected))

    def action_ask_findings(self) -> None:
        """Ask further sources."""
        self.post_message(self.FindingsRequested())

    def action_older_events(self) -> None:
        """Look further back."""
        self.post_message(self.OlderRequested())
