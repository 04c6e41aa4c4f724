"""The title of a timeline: whose events it has, and which of them are shown in which order."""

from __future__ import annotations

from bks_tui.core.filter.match import unread_words
from bks_tui.core.text import pluralize
from bks_tui.tui.keymap import Keymap
from bks_tui.tui.timeline.state import TimelineState
from bks_tui.tui.timeline.view import NarrowedEvents, TimelineView


def title_words(
    state: TimelineState, view: TimelineView, episodes: int, narrowed: NarrowedEvents, keymap: Keymap
) -> str:
    """The title, for so many episodes or the events that `view` leaves."""
    if state.target is None:
        return f"{keymap.shown('show_timeline')} reads a user's events"
    total = len(state.events)
    rows = pluralize(episodes, "episode") if view.groups else "single events"
    if state.readings:
        rows = f"{rows} · {pluralize(len(state.findings), 'finding')}"
    counted = f"{len(narrowed.rows)} of {total}" if view.narrows else f"{total}"
    period = "log files" if state.from_files else f"{state.options.days} days"
    parts = (state.target.text, rows, f"{counted} in {period}", unread_words(narrowed.unread), view.describe())
    return " · ".join(filter(None, parts))
