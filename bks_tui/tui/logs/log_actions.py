"""What the keys of a log folder do."""

from __future__ import annotations

from collections.abc import Callable

from bks_tui.core.cloudtrail.target import Target
from bks_tui.core.filter.help import filter_sections
from bks_tui.core.hunt.filter_fields import IDENTITY_FIELDS
from bks_tui.core.hunt.hunt import Identity
from bks_tui.core.text import sanitize
from bks_tui.core.timeline.filter_fields import EVENT_FIELDS
from bks_tui.core.timeline.log_search import LogSearch
from bks_tui.tui.action import Scope, Situation
from bks_tui.tui.keymap import Keymap
from bks_tui.tui.kit.dialog import TextScreen
from bks_tui.tui.kit.order_picker import ask_order
from bks_tui.tui.logs import presenter
from bks_tui.tui.logs.leaving import LeavingLogs
from bks_tui.tui.logs.state import IDENTITY_ORDERS, target_of
from bks_tui.tui.main_screen.help import help_sections
from bks_tui.tui.timeline.presenter import completeness_sections

_SCOPES = (Scope.LOGS, Scope.TABLE, Scope.TIMELINE, Scope.EVENT, Scope.TEXT)
_EVENT_SCOPES = (Scope.TIMELINE, Scope.TABLE, Scope.LOGS, Scope.TEXT)


class LogActions(LeavingLogs):
    """The actions of a log folder; one of the bases of its screen."""

    _search: LogSearch
    _keymap: Keymap
    _save_report: Callable[[Target, LogSearch], None]

    @property
    def situation(self) -> Situation:
        """What decides which actions can run."""
        raise NotImplementedError

    def _read_events(self, identity: Identity) -> None:
        raise NotImplementedError

    def action_filter_identities(self) -> None:
        """Filter the identities as a person types."""
        self.panes.identities.open_filter()

    def action_sort_column(self) -> None:
        """Choose the column by which the list with the focus is sorted."""
        timeline, sort = self.panes.timeline, self._identities.state.sort
        if self.panes.shows_events:
            ask_order(self.app, timeline.order_options, timeline.order_by, timeline.sort_by)
        else:
            ask_order(self.app, IDENTITY_ORDERS.options(sort), sort, self._identities.sort_by)

    def action_zoom(self) -> None:
        """Give the list with the focus all the room, or not any more."""
        self.panes.toggle_class("-zoomed")

    def action_show_timeline(self) -> None:
        """Read the events of the identity, and go to them."""
        if self.subject:
            self._read_events(self.subject)
            self.panes.go(events=True)

    def action_read_files(self) -> None:
        """Read the files again; in the timeline, its events."""
        target = self._timeline.state.target
        if self.panes.shows_events and target:
            self._timeline.read(target)
        else:
            self._identities.read()

    def action_save_report(self) -> None:
        """Save a report on the identity."""
        if self.subject:
            self._save_report(target_of(self.subject), self._search)

    def action_show_warnings(self) -> None:
        """What could not be read: of the timeline if it has the focus, else of the files."""
        target = self._timeline.state.target if self.panes.shows_events else None
        sections = (
            completeness_sections(self._timeline.state) if target else presenter.reason_sections(self._identities.state)
        )
        about = f"The timeline of {sanitize(target.text, 40)}" if target else "The log files"
        self.app.push_screen(TextScreen(f"{about}: what could not be read", sections))

    def action_help(self) -> None:
        """All keys of this screen, with the reason for each that is disabled."""
        keys = help_sections(self.situation, self._keymap, _EVENT_SCOPES if self.panes.shows_events else _SCOPES)
        self.app.push_screen(TextScreen("Help", (*keys, *filter_sections(IDENTITY_FIELDS, EVENT_FIELDS))))

    def action_show_identities(self) -> None:
        """Go to the identities."""
        self.panes.go(events=False)

    def action_show_events(self) -> None:
        """Go to the timeline."""
        self.panes.go(events=True)

    def action_next_pane(self) -> None:
        """To the other pane."""
        self.panes.go(events=not self.panes.shows_events)

    def action_previous_pane(self) -> None:
        """To the other pane."""
        self.panes.go(events=not self.panes.shows_events)
