"""What bks had begun before and never ended: told once for each account, as soon as it disturbs nobody.

Above responding, which goes on with it or takes it back.
"""

from __future__ import annotations

from functools import partial

from textual import on
from textual.widgets import Input

from bks_tui.core.journal.history import is_of
from bks_tui.core.response.operation import Operation
from bks_tui.tui.kit.dialog import ChoiceScreen
from bks_tui.tui.main_screen.responding import RespondingScreen
from bks_tui.tui.messages import DeletionsFound, InterruptedFound, JournalFailed, ScanUpdated
from bks_tui.tui.response import interrupted as cut_off
from bks_tui.tui.response.worker import run_look_for_cut_off, run_look_for_deletions


class RecallingScreen(RespondingScreen):
    """What was cut off."""

    _to_tell: tuple[Operation, ...] = ()
    _asked_about: tuple[str, bool] | None = None

    @on(ScanUpdated)
    def _look_for_cut_off(self) -> None:
        """Look once AWS has said which account it is, and again for another one."""
        account = self._state.account
        if account and self._asked_about != (account.account_id, account.demo):
            self._asked_about = (account.account_id, account.demo)
            work = partial(run_look_for_cut_off, self.post_message, demo=self._state.choice.demo)
            self.run_worker(work, thread=True, group="journal", exit_on_error=False)
            self._look_for_deletions()

    def _rescan(self) -> None:
        super()._rescan()
        self._look_for_deletions()

    def _look_for_deletions(self) -> None:
        """Learn from the journal which keys bks deleted: AWS does not know them any more."""
        if self._state.account:
            work = partial(run_look_for_deletions, self.post_message, self._state.account)
            self.run_worker(work, thread=True, group="journal", exit_on_error=False)

    @on(DeletionsFound)
    def _deletions_found(self, message: DeletionsFound) -> None:
        self._deletions = message.deletions
        self._show_card(keep_place=True)
        self._actions_changed()

    @on(InterruptedFound)
    def _found(self, message: InterruptedFound) -> None:
        account = self._state.account
        self._to_tell = tuple(each for each in message.operations if account and is_of(each, account))
        if message.faults:
            more = f" (and {len(message.faults) - 1} more)" if len(message.faults) > 1 else ""
            self.notify(f"The journal is damaged: {message.faults[0]}{more}", severity="warning", timeout=30)
        self._tell_if_free()

    @on(JournalFailed)
    def _not_read(self, message: JournalFailed) -> None:
        self.notify(f"{message.error}. {message.error.remedy}", severity="warning", timeout=30)

    def _repaint_if_stale(self) -> None:
        super()._repaint_if_stale()
        self._tell_if_free()

    def _tell_if_free(self) -> None:
        # Not over what a person does or types by now.
        if self._to_tell and self.is_active and not isinstance(self.focused, Input):
            operations, self._to_tell = self._to_tell, ()
            self._tell(operations)

    def _tell(self, operations: tuple[Operation, ...]) -> None:
        def answered(answer: str | None) -> None:
            self._ask(cut_off.asked(answer or cut_off.LATER))

        options = cut_off.cut_off_options(operations, read_only=self._read_only)
        self.app.push_screen(
            ChoiceScreen("Cut off before its end", options, cut_off.cut_off_sections(operations)), answered
        )
