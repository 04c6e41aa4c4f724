"""The AWS calls: collected as they are made, and listed."""

from __future__ import annotations

from collections.abc import Callable

from bks_tui.core.account.account import ApiCall
from bks_tui.tui.calls.orders import CALL_ORDERS
from bks_tui.tui.main_screen.panes import Panes
from bks_tui.tui.memory import ViewMemory


class CallController:
    """The calls that bks has made since it was started."""

    def __init__(self, panes: Panes, memory: ViewMemory, changed: Callable[[str], None]) -> None:
        self._panes = panes
        self._memory = memory
        self.order = memory.order("calls", CALL_ORDERS)
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
            self._panes.show_calls(self._calls, self.order)
            self._changed("calls")

    def sort_by(self, order: str) -> None:
        """Sort the calls by a column; in the other direction, if that is their order."""
        self.order = CALL_ORDERS.choose(self.order, order)
        self._memory.keep_order("calls", self.order)
        self._is_stale = True
        self.refresh()

    @property
    def selected(self) -> ApiCall | None:
        """The call under the cursor."""
        row = self._panes.calls.selected
        return self._calls[int(row)] if row is not None else None
