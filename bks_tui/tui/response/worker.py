"""Plans and responses as the app runs them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from bks_tui.core.account.account import Account, SessionChoice
from bks_tui.core.keys.decoded_key import DecodedKey
from bks_tui.core.response.requests import DenyRequest, Request, RevokeRequest
from bks_tui.core.timeline.timeline import TimelineOptions
from bks_tui.tui.messages import Post, post_call
from bks_tui.tui.response.intents import Ask, DenySigner, Release, ResumeOperation, UndoOperation

if TYPE_CHECKING:
    from bks_tui.aws.session import AwsSession
    from bks_tui.core.hunt.hunt import Hunt
    from bks_tui.core.prevention.coverage import Organization
    from bks_tui.core.response.operation import Operation
    from bks_tui.core.response.plan import Plan
    from bks_tui.operations.context import ResponseContext
    from bks_tui.operations.response.updates import Update
    from bks_tui.storage.journal import Journal


@dataclass(frozen=True)
class ResponseEnded:
    """A response was carried out or failed; the operation has the outcome of each step."""

    operation: Operation
    journal: Path


# Of each service in each Region: some seconds at the rate of CloudTrail.
_MOST_EVENTS = 2_000

ResponseUpdate: TypeAlias = "Plan | Update | ResponseEnded"


@dataclass(frozen=True)
class AppResponder:
    """What a response needs: the session, the account that was shown, the clock, and the mode."""

    session: AwsSession
    account: Account
    clock: Callable[[], datetime]
    read_only: bool

    def reach(self, _cancelled: threading.Event) -> AppResponder:
        """Itself: it is connected."""
        return self

    def journal(self) -> Journal:
        """The journal for this session; in read-only mode one that nothing is written to."""
        return journal_of(demo=self.session.choice.demo, read_only=self.read_only)

    def context(self, cancelled: threading.Event, journal: Journal) -> ResponseContext:
        """What an operation is given."""
        from bks_tui.operations.context import ResponseContext

        return ResponseContext(self.session, journal, cancelled, self.clock)


@dataclass
class DistantResponder:
    """What a response needs in an account that bks connects to when it makes the plan. `post` hears of the calls."""

    choice: SessionChoice
    connect: Callable[[SessionChoice], AwsSession]
    clock: Callable[[], datetime]
    read_only: bool
    post: Post
    _reached: AppResponder | None = None

    def reach(self, cancelled: threading.Event) -> AppResponder:
        """Connect once, and verify the account. Raises AwsError."""
        if self._reached is None:
            session = self.connect(self.choice)
            session.calls.listen(partial(post_call, self.post))
            account = session.identify(interrupted=cancelled)
            self._reached = AppResponder(session, account, self.clock, self.read_only)
        return self._reached


Responder: TypeAlias = AppResponder | DistantResponder


def journal_of(*, demo: bool, read_only: bool = False) -> Journal:
    """The journal of this person on this machine."""
    from bks_tui.storage.journal import Journal, default_directory

    return Journal(default_directory(demo=demo), read_only=read_only)


def propose(distant: Responder, ask: Ask, cancelled: threading.Event) -> Iterator[Plan | ResponseEnded]:
    """Make the plan, or give the operation if nothing is left to do. Raises BksError."""
    # Imported here, as all that is needed only then: the app imports this module when it starts.
    from bks_tui.core.response.operation import Operation

    responder = distant.reach(cancelled)
    journal = responder.journal()
    context = responder.context(cancelled, journal)
    found = _answer(responder, context, ask)
    yield ResponseEnded(found, journal.path) if isinstance(found, Operation) else found


def _answer(responder: AppResponder, context: ResponseContext, ask: Ask) -> Plan | Operation:
    # Imported here, since it imports boto3.
    from bks_tui.core.journal.history import find_operation
    from bks_tui.operations.response.plan import plan_response
    from bks_tui.operations.response.resume import resume_operation, undo_operation

    if isinstance(ask, ResumeOperation | UndoOperation):
        again = resume_operation if isinstance(ask, ResumeOperation) else undo_operation
        journal = context.journal
        operation = find_operation(journal.operations(), ask.operation_id, journal.command("list"))
        return again(context, operation)
    return plan_response(context, _request(responder, context, ask))


def _request(responder: AppResponder, context: ResponseContext, ask: Request | DenySigner | Release) -> Request:
    from bks_tui.core.journal.history import release_request
    from bks_tui.operations.response.verified_journal import verified_operations

    match ask:
        case DenySigner(key):
            return _of_signer(context, key)
        case Release(about):
            name = about if isinstance(about, str) else _signer(_of_signer(context, about))
            operations = verified_operations(context.journal, responder.account, name)
            return release_request(operations, responder.account, name, context.journal.command("list"))
        case _:
            return ask


def _of_signer(context: ResponseContext, key: DecodedKey) -> Request:
    from bks_tui.operations.response.resolve_target import RevokeOptions, resolve_key_request

    return resolve_key_request(context, key, RevokeOptions(allow_ordinary_user=True))


def _signer(request: Request) -> str:
    """The journal's name of a signer: the id of an access key, the name of a role or user."""
    if isinstance(request, RevokeRequest) and request.only_access_key:
        return request.only_access_key
    return request.principal_arn.rpartition("/")[2] if isinstance(request, DenyRequest) else ""


def carry_out(distant: Responder, confirmed: Plan, cancelled: threading.Event) -> Iterator[Update | ResponseEnded]:
    """Carry out the confirmed plan, step by step. Raises BksError."""
    from bks_tui.core.response.operation import Operation
    from bks_tui.operations.response.execute import execute_plan

    responder = distant.reach(cancelled)
    journal = responder.journal()
    context = responder.context(cancelled, journal)
    for update in execute_plan(context, confirmed, read_only=responder.read_only):
        yield ResponseEnded(update, journal.path) if isinstance(update, Operation) else update


def read_key_use(responder: AppResponder, cancelled: threading.Event) -> Iterator[Hunt]:
    """Read who used API keys in the last days, in the account of the session. Raises BksError."""
    from bks_tui.core.hunt.hunt import Hunt
    from bks_tui.operations.hunt.event_history import hunt

    options = TimelineOptions(max_events=_MOST_EVENTS)
    for update in hunt(responder.session, options, cancelled, responder.clock, only_use=True):
        if isinstance(update, Hunt):
            yield update


def read_organization(responder: AppResponder, cancelled: threading.Event) -> Iterator[Organization]:
    """Read the organization. Raises BksError."""
    from bks_tui.operations.prevention.organization import organization

    yield organization(responder.session, cancelled)[1]
