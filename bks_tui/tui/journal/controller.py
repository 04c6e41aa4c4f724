"""The journal: shown on a screen; interrupted operations are offered, and deleted keys are recognized."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Protocol

from textual.widgets import Input

from bks_tui.core.account.account import Account
from bks_tui.core.errors import BksError
from bks_tui.core.scan.ownership import Deletion
from bks_tui.tui.context import Start
from bks_tui.tui.journal.worker import InterruptedFound, find_deletions, find_interrupted, read_journal
from bks_tui.tui.kit.dialog import ChoiceScreen, NotDismissible
from bks_tui.tui.kit.identity_bar import IdentityBar, IdentityLines
from bks_tui.tui.kit.jobs import JobOwner, Work
from bks_tui.tui.response.intents import Ask, Disabled, ResumeOperation, UndoOperation
from bks_tui.tui.scan.state import ScanState

if TYPE_CHECKING:
    from bks_tui.core.response.operation import Operation
    from bks_tui.tui.journal.screen import JournalScreen
    from bks_tui.tui.journal.state import JournalContents
    from bks_tui.tui.response.screen import ResponseScreen


class InterruptedScreen(NotDismissible, ChoiceScreen):
    """The choice about interrupted operations. It is offered only once, so a paste does not close it."""


class Finishes(Protocol):
    """What undoes and resumes operations: it shows the plan, asks, and carries it out."""

    def ask(self, ask: Ask | Disabled | None) -> None:
        """In the account on show."""

    def finish(self, operation: Operation, ask: UndoOperation | ResumeOperation) -> ResponseScreen | None:
        """In the account of the operation: the screen for it."""


class JournalController:
    """What the journal says, above all of the account on show. `response` resumes and undoes operations."""

    def __init__(
        self,
        host: JobOwner,
        start: Start,
        scan: ScanState,
        response: Finishes,
        deletions_found: Callable[[tuple[Deletion, ...]], None],
    ) -> None:
        self._host = host
        self._start = start
        self._scan = scan
        self._response = response
        self._deletions_found = deletions_found
        self._account: Account | None = None
        self._interrupted: tuple[Operation, ...] = ()
        self._reported = ""
        self._screen: JournalScreen | None = None

    @property
    def account(self) -> Account | None:
        """The account on show."""
        return self._scan.account

    @property
    def identity(self) -> IdentityLines:
        """Who bks is in it."""
        return self._host.query_one(IdentityBar).lines

    def show(self) -> None:
        """Show all operations."""
        from bks_tui.tui.journal.screen import JournalScreen

        self._screen = JournalScreen(self, self._start.keymap, read_only=self._start.read_only)
        self._host.app.push_screen(self._screen, self._closed)

    def _closed(self, _: None) -> None:
        self._screen = None

    @property
    def now(self) -> datetime:
        """The time, from which the ages of operations are counted."""
        return self._start.clock()

    def reading(self) -> Work[JournalContents]:
        """What reads the journal; that of the demo account is another."""
        return partial(read_journal, self._scan.choice.demo)

    def respond(self, operation: Operation, ask: UndoOperation | ResumeOperation) -> ResponseScreen | None:
        """The screen that undoes or resumes an operation."""
        return self._response.finish(operation, ask)

    def account_known(self, account: Account) -> None:
        """Search the journal once the account is known, and again for another account."""
        before, self._account = self._account, account
        if before is None or (before.account_id, before.demo) != (account.account_id, account.demo):
            work = partial(find_interrupted, account)
            self._host.start_job("interrupted", work, self._interrupted_found, self._not_read)
            self.find_deletions()
        if self._screen:
            self._screen.show()

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
        from bks_tui.tui.journal.presenter import LATER, asked, interrupted_options, interrupted_sections

        options = interrupted_options(operations, read_only=self._start.read_only)
        choice = InterruptedScreen("Interrupted operations", options, interrupted_sections(operations))
        self._host.app.push_screen(choice, lambda answer: self._response.ask(asked(answer or LATER)))
