"""The same response to several users, one after the other: each is planned and carried out like a single one."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from bks_tui.core.errors import (
    BksError,
    CallerChangedError,
    CancelledError,
    ChangedError,
    ExpiredError,
    FileError,
    NoCredentialsError,
    SourceSessionError,
    UsageError,
)
from bks_tui.core.response.operation import Operation, Outcome, StepOutcome
from bks_tui.core.response.plan import Plan
from bks_tui.tui.response.intents import Ask, Disabled
from bks_tui.tui.response.worker import Responder, ResponseEnded, ResponseUpdate, carry_out, propose

# They would end every further plan too.
_OF_ALL = (CallerChangedError, CancelledError, ExpiredError, FileError, NoCredentialsError, SourceSessionError)


@dataclass(frozen=True)
class BatchItem:
    """One of several users: `label` names it, with its account where there are several.

    Without a `responder` the `ask` is Disabled.
    """

    label: str
    ask: Ask | Disabled
    responder: Responder | None


@dataclass(frozen=True)
class ItemStarted:
    """The plan of a user is being made, or carried out; `number` counts the users from 0."""

    number: int


@dataclass(frozen=True)
class ItemUpdated:
    """What the response to a user reports."""

    number: int
    update: ResponseUpdate


@dataclass(frozen=True)
class ItemFailed:
    """Why a user has no plan, or why its plan was not carried out."""

    number: int
    error: BksError


@dataclass(frozen=True)
class BatchEnded:
    """Every user was planned, or no further one is carried out."""


BatchUpdate: TypeAlias = ItemStarted | ItemUpdated | ItemFailed | BatchEnded


def is_refusal(error: BksError) -> bool:
    """Whether it concerns one user by its own state: nothing was written, and the next user may differ."""
    return isinstance(error, UsageError | ChangedError)


def is_carried_out(operation: Operation) -> bool:
    """Whether every call was made, verified and journalled; more of the user may not have been readable."""
    is_verified = all(taken.outcome is StepOutcome.VERIFIED for taken in operation.steps)
    return operation.outcome in (Outcome.DONE, Outcome.UNVERIFIED) and is_verified and not operation.unwritten


def plan_each(items: Sequence[BatchItem], cancelled: threading.Event) -> Iterator[BatchUpdate]:
    """Make the plan of each user. Raises a BksError that would end every plan, such as expired credentials."""
    for number, item in enumerate(items):
        if cancelled.is_set():
            raise CancelledError("the planning was stopped")
        if isinstance(item.ask, Disabled):
            yield ItemFailed(number, UsageError(item.ask.reason))
        elif item.responder:
            yield ItemStarted(number)
            yield from _plan(number, item.responder, item.ask, cancelled)
    yield BatchEnded()


def _plan(number: int, responder: Responder, ask: Ask, cancelled: threading.Event) -> Iterator[BatchUpdate]:
    """Make the plan of one user, or say why there is none."""
    try:
        for update in propose(responder, ask, cancelled):
            yield ItemUpdated(number, update)
    except _OF_ALL:
        raise
    except BksError as error:
        yield ItemFailed(number, error)


@dataclass(frozen=True)
class Confirmed:
    """A plan that was confirmed with others, and whose turn it is."""

    number: int
    responder: Responder
    plan: Plan


def carry_out_each(
    confirmed: Sequence[Confirmed], stopping: threading.Event, cancelled: threading.Event, *, keeps_going: bool
) -> Iterator[BatchUpdate]:
    """Carry out each plan. A refusal skips its user; a failure ends it, unless a person chose that it `keeps_going`.

    `stopping` ends it after the current user; `cancelled` before the next step of that user.
    """
    for each in confirmed:
        if stopping.is_set() or cancelled.is_set():
            break
        yield ItemStarted(each.number)
        succeeded = False
        try:
            for update in carry_out(each.responder, each.plan, cancelled):
                yield ItemUpdated(each.number, update)
                if isinstance(update, ResponseEnded):
                    succeeded = is_carried_out(update.operation)
        except BksError as error:
            yield ItemFailed(each.number, error)
            if isinstance(error, _OF_ALL):
                break
            succeeded = is_refusal(error)
        if not (succeeded or keeps_going):
            break
    yield BatchEnded()
