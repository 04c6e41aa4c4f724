"""Responding: what would be written to AWS is proposed, shown whole, confirmed, carried out, and told.

Above investigating, whose decoder tells which key it is about. Nothing is written that this screen did not show.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from textual import on

from bks_tui.core.decoded import DecodedKey
from bks_tui.core.operation import Operation
from bks_tui.core.plans import Plan
from bks_tui.core.requests import RevokeRequest
from bks_tui.tui.messages import PlanProposed, ResponseEnded, ResponseProgressed, ResponseRefused
from bks_tui.tui.presenters.responses import CARRY_OUT, operation_sections, plan_options, plan_sections, told_shortly
from bks_tui.tui.respond_worker import ResponseJob, run_proposal, run_response
from bks_tui.tui.screens.dialog import ChoiceScreen, TextScreen
from bks_tui.tui.screens.investigating import InvestigatingScreen


class RespondingScreen(InvestigatingScreen):
    """The responses to a decoded key."""

    _response: ResponseJob | None = None
    _is_writing = False

    @property
    def _containable(self) -> RevokeRequest | None:
        """The API key in IAM that the decoder shows; None where the alias does not settle which one it is."""
        key = self._decoded
        if not isinstance(key, DecodedKey) or key.alias is None:
            return None
        owner = self._owner(key)
        if owner.user_name is None or owner.credential_id is None:
            return None
        return RevokeRequest(owner.user_name, only_key=owner.credential_id, delete_keys=False, allow_ordinary_user=True)

    def action_contain_key(self) -> None:
        """Read the decoded key afresh, and show what containing it would do."""
        choice, session = self._containable, self._session
        if choice is None or session is None:
            return
        self._cancel_response()
        job = ResponseJob(self._response.number + 1 if self._response else 1, session)
        self._response = job
        self._work(partial(run_proposal, job, choice, self._clock, self.post_message))

    def _work(self, work: Callable[[], None]) -> None:
        self.run_worker(work, thread=True, group="response", exit_on_error=False)

    def _cancel_response(self) -> None:
        if self._response:
            self._response.cancelled.set()

    @on(PlanProposed)
    def _proposed(self, message: PlanProposed) -> None:
        job = self._response
        if job is None or job.number != message.number:
            return
        if not self.is_active or self._containable != message.plan.request:
            # Not over what a person is doing by now, where a key meant for that would answer this.
            self.notify("Contain: the plan is ready, but you have gone on. Go back to the key and press C again.")
            return

        def answered(answer: str | None) -> None:
            if answer == CARRY_OUT:
                self._carry_out(job, message.plan)

        self.app.push_screen(ChoiceScreen("Contain this key?", plan_options(), plan_sections(message.plan)), answered)

    def _carry_out(self, job: ResponseJob, confirmed: Plan) -> None:
        self._is_writing = True
        self._actions_changed()
        self._work(partial(run_response, job, confirmed, self._clock, self.post_message, read_only=self._read_only))

    @on(ResponseProgressed)
    def _progressed(self, message: ResponseProgressed) -> None:
        self.notify(message.sentence)

    @on(ResponseEnded)
    def _ended(self, message: ResponseEnded) -> None:
        self._is_writing = False
        # What is on the screen is old news now.
        self.scan(self._state.choice)
        # After the notices that are still on their way to the app: what was under way must not cover how it went.
        self.app.call_later(self._tell, message.operation, str(message.journal))

    def _tell(self, operation: Operation, journal: str) -> None:
        self.app.clear_notifications()
        if self.is_active:
            self.app.push_screen(TextScreen("Contain", operation_sections(operation, journal)))
        else:
            self.notify(told_shortly(operation), timeout=60)

    @on(ResponseRefused)
    def _refused(self, message: ResponseRefused) -> None:
        if self._response and self._response.number == message.number:
            self._is_writing = False
            self._actions_changed()
            self.notify(f"Contain: {message.error}. {message.error.remedy}", severity="error", timeout=30)

    def on_unmount(self) -> None:
        """Stop the worker: quitting waits for its thread. What was begun is in the journal."""
        self._cancel_response()
