"""Interrupted operations of earlier runs: offered once for each account, while nobody types.

A layer above responding, which resumes or undoes them.
"""

from __future__ import annotations

from functools import partial

from textual.widgets import Input

from bks_tui.core.errors import BksError
from bks_tui.core.response.operation import Operation
from bks_tui.core.scan.findings import ScanUpdate
from bks_tui.core.scan.ownership import Deletion
from bks_tui.tui.kit.dialog import ChoiceScreen, NotDismissible
from bks_tui.tui.main_screen.responding import RespondingScreen
from bks_tui.tui.response.interrupted import LATER, asked, interrupted_options, interrupted_sections
from bks_tui.tui.response.worker import InterruptedFound, find_deletions, find_interrupted
from bks_tui.tui.scan.worker import Connected


class InterruptedScreen(NotDismissible, ChoiceScreen):
    """The choice about interrupted operations. It is offered only once, so a paste does not close it."""


class InterruptedOperationsScreen(RespondingScreen):
    """The interrupted operations."""

    _interrupted: tuple[Operation, ...] = ()
    _searched_for: tuple[str, bool] | None = None
    _journal_error = ""

    def _scan_updated(self, update: Connected | ScanUpdate) -> None:
        super()._scan_updated(update)
        self._find_interrupted()

    def _find_interrupted(self) -> None:
        """Search the journal once the account is known, and again for another account."""
        account = self._state.account
        if account and self._searched_for != (account.account_id, account.demo):
            self._searched_for = (account.account_id, account.demo)
            work = partial(find_interrupted, account)
            self.start_job("interrupted", work, self._found, self._journal_not_read)
            self._find_deletions()

    def _rescan(self) -> None:
        super()._rescan()
        self._find_deletions()

    def _find_deletions(self) -> None:
        """Find in the journal which keys bks deleted: AWS no longer lists them."""
        if self._state.account:
            work = partial(find_deletions, self._state.account)
            self.start_job("deletions", work, self._deletions_found, self._journal_not_read)

    def _deletions_found(self, deletions: tuple[Deletion, ...]) -> None:
        self._deletions = deletions
        self._show_card(keep_place=True)
        self._actions_changed()

    def _found(self, found: InterruptedFound) -> None:
        self._interrupted = found.operations
        if found.faults:
            more = f" (and {len(found.faults) - 1} more)" if len(found.faults) > 1 else ""
            self.notify(f"The journal is damaged: {found.faults[0]}{more}", severity="warning", timeout=30)
        self._offer_if_free()

    def _journal_not_read(self, error: BksError) -> None:
        # Two jobs read the journal, and one of them again after each scan.
        sentence = f"{error}. {error.remedy}"
        if sentence != self._journal_error:
            self._journal_error = sentence
            self.notify(sentence, severity="warning", timeout=30)

    def _repaint_if_stale(self) -> None:
        super()._repaint_if_stale()
        self._offer_if_free()

    def _offer_if_free(self) -> None:
        # Not over another dialog, and not while a person types.
        if self._interrupted and self.is_active and not isinstance(self.focused, Input):
            operations, self._interrupted = self._interrupted, ()
            self._offer(operations)

    def _offer(self, operations: tuple[Operation, ...]) -> None:
        def answered(answer: str | None) -> None:
            self._ask(asked(answer or LATER))

        options = interrupted_options(operations, read_only=self._read_only)
        self.app.push_screen(
            InterruptedScreen("Interrupted operations", options, interrupted_sections(operations)), answered
        )
