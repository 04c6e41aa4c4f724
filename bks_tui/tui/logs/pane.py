"""The panes of a log folder: the identities, the one under the cursor in full, and the timeline of one of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from textual import on
from textual.app import ComposeResult
from textual.containers import Container, Vertical
from textual.content import Content

from bks_tui.core.hunt.filter_fields import IDENTITY_FIELDS
from bks_tui.core.hunt.hunt import Identity
from bks_tui.core.text import sanitize
from bks_tui.tui.keymap import Keymap
from bks_tui.tui.kit.filtered_list import FilteredList
from bks_tui.tui.kit.text_pane import TextPane
from bks_tui.tui.kit.titled import Titled
from bks_tui.tui.logs import presenter
from bks_tui.tui.logs.state import IDENTITY_ORDERS, LogState, row_key
from bks_tui.tui.memory import ViewMemory
from bks_tui.tui.timeline.pane import TimelinePane


class LogPanes(Container):
    """The identities above, beside the selected one in full where there is room; the timeline below."""

    def __init__(self, clock: Callable[[], datetime], keymap: Keymap, memory: ViewMemory) -> None:
        super().__init__()
        self._keymap = keymap
        self._rows: Mapping[str, Identity] = {}
        self.identities = FilteredList(
            presenter.IDENTITY_COLUMNS,
            "words, or is:api-key severity:high region:eu-*",
            IDENTITY_FIELDS,
            table_id="identity-table",
            id="identities",
            classes="pane",
        )
        self.detail = TextPane(id="identity-detail", classes="pane")
        # It follows the cursor of the list, and is not a pane to go to.
        self.detail.can_focus = False
        self.timeline = TimelinePane(clock, keymap, memory, id="log-timeline", classes="pane")

    def compose(self) -> ComposeResult:
        """The list with the identity in full, and the timeline."""
        yield Vertical(self.identities, self.detail, id="found")
        yield self.timeline

    @property
    def shows_events(self) -> bool:
        """Whether the timeline has the focus."""
        return self.timeline.has_focus_within

    def go(self, *, events: bool) -> None:
        """Give the focus to one of the panes."""
        self.set_class(events, "-events")
        (self.timeline.table if events else self.identities.table).focus()

    @property
    def selected(self) -> Identity | None:
        """The identity under the cursor."""
        key = self.identities.table.selected
        return self._rows.get(key) if key else None

    def show_identities(self, state: LogState, now: datetime) -> None:
        """Show the identities that the filter leaves."""
        found = state.shown(now)
        shown = found.rows
        self.identities.suggested_from = lambda: state.identities
        self._rows = {row_key(identity): identity for identity in shown}
        counted, text = f"{len(shown)} of {len(state.identities)}", f"'{state.text}'" if state.text else ""
        usual = state.sort == IDENTITY_ORDERS.usual[0]
        order = "worst first" if usual else IDENTITY_ORDERS.describe(state.sort)
        parts = (counted, found.described, text, order)
        _entitle(self.identities, "1 Identities", " · ".join(filter(None, parts)))
        self.identities.table.sorted_by = state.sort
        empty = presenter.empty_reason(state, self._keymap)
        self.identities.show_rows(list(self._rows), lambda row: presenter.identity_cells(shown[row]), empty)
        self.show_in_full()

    def show_in_full(self) -> None:
        """Show the identity under the cursor in full."""
        self.detail.show(presenter.identity_sections(self.selected) if self.selected else ())

    @on(TimelinePane.Retitled)
    def _retitle(self, message: TimelinePane.Retitled) -> None:
        message.stop()
        _entitle(self.timeline, "2 Timeline", message.about)


def _entitle(pane: Titled, name: str, about: str) -> None:
    pane.entitle(Content(f" {name} ") + Content.styled(f" {sanitize(about)} ", "not bold"))
