"""The journal: interrupted operations of earlier runs are offered, and deleted keys are recognized."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from textual.widgets import Input

from bks_tui.core.account.account import Account
from bks_tui.core.errors import BksError
from bks_tui.core.response.operation import Operation
from bks_tui.core.scan.ownership import Deletion
from bks_tui.tui.context import Start
from bks_tui.tui.journal.presenter import LATER, asked, interrupted_options, interrupted_sections
from bks_tui.tui.journal.worker import InterruptedFound, find_deletions, find_interrupted
from bks_tui.tui.kit.dialog import ChoiceScreen, NotDismissible
from bks_tui.tui.kit.jobs import JobOwner
from bks_tui.tui.response.intents import Ask


class InterruptedScreen(NotDismissible, ChoiceScreen):
    """The choice about interrupted operations. It is offered only once, so a paste does not close it."""


class JournalController:
    """What the journal says of the account. `ask` resumes or undoes an operation."""

    def __init__(
        self,
        host: JobOwner,
        start: Start,
        ask: Callable[[Ask | None], None],
        deletions_found: Callable[[tuple[Deletion, ...]], None],
    ) -> None:
        self._host = host
        self._read_only = start.read_only
        self._ask = ask
        self._deletions_found = deletions_found
        self._account: Account | None = None
        self._interrupted: tuple[Operation, ...] = ()
        self._reported = ""

    def account_known(self, account: Account) -> None:
        """Search the journal once the account is known, and again for another account."""
        before, self._account = self._account, account
        if before is None or (before.account_id, before.demo) != (account.account_id, account.demo):
            work = partial(find_interrupted, account)
            self._host.start_job("interrupted", work, self._interrupted_found, self._not_read)
            self.find_deletions()

    def drop(self) -> None:
        """Drop what was found: it is of another account."""
        self._host.drop_job("interrupted")
        self._host.drop_job("deletions")
        self._account, self._interrupted = None, ()
        self._deletions_found(())

    def find_deletions(self) -> None:
        """Find in the journal which keys bks deleted: AWS no longer lists them."""
        if self._account:
            work = partial(find_deletions, self._account)
            self._host.start_job("deletions", work, self._deletions_found, self._not_read)

    def _interrupted_found(self, found: InterruptedFound) -> None:
        self._interrupted = found.operations
        if found.faults:
            more = f" (and {len(found.faults) - 1} more)" if len(found.faults) > 1 else ""
            sentence = f"The journal is damaged: {found.faults[0]}{more}"
            self._host.notify(sentence, severity="warning", timeout=30)
        self.refresh()

    def _not_read(self, error: BksError) -> None:
        # Two jobs read the journal, and one of them again after each scan.
        sentence = f"{error}. {error.remedy}"
        if sentence != self._reported:
            self._reported = sentence
            self._host.notify(sentence, severity="warning", timeout=30)

    def refresh(self) -> None:
        """Offer interrupted operations, once: not over another dialog, and not while a person types."""
        screen = self._host.screen
        if self._interrupted and screen.is_active and not isinstance(screen.focused, Input):
            operations, self._interrupted = self._interrupted, ()
            self._offer(operations)

    def _offer(self, operations: tuple[Operation, ...]) -> None:
        options = interrupted_options(operations, read_only=self._read_only)
        choice = InterruptedScreen("Interrupted operations", options, interrupted_sections(operations))
        self._host.app.push_screen(choice, lambda answer: self._ask(asked(answer or LATER)))
