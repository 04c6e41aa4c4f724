"""Responses: open the screens that show each plan, ask, and carry it out. Nothing is written from here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from textual.widget import Widget

from bks_tui.core.account.account import Account, ApiCall, SessionChoice
from bks_tui.core.response.requests import CleanUpRequest
from bks_tui.core.scan.findings import Finding
from bks_tui.tui.context import Start
from bks_tui.tui.kit.identity_bar import IdentityBar, IdentityLines
from bks_tui.tui.response.intents import Ask, BatchAction, Disabled, ResumeOperation, UndoOperation, UserAsk
from bks_tui.tui.response.worker import AppResponder, DistantResponder
from bks_tui.tui.scan.state import ScanState
from bks_tui.tui.scan.status_lines import identity_lines

if TYPE_CHECKING:
    from bks_tui.core.response.operation import Operation
    from bks_tui.tui.cleanup.screen import CleaningUpScreen
    from bks_tui.tui.cleanup.state import CleanUpState
    from bks_tui.tui.response.batch_state import BatchState
    from bks_tui.tui.response.screen import ResponseScreen


class ResponseController:
    """The responses to what the scan found. `rescan` reads the account again after a change."""

    def __init__(self, host: Widget, start: Start, scan: ScanState, rescan: Callable[[], None]) -> None:
        self._host = host
        self._start = start
        self._scan = scan
        self._rescan = rescan
        self._cleaning: CleaningUpScreen | None = None

    @property
    def responder(self) -> AppResponder | None:
        """What a response needs, once the caller's identity is known."""
        session, account = self._scan.session, self._scan.account
        if session is None or account is None:
            return None
        return AppResponder(session, account, self._start.clock, self._start.read_only)

    def ask(self, ask: Ask | Disabled | None) -> None:
        """Show the plan, ask, and carry it out."""
        responder = self.responder
        if ask and responder and not isinstance(ask, Disabled):
            self._host.app.push_screen(self._response(responder, ask, self._rescan))

    def finish(self, operation: Operation, ask: UndoOperation | ResumeOperation) -> ResponseScreen | None:
        """The screen that undoes or resumes an operation, in its account and Region; None while bks is not connected.

        The role is the one that the journal recorded, whatever account is on show.
        """
        from bks_tui.core.journal.history import is_of
        from bks_tui.tui.response.screen import ResponseScreen

        responder, start = self.responder, self._start
        if responder is None:
            return None
        region, here = operation.plan.subject.region, responder.account
        if is_of(operation, here) and region in (None, here.region):
            return self._response(responder, ask, self._rescan)
        chosen = self._scan.choice
        choice = replace(chosen, role=operation.plan.account.role, region=region or chosen.region)
        distant = DistantResponder(choice, start.connect, start.clock, start.read_only, self._host.post_message)
        identified = partial(self._identity_of, choice)
        return ResponseScreen(distant, identified(None), ask, written=lambda: None, identified=identified)

    def _identity_of(self, choice: SessionChoice, account: Account | None) -> IdentityLines:
        """Who bks is with another choice, or will be while AWS has not answered."""
        return identity_lines(
            account,
            demo=choice.demo,
            profile=choice.profile,
            region=choice.region,
            read_only=self._start.read_only,
            data_age="",
            role=choice.role,
        )

    def ask_each(
        self,
        action: BatchAction,
        asks: Sequence[UserAsk] | Disabled,
        unmark: Callable[[Iterable[str]], object],
    ) -> None:
        """Show the plan of each marked user, ask once, and carry them out; who is done is unmarked."""
        from bks_tui.tui.response.batch_screen import BatchScreen
        from bks_tui.tui.response.batch_state import BatchState
        from bks_tui.tui.response.batch_worker import BatchItem

        responder = self.responder
        if responder is None or isinstance(asks, Disabled):
            return

        def written(state: BatchState) -> None:
            unmark([asks[number].name for number in state.done])
            self._rescan()

        state = BatchState(action, [BatchItem(each.name, each.ask, responder) for each in asks])
        self._host.app.push_screen(BatchScreen(state, self._identity, written=written))

    def _response(self, responder: AppResponder, ask: Ask, written: Callable[[], object]) -> ResponseScreen:
        # Imported here, as every screen but the first one: the first paint need not wait for it.
        from bks_tui.tui.response.screen import ResponseScreen

        return ResponseScreen(responder, self._identity, ask, written=written)

    @property
    def _identity(self) -> IdentityLines:
        return self._host.query_one(IdentityBar).lines

    def prevent(self) -> None:
        """Show the policies that prevent new keys."""
        from bks_tui.tui.prevention.screen import PreventionScreen

        responder = self.responder
        if responder:
            respond = partial(self._response, responder, written=lambda: None)
            screen = PreventionScreen(responder, self._identity, self._scan.findings, respond, self._start.keymap)
            self._host.app.push_screen(screen)

    def clean_up(self, queue: Sequence[Finding], *, only_marked: bool) -> None:
        """Review these orphans one by one, then show a summary."""
        from bks_tui.tui.cleanup.state import CleanUpState

        responder = self.responder
        if responder is None:
            return

        state = CleanUpState(queue, self._start.minimum_age_hours, only_marked=only_marked)
        self._review(responder, state)

    def _review(self, responder: AppResponder, state: CleanUpState) -> None:
        """Review the users of a clean-up, from where it is."""
        from bks_tui.tui.cleanup.presenter import AGAIN
        from bks_tui.tui.cleanup.screen import CleaningUpScreen
        from bks_tui.tui.cleanup.summary import SummaryScreen

        def respond(request: CleanUpRequest) -> ResponseScreen:
            # The account is read again once, at the end.
            return self._response(responder, request, written=lambda: None)

        def ended(_state: CleanUpState | None) -> None:
            self._cleaning = None
            if state.targets:
                self._rescan()
                summary = SummaryScreen(responder, state.summary, has_skipped=bool(state.skipped))
                self._host.app.push_screen(summary, closed)

        def closed(answer: str | None) -> None:
            if answer == AGAIN:
                state.go_back_to_skipped()
                self._review(responder, state)

        self._cleaning = CleaningUpScreen(responder, self._identity, state, respond, self._start.keymap)
        self._host.app.push_screen(self._cleaning, ended)

    def call_made(self, call: ApiCall) -> None:
        """Tell a running clean-up of an AWS call: it shows what is retried."""
        if self._cleaning:
            self._cleaning.call_made(call)
