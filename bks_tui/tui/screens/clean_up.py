"""The clean-up: one orphaned phantom user after the other, shown whole, deleted, spared, or the end of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Footer, Static

from bks_tui.core.account import Account
from bks_tui.core.findings import ScanResult
from bks_tui.core.operation import Operation
from bks_tui.core.plans import Plan, PlanKind
from bks_tui.tui.actions import Scope, bindings
from bks_tui.tui.clean_up_state import CleanUpState, orphans
from bks_tui.tui.messages import ResponseRefused, SummaryFailed, SummarySaved
from bks_tui.tui.presenters.bars import identity_lines
from bks_tui.tui.presenters.clean_up import heading, sections, status_line
from bks_tui.tui.respond_worker import request, run_save
from bks_tui.tui.screens.carrying_out import CarryingOutScreen
from bks_tui.tui.widgets.content import content_of
from bks_tui.tui.widgets.identity_bar import IdentityBar
from bks_tui.tui.widgets.text_pane import TextPane

if TYPE_CHECKING:
    from bks_tui.aws.session import AwsSession


class CleanUpScreen(CarryingOutScreen):
    """Steps through the orphans of a scan."""

    BINDINGS = bindings(Scope.CLEAN_UP)

    def __init__(
        self, session: AwsSession, result: ScanResult, *, read_only: bool, clock: Callable[[], datetime]
    ) -> None:
        super().__init__(read_only=read_only, clock=clock)
        self._session = session
        self._account: Account = result.account
        self._state = CleanUpState(orphans(result.phantoms))

    def compose(self) -> ComposeResult:
        """The identity above, the orphan, how far it is and the keys below."""
        yield IdentityBar(id="identity")
        yield TextPane(id="orphan", classes="pane")
        yield Static(id="status", markup=False)
        yield Footer(show_command_palette=False, compact=True)

    def on_mount(self) -> None:
        """Begin with the first."""
        account = self._account
        self.query_one(IdentityBar).lines = identity_lines(
            account,
            demo=account.demo,
            profile=account.profile,
            region=account.region,
            read_only=self._read_only,
            data_age="",
        )
        self.query_one(TextPane).focus()
        self._begin()

    def _begin(self) -> None:
        """Show the orphan to decide about, and find out freshly what deleting it takes."""
        self._show()
        asked = self._state.request
        if asked:
            self.find_out(self._session, request(asked))

    def _show(self) -> None:
        pane = self.query_one(TextPane)
        pane.border_title = Content(f" {heading(self._state)} ")
        pane.show(sections(self._state, self._clock()))
        self.query_one("#status", Static).update(content_of(status_line(self._state)))
        self.refresh_bindings()

    def plan_proposed(self, plan: Plan) -> None:
        """Show what would go; it is confirmed by a key of its own."""
        finding = self._state.finding
        if plan.kind is PlanKind.UNDO:
            self.confirm(plan)
        elif finding and plan.subject.name == finding.user.name:
            self._state.plan = plan
            self._show()

    def response_ended(self, operation: Operation) -> None:
        """On to the next."""
        if operation.plan.kind is PlanKind.UNDO:
            self._state.done.append(operation)
        else:
            self._state.take(operation)
        self._begin()

    def response_declined(self) -> None:
        """The orphan stays as it is, and what deleting it takes is found out anew."""
        self._begin()

    def response_refused(self) -> None:
        """What there is to say of the orphan is in the notice, and stays on the screen."""
        self._state.plan = None
        self._show()

    def on_response_refused(self, message: ResponseRefused) -> None:
        """Keep the reason beside the orphan."""
        if self._is_current_response(message.number):
            self._state.error = f"{message.error}. {message.error.remedy}".strip()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Grey out what cannot be done about this one."""
        del parameters
        state = self._state
        can = {
            "delete": state.plan is not None and not self._is_writing,
            "spare": state.finding is not None and not self._is_writing,
            "decide_holds": bool(state.standing),
            "save_summary": bool(state.done),
        }
        return True if can.get(action, True) else None

    def action_delete(self) -> None:
        """Confirm, and delete."""
        if self._state.plan:
            self.confirm(self._state.plan)

    def action_spare(self) -> None:
        """Leave this one."""
        self._stop_response()
        self._state.spare("you spared it")
        self._begin()

    def action_decide_holds(self) -> None:
        """What holds this one does not matter."""
        if self._state.decide_holds():
            self._begin()

    def action_end(self) -> None:
        """Back to the list; first the summary, where something was done."""
        state = self._state
        if state.finding is not None and state.done:
            self._stop_response()
            while state.finding is not None:
                state.spare("you stopped before it")
            self._show()
        else:
            self.dismiss()

    def action_save_summary(self) -> None:
        """Write down what was done."""
        path = Path(f"bks-clean-up-{self._clock():%Y%m%dT%H%M%SZ}.json")
        self._run(partial(run_save, path, self._account, tuple(self._state.done), self.post_message))

    @on(SummarySaved)
    def _saved(self, message: SummarySaved) -> None:
        self.notify(f"Summary saved: {message.path}", timeout=15)

    @on(SummaryFailed)
    def _not_saved(self, message: SummaryFailed) -> None:
        self.notify(f"Summary not saved: {message.error} {message.error.remedy}", severity="error", timeout=15)
