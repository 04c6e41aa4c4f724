"""The identities of a log folder: read them, and show them in the list."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

from bks_tui.core.errors import BksError
from bks_tui.core.hunt.hunt import Hunt, HuntUpdate, Identity
from bks_tui.core.timeline.log_search import LogSearch
from bks_tui.tui.kit.jobs import JobOwner
from bks_tui.tui.logs.pane import LogPanes
from bks_tui.tui.logs.state import IDENTITY_ORDERS, LogState
from bks_tui.tui.logs.worker import read_identities

_JOB = "identities"


class IdentitiesController:
    """The identities in the files of `search`.

    `changed` is called when another state is shown, `ended` after that of a result.
    """

    def __init__(
        self,
        host: JobOwner,
        panes: LogPanes,
        search: LogSearch,
        clock: Callable[[], datetime],
        changed: Callable[[], None],
        ended: Callable[[], None],
    ) -> None:
        self.state = LogState(search)
        self._host = host
        self._panes = panes
        self._clock = clock
        self._changed = changed
        self._ended = ended
        self._is_stale = True

    def read(self) -> None:
        """Read the files, perhaps again."""
        self.state.begin()
        work = partial(read_identities, self.state.search, self._clock)
        self._host.start_job(_JOB, work, self._updated, self._failed)
        self.show()

    def _updated(self, update: HuntUpdate) -> None:
        self.state.learn(update)
        self._is_stale = True
        if isinstance(update, Hunt):
            self.show()
            self._ended()

    def _failed(self, error: BksError) -> None:
        self.state.stop(error)
        self.show()

    def refresh(self) -> None:
        """Show what was learned since the last time."""
        if self._is_stale:
            self.show()

    def show(self) -> None:
        """Show the identities that the filter leaves."""
        self._is_stale = False
        self._panes.show_identities(self.state, self._clock())
        self._changed()

    def filter(self, text: str) -> None:
        """Show only identities that match a filter."""
        self.state.text = text
        self.show()

    def sort_by(self, order: str) -> None:
        """Show the identities by a column; in the other direction, if that is their order."""
        self.state.sort = IDENTITY_ORDERS.choose(self.state.sort, order)
        self.show()

    def stop(self) -> bool:
        """Stop reading; False if nothing is read."""
        self._host.cancel_job(_JOB)
        return self.state.running

    @property
    def selected(self) -> Identity | None:
        """The identity under the cursor."""
        return self._panes.selected
