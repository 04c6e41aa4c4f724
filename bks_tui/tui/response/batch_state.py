"""The state of one response to several users, from the request to the result of each."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum

from bks_tui.core.errors import BksError
from bks_tui.core.response.operation import Operation, Outcome
from bks_tui.core.response.plan import Plan
from bks_tui.tui.response.batch_worker import (
    BatchEnded,
    BatchItem,
    BatchUpdate,
    Confirmed,
    ItemFailed,
    ItemStarted,
    ItemUpdated,
    is_refusal,
)
from bks_tui.tui.response.intents import BatchAction
from bks_tui.tui.response.state import ResponsePhase, ResponseState


class UserOutcome(Enum):
    """How far one of the users is; the value is what a person reads."""

    WAITING = "to read"
    PLANNED = "to do"
    RUNNING = "running"
    DONE = "done"
    UNVERIFIED = "not verified"
    REFUSED = "refused"
    FAILED = "failed"
    NOT_STARTED = "not started"


_OF_OPERATION: Mapping[Outcome | None, UserOutcome] = {
    Outcome.DONE: UserOutcome.DONE,
    Outcome.UNVERIFIED: UserOutcome.UNVERIFIED,
}


@dataclass
class BatchState:
    """One response to several users; `responses` has that to each of them, in the order of `items`.

    `stopping` ends it after the current user. `error` is what ended it as a whole.
    """

    action: BatchAction
    items: Sequence[BatchItem]
    keeps_going: bool = False
    stopping: threading.Event = field(default_factory=threading.Event)
    is_planned: bool = False
    is_writing: bool = False
    is_stopping_now: bool = False
    is_ended: bool = False
    error: BksError | None = None
    responses: list[ResponseState] = field(init=False)

    def __post_init__(self) -> None:
        self.responses = [ResponseState() for _ in self.items]

    def learn(self, update: BatchUpdate) -> None:
        """Apply an update of the response."""
        match update:
            case ItemStarted(number):
                self.responses[number].is_writing = self.is_writing
            case ItemUpdated(number, of_user):
                self.responses[number].learn(of_user)
            case ItemFailed(number, error):
                self.responses[number].error = error
            case BatchEnded():
                self.is_planned = True
                self.is_ended = self.is_writing

    def fail(self, error: BksError) -> None:
        """It ended as a whole; what was written until then stays."""
        self.error = error
        self.is_ended = self.is_writing

    @property
    def phase(self) -> ResponsePhase:
        """The current phase."""
        if self.is_ended:
            return ResponsePhase.ENDED
        if self.is_writing:
            return ResponsePhase.WRITING
        if self.error:
            return ResponsePhase.REFUSED
        return ResponsePhase.SHOWN if self.is_planned else ResponsePhase.READING

    @property
    def confirmed(self) -> tuple[Confirmed, ...]:
        """The plans, each of which is carried out if a person confirms them."""
        return tuple(
            Confirmed(number, item.responder, state.plan)
            for number, (item, state) in enumerate(zip(self.items, self.responses, strict=True))
            if item.responder and state.plan and state.phase is ResponsePhase.SHOWN
        )

    @property
    def plans(self) -> tuple[Plan, ...]:
        """The same, as plans."""
        return tuple(each.plan for each in self.confirmed)

    @property
    def asks_for_a_phrase(self) -> bool:
        """Whether a phrase has to be typed to confirm the plans that are shown."""
        return self.phase is ResponsePhase.SHOWN and any(plan.is_final for plan in self.plans)

    @property
    def operations(self) -> tuple[Operation, ...]:
        """What was carried out, in order."""
        return tuple(state.operation for state in self.responses if state.operation)

    @property
    def to_carry_out(self) -> int:
        """How many plans there are, carried out or not."""
        return sum(state.plan is not None for state in self.responses)

    @property
    def carried_out(self) -> int:
        """How many of them have ended, well or not."""
        return sum(state.plan is not None and bool(state.operation or state.error) for state in self.responses)

    @property
    def done(self) -> tuple[int, ...]:
        """The users that were done and verified, by their numbers."""
        return tuple(number for number in range(len(self.items)) if self.outcome(number) is UserOutcome.DONE)

    def outcome(self, number: int) -> UserOutcome:
        """How far a user is."""
        state = self.responses[number]
        if state.operation:
            return _OF_OPERATION.get(state.operation.outcome, UserOutcome.FAILED)
        if state.error:
            return UserOutcome.REFUSED if is_refusal(state.error) or not state.is_writing else UserOutcome.FAILED
        if state.is_writing:
            # bks itself failed during the call: the journal has what was done.
            return UserOutcome.FAILED if self.is_ended else UserOutcome.RUNNING
        if self.is_ended:
            return UserOutcome.NOT_STARTED
        return UserOutcome.PLANNED if state.plan else UserOutcome.WAITING

    def count(self, outcome: UserOutcome) -> int:
        """How many users are that far."""
        return sum(self.outcome(number) is outcome for number in range(len(self.items)))
