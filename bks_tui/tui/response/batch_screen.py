"""One response to several users on one screen: every plan, one decision, the progress, and what became of each.

Each user is planned, re-read, journalled and verified as if it were the only one. Nothing is written that it did
not show.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from bks_tui.core.account.account import Account
from bks_tui.core.errors import BksError
from bks_tui.tui.kit.answers import Answers
from bks_tui.tui.kit.dialog import NotDismissible
from bks_tui.tui.kit.frame import DialogFrame
from bks_tui.tui.kit.identity_bar import IdentityBar, IdentityLines
from bks_tui.tui.kit.input import QuietInput
from bks_tui.tui.kit.jobs import JobOwner
from bks_tui.tui.kit.text_pane import TextPane
from bks_tui.tui.kit.virtual_table import VirtualTable
from bks_tui.tui.response import batch_presenter as batches
from bks_tui.tui.response.batch_state import BatchState
from bks_tui.tui.response.batch_worker import (
    BatchEnded,
    BatchUpdate,
    ItemFailed,
    ItemStarted,
    carry_out_each,
    plan_each,
)
from bks_tui.tui.response.presenter import CANCEL, CARRY_OUT
from bks_tui.tui.response.state import ResponsePhase


class BatchScreen(NotDismissible, ModalScreen[None], JobOwner):
    """The same response to several users.

    `written` is called once at the end if something may have been written. `identified` gives the identity of the
    account of the user that is carried out, where the users are of several accounts.
    """

    BINDINGS = [("escape,q", "back", "Back")]

    def __init__(
        self,
        state: BatchState,
        identity: IdentityLines,
        *,
        written: Callable[[BatchState], object],
        identified: Callable[[Account], IdentityLines] | None = None,
    ) -> None:
        super().__init__()
        self._state = state
        self._identity = identity
        self._written = written
        self._identified = identified

    def compose(self) -> ComposeResult:
        """The identity, the text to read, the phrase to type, and the answers."""
        yield IdentityBar.showing(self._identity)
        with DialogFrame(classes="dialog"):
            yield Static(batches.subject_line(self._state), id="subject", markup=False)
            yield TextPane()
            yield Static(id="confirm", markup=False)
            yield QuietInput(id="name")
            yield Answers()

    def on_mount(self) -> None:
        """Make the plans."""
        self.start_job("batch", partial(plan_each, self._state.items), self._updated, self._failed)
        self._show()

    def _show(self) -> None:
        """Show the current phase from the top, with the cursor on the answer that changes nothing."""
        state, pane, table = self._state, self.query_one(TextPane), self.query_one(Answers)
        self._show_frame()
        pane.show(batches.batch_sections(state))
        table.offer(batches.batch_answers(state))
        self._input.display = self.query_one("#confirm").display = state.asks_for_a_phrase
        self._input.value = ""
        self._instruct(f"To confirm, type: {batches.phrase(state)}")
        if state.phase is ResponsePhase.WRITING:
            pane.focus()
        else:
            # Typing goes to the input that asks for the phrase; while it is empty, enter cancels there as well.
            (self._input if state.asks_for_a_phrase else table).focus()

    def _show_frame(self) -> None:
        frame = self.query_one(DialogFrame)
        frame.border_title = Content(batches.batch_title(self._state))
        frame.keys = batches.batch_keys(self._state)

    def _show_progress(self) -> None:
        """Show the progress, without moving the reader's place."""
        self.query_one(TextPane).show(batches.batch_sections(self._state), keep_place=True)
        self._show_frame()

    @property
    def _input(self) -> QuietInput:
        return self.query_one("#name", QuietInput)

    def _instruct(self, sentence: str) -> None:
        self.query_one("#confirm", Static).update(Content(sentence))

    @on(VirtualTable.Opened)
    def _answered(self, message: VirtualTable.Opened) -> None:
        message.stop()
        if message.key not in (option.id for option in batches.batch_answers(self._state)):
            # The answers changed in the meantime, and this one is no longer offered.
            return
        if message.key == CANCEL:
            self.action_back()
        elif message.key == CARRY_OUT:
            self._confirm()
        else:
            self._state.keeps_going = not self._state.keeps_going
            table = self.query_one(Answers)
            table.offer(batches.batch_answers(self._state))
            table.select(message.key)

    def _confirm(self) -> None:
        if self._state.asks_for_a_phrase and self._input.value != batches.phrase(self._state):
            self._input.focus()
        else:
            self._carry_out()

    @on(Input.Submitted)
    def _typed(self, message: Input.Submitted) -> None:
        message.stop()
        if not self._state.asks_for_a_phrase:
            return
        if not message.value:
            self.action_back()
        elif message.value == batches.phrase(self._state):
            self._carry_out()
        else:
            self._instruct(f"This is not the phrase; nothing is written. The phrase is: {batches.phrase(self._state)}")
            # What is typed next replaces it.
            self._input.select_all()

    def _carry_out(self) -> None:
        state = self._state
        confirmed = state.confirmed
        state.is_writing = True
        work = partial(carry_out_each, confirmed, state.stopping, keeps_going=state.keeps_going)
        self.start_job("batch", work, self._updated, self._failed)
        self._show()

    def _updated(self, update: BatchUpdate) -> None:
        self._state.learn(update)
        if isinstance(update, BatchEnded):
            self._ended()
        elif self._state.is_writing or isinstance(update, ItemStarted | ItemFailed):
            self._name_account(update)
            self._show_progress()

    def _name_account(self, update: BatchUpdate) -> None:
        """Show in which account bks writes now."""
        if self._identified and self._state.is_writing and isinstance(update, ItemStarted):
            plan = self._state.responses[update.number].plan
            if plan:
                self.query_one(IdentityBar).lines = self._identified(plan.account)

    def _ended(self) -> None:
        self._show()
        if self._state.is_ended:
            self._written(self._state)

    def _failed(self, error: BksError) -> None:
        self._state.fail(error)
        self._ended()

    def action_back(self) -> None:
        """Close; while bks writes, stop after the current user, and the second time before its next step."""
        state = self._state
        if state.phase is not ResponsePhase.WRITING:
            self.dismiss()
            return
        if state.stopping.is_set():
            state.is_stopping_now = True
            self.cancel_job("batch")
        state.stopping.set()
        self._show_progress()
