"""The AWS calls: collected as they are made, and listed."""

from __future__ import annotations

from collections.abc import Callable

from bks_tui.core.account.account import ApiCall
from bks_tui.tui.main_screen.panes import Panes


class CallController:
    """The calls that bks has made since it was started."""

    def __init__(self, panes: Panes, changed: Callable[[str], None]) -> None:
        self._panes = panes
        self._changed = changed
        self._calls: list[ApiCall] = []
        self._is_stale = True

    def add(self, call: ApiCall) -> None:
        """Show a call at the next refresh."""
        self._calls.append(call)
        self._is_stale = True

    def refresh(self) -> None:
        """Show the calls made since the last time."""
        if self._is_stale:
            self._is_stale = False
            self._panes.show_calls(self._calls)
            self._changed("calls")

    @property
    def selected(self) -> ApiCall | None:
        """The call under the cursor."""
        row = self._panes.calls.selected
        return self._calls[int(row)] if row is not None else None
