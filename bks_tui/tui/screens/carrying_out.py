"""Carrying out: a plan is found out, confirmed, carried out and told, over whatever screen asks for it.

Nothing is written that was not shown whole. Workers only post messages; the handlers own the state.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from textual import on
from textual.screen import Screen

from bks_tui.core.operation import Operation
from bks_tui.core.plans import Plan
from bks_tui.tui.messages import PlanProposed, ResponseEnded, ResponseRefused, StepsProgressed
from bks_tui.tui.presenters.responses import told_shortly
from bks_tui.tui.respond_worker import ResponseJob, Wanted, finished, run_proposal, run_response
from bks_tui.tui.screens.confirm import ConfirmScreen, ProgressScreen

if TYPE_CHECKING:
    from bks_tui.aws.session import AwsSession


class CarryingOutScreen(Screen[None]):
    """A screen that something is carried out from."""

    _response: ResponseJob | None = None
    _progress: ProgressScreen | None = None
    _is_writing = False

    def __init__(self, *, read_only: bool, clock: Callable[[], datetime]) -> None:
        super().__init__()
        self._read_only = read_only
        self._clock = clock

    def find_out(self, session: AwsSession, wanted: Wanted) -> None:
        """Find out in a worker what there is to confirm; an earlier question is dropped."""
        if self._is_writing:
            return
        self._stop_response()
        job = ResponseJob(self._response.number + 1 if self._response else 1, session)
        self._response = job
        self._run(partial(run_proposal, job, wanted, self._clock, self.post_message))

    def _run(self, work: Callable[[], None]) -> None:
        self.run_worker(work, thread=True, group="response", exit_on_error=False)

    def _stop_response(self) -> None:
        if self._response:
            self._response.stopped.set()

    def plan_proposed(self, plan: Plan) -> None:
        """A plan was found out that is still wanted."""
        self.confirm(plan)

    def response_ended(self, operation: Operation) -> None:
        """Something was carried out: what is on the screen is old news."""

    def response_refused(self) -> None:
        """Nothing came of it, which the person was told."""

    def response_declined(self) -> None:
        """The person was shown a plan, and does not want it."""

    def writing_changed(self) -> None:
        """Something began to be written, or it is over."""

    def confirm(self, plan: Plan) -> None:
        """Show a plan whole, and carry it out if the person wants that."""
        job = self._response

        def answered(carry_out: bool | None) -> None:
            if carry_out and job:
                self._carry_out(job, plan)
            else:
                self.response_declined()

        self.app.push_screen(ConfirmScreen(plan), answered)

    def _carry_out(self, job: ResponseJob, confirmed: Plan) -> None:
        self._is_writing = True
        self.writing_changed()
        self._progress = ProgressScreen(confirmed, job.stopped.set)
        self.app.push_screen(self._progress, partial(self._told, job))
        self._run(partial(run_response, job, confirmed, self._clock, self.post_message, read_only=self._read_only))

    def _told(self, job: ResponseJob, take_back: bool | None) -> None:
        """The person has seen how it went."""
        operation, self._progress = self._ended, None
        if take_back and operation:
            self.find_out(job.session, finished(operation, go_on=False))

    _ended: Operation | None = None

    def _is_current_response(self, number: int) -> bool:
        return self._response is not None and self._response.number == number

    @on(PlanProposed)
    def _proposed(self, message: PlanProposed) -> None:
        if self._is_current_response(message.number):
            self.plan_proposed(message.plan)

    @on(StepsProgressed)
    def _progressed(self, message: StepsProgressed) -> None:
        if self._is_current_response(message.number) and self._progress and self._progress.is_attached:
            self._progress.progress(message.step, message.taken)

    @on(ResponseEnded)
    def _response_over(self, message: ResponseEnded) -> None:
        self._is_writing = False
        self._ended = message.operation
        self.writing_changed()
        if self._progress and self._progress.is_attached:
            self._progress.end(message.operation, message.journal)
        else:
            self.notify(told_shortly(message.operation), timeout=60)
        self.response_ended(message.operation)

    @on(ResponseRefused)
    def _refused(self, message: ResponseRefused) -> None:
        if not self._is_current_response(message.number):
            return
        self._is_writing = False
        if self._progress and self._progress.is_attached:
            self._progress.dismiss(False)
        self.writing_changed()
        self.notify(f"{message.error}. {message.error.remedy}", severity="error", timeout=30)
        self.response_refused()

    def on_unmount(self) -> None:
        """Stop between two steps: what was begun goes to its end, and is in the journal."""
        self._stop_response()
