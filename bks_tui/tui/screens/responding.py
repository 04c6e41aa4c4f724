"""Responding: whom the keys that write are about, and the screens on which that is decided and done.

Above investigating, whose decoder tells which key it is about. Nothing is written from here:
the response screen shows each plan whole, asks, and carries it out.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial

from bks_tui.core.decoded import DecodedKey, KeyKind
from bks_tui.core.findings import Finding
from bks_tui.core.requests import CleanUpRequest, Request, RevokeRequest
from bks_tui.tui.asks import Ask, Release, StopSigner
from bks_tui.tui.cleanup_state import CleanUpState, orphans
from bks_tui.tui.respond_worker import Responder
from bks_tui.tui.screens.cleaning_up import CleaningUpScreen
from bks_tui.tui.screens.investigating import InvestigatingScreen
from bks_tui.tui.screens.prevention import PreventionScreen
from bks_tui.tui.screens.response import ResponseScreen
from bks_tui.tui.screens.summary import SummaryScreen
from bks_tui.tui.widgets.identity_bar import IdentityBar, IdentityLines

_HOUR = timedelta(hours=1)


class RespondingScreen(InvestigatingScreen):
    """The responses to a user or a decoded key."""

    @property
    def _responder(self) -> Responder | None:
        """With what to respond, once AWS has said who is asking."""
        session, account = self._session, self._state.account
        if session is None or account is None:
            return None
        return Responder(session, account, self._clock, self._read_only)

    @property
    def _user(self) -> Finding | None:
        """The selected user, while a person is in the list or its detail."""
        return self._selected if self.panes.focused_pane in ("users", "detail") else None

    @property
    def _to_contain(self) -> Ask | None:
        """What `C` asks for: of a user all its keys, in the decoder exactly that key, or who signed it."""
        key = self._decoded
        if isinstance(key, DecodedKey) and key.kind is KeyKind.SHORT_TERM:
            return StopSigner(key) if key.access_key_id and not self._owner(key).elsewhere else None
        return self._revocation(delete_keys=False)

    @property
    def _to_revoke(self) -> Request | None:
        """What `R` asks for; there is nothing to delete of a short-term key."""
        return self._revocation(delete_keys=True)

    def _revocation(self, *, delete_keys: bool) -> RevokeRequest | None:
        if self._user:
            return RevokeRequest(self._user.user.name, delete_keys=delete_keys, allow_ordinary_user=True)
        owner = self._owner(self._decoded) if isinstance(self._decoded, DecodedKey) else None
        # Without the credential the alias does not settle which key it is.
        if owner is None or owner.user_name is None or owner.credential_id is None:
            return None
        return RevokeRequest(
            owner.user_name,
            only_key=owner.credential_id,
            delete_keys=delete_keys,
            keep_access_keys=True,
            allow_ordinary_user=True,
        )

    @property
    def _to_release(self) -> Ask | None:
        """What `L` asks for: to take back what contained the same, of a deleted key what can be taken back."""
        deletion = self._owner(self._decoded).deletion if isinstance(self._decoded, DecodedKey) else None
        if deletion:
            return Release(deletion.credential_id)
        contained = self._to_contain
        if isinstance(contained, StopSigner):
            return Release(contained.key)
        return Release(contained.only_key or contained.user_name) if isinstance(contained, RevokeRequest) else None

    @property
    def _to_delete(self) -> CleanUpRequest | None:
        """What `D` asks for."""
        orphan = self._user if self._user and orphans([self._user]) else None
        return CleanUpRequest(orphan.user.name, self._start.config.minimum_age / _HOUR) if orphan else None

    def action_contain(self) -> None:
        """Stop the keys of the user, the decoded key, or who signed it."""
        self._ask(self._to_contain)

    def action_revoke(self) -> None:
        """The same, and delete the API keys."""
        self._ask(self._to_revoke)

    def action_release(self) -> None:
        """Take back what bks did to contain it."""
        self._ask(self._to_release)

    def action_delete(self) -> None:
        """Delete the orphaned phantom user."""
        self._ask(self._to_delete)

    def _ask(self, ask: Ask | None) -> None:
        """Show what this comes to, let a person decide, and carry it out."""
        responder = self._responder
        if ask and responder:
            self.app.push_screen(self._response(responder, ask, self._rescan))

    def _response(self, responder: Responder, ask: Ask, written: Callable[[], object]) -> ResponseScreen:
        return ResponseScreen(responder, self._identity, ask, written=written)

    def _rescan(self) -> None:
        """What is on the screen is old news."""
        self.scan(self._state.choice)

    @property
    def _identity(self) -> IdentityLines:
        return self.query_one(IdentityBar).lines

    def action_prevent(self) -> None:
        """Go to the policies that stop the next key."""
        responder = self._responder
        if responder:
            found = self._state.findings
            respond = partial(self._response, responder, written=lambda: None)
            self.app.push_screen(PreventionScreen(responder, self._identity, found, respond))

    def action_clean_up(self) -> None:
        """Step through the orphans, and sum up what came of it."""
        responder = self._responder
        if responder is None:
            return

        def respond(request: CleanUpRequest) -> ResponseScreen:
            # The account is read anew once, at the end.
            return self._response(responder, request, written=lambda: None)

        def ended(state: CleanUpState | None) -> None:
            if state and state.targets:
                self._rescan()
                self.app.push_screen(SummaryScreen(responder, state.summary))

        state = CleanUpState(self._state.orphans, self._start.config.minimum_age / _HOUR)
        self.app.push_screen(CleaningUpScreen(responder, self._identity, state, respond, self._keymap), ended)
