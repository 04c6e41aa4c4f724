"""Responding: the actions that write, and the screens that confirm them and carry them out.

A layer above reporting. Nothing is written from here: the response screen shows each plan, asks, and
carries it out.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial

from bks_tui.core.response.requests import CleanUpRequest
from bks_tui.tui.cleanup.screen import CleaningUpScreen
from bks_tui.tui.cleanup.state import CleanUpState
from bks_tui.tui.cleanup.summary import SummaryScreen
from bks_tui.tui.kit.identity_bar import IdentityBar, IdentityLines
from bks_tui.tui.main_screen.reporting import ReportingScreen
from bks_tui.tui.main_screen.subject_actions import Disabled, to_contain, to_delete, to_release, to_revoke
from bks_tui.tui.prevention.screen import PreventionScreen
from bks_tui.tui.response.intents import Ask
from bks_tui.tui.response.screen import ResponseScreen
from bks_tui.tui.response.worker import AppResponder

_HOUR = timedelta(hours=1)


class RespondingScreen(ReportingScreen):
    """The responses to the subject of the focused pane."""

    @property
    def _responder(self) -> AppResponder | None:
        """What a response needs, once the caller's identity is known."""
        session, account = self._session, self._state.account
        if session is None or account is None:
            return None
        return AppResponder(session, account, self._clock, self._read_only)

    @property
    def _minimum_age_hours(self) -> float:
        return self._start.config.minimum_age / _HOUR

    def action_contain(self) -> None:
        """Contain the user, the decoded key, or its signer."""
        self._ask(to_contain(self._subject))

    def action_revoke(self) -> None:
        """Contain, then delete the API keys."""
        self._ask(to_revoke(self._subject))

    def action_release(self) -> None:
        """Undo the containment by bks."""
        self._ask(to_release(self._subject))

    def action_delete(self) -> None:
        """Delete the orphaned phantom user."""
        self._ask(to_delete(self._subject, self._minimum_age_hours))

    def _ask(self, ask: Ask | Disabled | None) -> None:
        """Show the plan, ask, and carry it out."""
        responder = self._responder
        if ask and responder and not isinstance(ask, Disabled):
            self.app.push_screen(self._response(responder, ask, self._rescan))

    def _response(self, responder: AppResponder, ask: Ask, written: Callable[[], object]) -> ResponseScreen:
        return ResponseScreen(responder, self._identity, ask, written=written)

    def _rescan(self) -> None:
        """Read the account again after a change."""
        self.scan(self._state.choice)

    @property
    def _identity(self) -> IdentityLines:
        return self.query_one(IdentityBar).lines

    def action_prevent(self) -> None:
        """Go to the policies that prevent new keys."""
        responder = self._responder
        if responder:
            found = self._state.findings
            respond = partial(self._response, responder, written=lambda: None)
            self.app.push_screen(PreventionScreen(responder, self._identity, found, respond))

    def action_clean_up(self) -> None:
        """Review the orphans one by one, then show a summary."""
        responder = self._responder
        if responder is None:
            return

        def respond(request: CleanUpRequest) -> ResponseScreen:
            # The account is read again once, at the end.
            return self._response(responder, request, written=lambda: None)

        def ended(state: CleanUpState | None) -> None:
            if state and state.targets:
                self._rescan()
                self.app.push_screen(SummaryScreen(responder, state.summary))

        state = CleanUpState(self._state.orphans, self._minimum_age_hours)
        self.app.push_screen(CleaningUpScreen(responder, self._identity, state, respond, self._keymap), ended)
