"""Responding: a user or a decoded key is contained, revoked, released, deleted; what was cut off is told.

Above investigating, whose decoder tells which key it is about.
"""

from __future__ import annotations

from functools import partial

from textual import on

from bks_tui.core.decoded import DecodedKey, KeyKind
from bks_tui.core.operation import Operation
from bks_tui.core.plans import Plan
from bks_tui.core.requests import CleanUpRequest, RevokeRequest
from bks_tui.core.risk import Status
from bks_tui.tui.messages import Connected, CutOffFound, JournalUnread
from bks_tui.tui.presenters.responses import GO_ON, TAKE_BACK, cut_off_options, cut_off_sections
from bks_tui.tui.respond_worker import ResponseJob, Wanted, decoded_key, finished, released, request, run_look_back
from bks_tui.tui.screens.clean_up import CleanUpScreen
from bks_tui.tui.screens.dialog import ChoiceScreen
from bks_tui.tui.screens.investigating import InvestigatingScreen
from bks_tui.tui.screens.prevention import PreventionScreen


class RespondingScreen(InvestigatingScreen):
    """The responses to a user or a decoded key."""

    _has_looked_back = False
    # What was selected when the plan was asked for: it opens over nothing else.
    _asked_about: object = None

    @property
    def _subject(self) -> str | DecodedKey | RevokeRequest | None:
        """Whom or what a response is about: in the decoder exactly the key, else the user."""
        if self.panes.focused_pane != "decoder":
            return self._selected.user.name if self._selected else None
        key = self._decoded
        if not isinstance(key, DecodedKey):
            return None
        owner = self._owner(key)
        if key.kind is KeyKind.SHORT_TERM:
            return None if owner.elsewhere or not key.access_key_id else key
        if owner.user_name is None or owner.credential_id is None:
            return None
        return RevokeRequest(owner.user_name, only_key=owner.credential_id, allow_ordinary_user=True)

    @property
    def _orphan(self) -> str | None:
        """The selected user, if it is an orphaned phantom."""
        finding = self._selected if self.panes.focused_pane != "decoder" else None
        is_orphan = finding and finding.user.is_phantom and finding.assessment.status is Status.ORPHANED
        return finding.user.name if finding and is_orphan else None

    def action_contain(self) -> None:
        """Stop the keys, so that it can be taken back."""
        self._respond(revoke=False)

    def action_revoke(self) -> None:
        """Stop the keys, and delete them."""
        self._respond(revoke=True)

    def _respond(self, *, revoke: bool) -> None:
        subject = self._subject
        if isinstance(subject, DecodedKey):
            self._ask(decoded_key(subject, revoke=revoke))
        elif subject is not None:
            asked = subject if isinstance(subject, RevokeRequest) else RevokeRequest(subject, allow_ordinary_user=True)
            self._ask(
                request(
                    RevokeRequest(
                        asked.user_name,
                        only_key=asked.only_key,
                        delete_keys=revoke,
                        allow_ordinary_user=True,
                    )
                )
            )

    def action_release(self) -> None:
        """Take back what bks did, as its journal tells."""
        subject = self._subject
        if isinstance(subject, RevokeRequest):
            self._ask(released(subject.only_key or subject.user_name))
        elif isinstance(subject, DecodedKey):
            self.notify("Release: go to the user or role that was denied (u), or use 'bks release'", severity="warning")
        elif subject is not None:
            self._ask(released(subject))

    def action_delete_user(self) -> None:
        """Delete the orphan that is selected."""
        if self._orphan:
            self._ask(request(CleanUpRequest(self._orphan)))

    def action_clean_up(self) -> None:
        """Step through the orphans."""
        if self._session and self._state.result:
            self.app.push_screen(
                CleanUpScreen(self._session, self._state.result, read_only=self._read_only, clock=self._clock),
                lambda _: self.scan(self._state.choice),
            )

    def action_prevent(self) -> None:
        """Go to the policies that stop the next key."""
        if self._session and self._state.result:
            self.app.push_screen(
                PreventionScreen(self._session, self._state.result, read_only=self._read_only, clock=self._clock)
            )

    def _ask(self, wanted: Wanted) -> None:
        if self._session:
            self._asked_about = self._subject
            self.find_out(self._session, wanted)

    def plan_proposed(self, plan: Plan) -> None:
        """Not over what a person is doing by now, where a key meant for that would answer this."""
        if self.is_active and self._subject == self._asked_about:
            self.confirm(plan)
        else:
            self.notify("The plan is ready, but you have gone on. Go back, and press the key again.")

    def response_ended(self, operation: Operation) -> None:
        """What is on the screen is old news now."""
        self.scan(self._state.choice)

    def writing_changed(self) -> None:
        """Other keys work while something is written."""
        self._actions_changed()

    @on(Connected)
    def _look_back(self, message: Connected) -> None:
        """Tell once what was cut off the last time."""
        if not self._has_looked_back:
            self._has_looked_back = True
            self._run(partial(run_look_back, ResponseJob(0, message.session), self.post_message))

    @on(JournalUnread)
    def _journal_unread(self, message: JournalUnread) -> None:
        self.notify(f"{message.error}: what was cut off is unknown", severity="warning", timeout=15)

    @on(CutOffFound)
    def _cut_off(self, message: CutOffFound) -> None:
        if not self.is_active:
            # After what the person is doing.
            self.set_timer(1, partial(self.post_message, message))
            return
        first, *others = message.operations

        def answered(answer: str | None) -> None:
            if answer in (GO_ON, TAKE_BACK) and self._session:
                self._asked_about = self._subject
                self.find_out(self._session, finished(first, go_on=answer == GO_ON))
            elif others:
                self.post_message(CutOffFound(tuple(others)))

        options = cut_off_options(read_only=self._read_only)
        self.app.push_screen(ChoiceScreen("This was cut off", options, cut_off_sections(first)), answered)
