"""Where a command reads the cost of a target from, its prices, and the reading with progress."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bks_tui.cli.athena_options import in_account
from bks_tui.cli.log_options import LogChoice
from bks_tui.cli.member_options import MemberOptions
from bks_tui.cli.session_options import Invocation
from bks_tui.cli.target_options import with_progress
from bks_tui.cli.terminal.interruption import cancelled_by_interrupt
from bks_tui.core.account.account import SessionChoice
from bks_tui.core.athena.search import AthenaSearch
from bks_tui.core.cloudtrail.target import Target
from bks_tui.core.cost.cost import Cost
from bks_tui.core.cost.price_file import with_own_prices
from bks_tui.core.cost.price_table import LISTED
from bks_tui.core.cost.prices import Prices
from bks_tui.core.errors import CancelledError, FileError
from bks_tui.core.timeline.timeline import TimelineOptions, TimelineUpdate

_LARGEST_PRICES = 1 << 20


def read_prices(path: Path | None) -> Prices:
    """The list prices, with those of a file before them. Raises FileError and UsageError."""
    from bks_tui.storage.reading import read_regular

    if path is None:
        return LISTED
    try:
        text = read_regular(path, _LARGEST_PRICES).decode("utf-8", "replace")
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else "that is not a file name"
        raise FileError(f"{path} cannot be read: {reason.lower()}", "Name a file of prices.") from error
    return with_own_prices(LISTED, text)


@dataclass(frozen=True)
class CostSearch:
    """A target, and where its calls and their tokens are read: files, the logs of a trail, or event history."""

    target: Target
    options: TimelineOptions
    logs: LogChoice | None
    athena: AthenaSearch | None
    member: MemberOptions
    prices: Prices

    def read(self, invocation: Invocation) -> tuple[Cost, bool]:
        """The cost, and whether Ctrl-C ended the reading early; shows the progress."""
        from bks_tui.cli.terminal.progress import progress_line

        with cancelled_by_interrupt(keep_result=True) as cancelled, progress_line(wanted=True) as show:
            for update in with_progress(self._updates(invocation, cancelled), show):
                if isinstance(update, Cost):
                    return update, cancelled.is_set()
        raise CancelledError("the search ended without a result")

    def _updates(self, invocation: Invocation, cancelled: threading.Event) -> Iterator[TimelineUpdate | Cost]:
        from bks_tui.operations.cost.cost import cost

        if self.athena:
            search = in_account(self.athena, self.member)
            yield from self._with_athena(invocation.choice, search, cancelled)
        elif self.logs and not (logs := self.logs.in_account(self.member)).with_history:
            with logs.stored() as files:
                updates = logs.combined(files, self.target, None, cancelled)
                yield from cost(updates, cancelled, self.prices, files=files)
        else:
            choice = self.member.reach(invocation, self.target).choice
            with self.member.offered():
                yield from self._with_history(choice, cancelled)

    def _with_athena(
        self, choice: SessionChoice, search: AthenaSearch, cancelled: threading.Event
    ) -> Iterator[TimelineUpdate | Cost]:
        from bks_tui.operations.connect import connect
        from bks_tui.operations.cost.cost import cost
        from bks_tui.operations.timeline.athena_source import athena_timeline

        session = connect(choice)
        updates = athena_timeline(session, self.target, search, cancelled)
        return cost(updates, cancelled, self.prices, session=session)

    def _with_history(self, choice: SessionChoice, cancelled: threading.Event) -> Iterator[TimelineUpdate | Cost]:
        from bks_tui.operations.connect import connect
        from bks_tui.operations.cost.cost import cost
        from bks_tui.operations.timeline.timeline import timeline

        session = connect(choice)

        def history(known: Target) -> Iterator[TimelineUpdate]:
            return timeline(session, known, self.options, cancelled)

        if self.logs is None:
            yield from cost(history(self.target), cancelled, self.prices, session=session)
            return
        with self.logs.stored() as files:
            updates = self.logs.combined(files, self.target, history, cancelled)
            yield from cost(updates, cancelled, self.prices, session=session, files=files)
