"""The lines above the events: when there were how many, and what was used."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from bks_tui.core.cloudtrail.event import Event
from bks_tui.core.timeline.episodes import Episode
from bks_tui.core.timeline.findings import SourceFinding
from bks_tui.core.timeline.tokens import recorded_tokens
from bks_tui.tui.kit.content import content_of
from bks_tui.tui.timeline.presenter import histogram, usage_counts
from bks_tui.tui.timeline.state import TimelineState
from bks_tui.tui.timeline.view import TimelineView

# Of the lines above and below the events, as in the styles.
_PADDING = 2


def activity(
    state: TimelineState,
    view: TimelineView,
    narrowed: Sequence[Event],
    rows: Sequence[Event | Episode | SourceFinding],
    width: int,
) -> Content:
    """Bars for the events that the view leaves, in a pane `width` cells wide; counts; tokens of unfolded episodes."""
    bars = histogram(narrowed, *state.period, width - _PADDING) if state.period else ""
    # The records are parsed for them: those of some episodes, not of a whole timeline.
    episodes = [row for row in rows if isinstance(row, Episode) and view.is_unfolded(row)]
    unfolded = [event for episode in episodes for event in episode.events]
    tokens = recorded_tokens(unfolded) if unfolded else None
    return Content("\n").join([Content(bars), content_of(usage_counts(narrowed, tokens))])
