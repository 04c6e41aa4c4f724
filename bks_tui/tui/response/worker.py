"""Plans and responses as the app runs them: in a thread that posts messages and is stopped by an event."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from bks_tui.core.account.account import Account
from bks_tui.core.journal.history import find_operation, release_request
from bks_tui.core.keys.decoded_key import DecodedKey
from bks_tui.core.response.deletions import deletions
from bks_tui.core.response.operation import Operation
from bks_tui.core.response.plan import Plan
from bks_tui.core.response.plan_text import rollback_row
from bks_tui.core.response.requests import DenyRequest, Request, RevokeRequest
from bks_tui.tui.kit.worker_errors import failures_to
from bks_tui.tui.messages import (
    DeletionsFound,
    InterruptedFound,
    JournalFailed,
    OrganizationFailed,
    OrganizationRead,
    PlanMade,
    Post,
    ResponseEnded,
    ResponseProgressed,
    ResponseRefused,
    StepUpdated,
)
from bks_tui.tui.response.intents import Ask, DenySigner, Release, ResumeOperation, UndoOperation

if TYPE_CHECKING:
    from bks_tui.aws.session import AwsSession
    from bks_tui.operations.context import ResponseContext
    from bks_tui.storage.journal import Journal


@dataclass(frozen=True)
class AppResponder:
    """What a response needs: the session, the account that was shown, the clock, and the mode."""

    session: AwsSession
    account: Account
    clock: Callable[[], datetime]
    read_only: bool

    def journal(self) -> Journal:
        """The journal for this session."""
        return journal_of(demo=self.session.choice.demo)

    def context(self, job: ResponseJob, journal: Journal) -> ResponseContext:
        """What a job is given."""
        from bks_tui.operations.context import ResponseContext

        return ResponseContext(self.session, journal, job.stopped, self.clock)


@dataclass(frozen=True)
class ResponseJob:
    """One plan or response under way: its number, and the event that stops it."""

    number: int
    stopped: threading.Event = field(default_factory=threading.Event)


def journal_of(*, demo: bool) -> Journal:
    """The journal of this person on this machine."""
    from bks_tui.storage.journal import Journal, default_directory

    return Journal(default_directory(demo=demo))


def run_plan(responder: AppResponder, job: ResponseJob, ask: Ask, post: Post) -> None:
    """Make the plan and post it, or the operation if there is nothing left to do. Blocks; raises nothing."""
    with failures_to(lambda error: post(ResponseRefused(job.number, error))):
        journal = responder.journal()
        found = _answer(responder, job, ask, journal)
        if isinstance(found, Operation):
            post(ResponseEnded(job.number, found, journal.path))
        else:
            post(PlanMade(job.number, found))


def _answer(responder: AppResponder, job: ResponseJob, ask: Ask, journal: Journal) -> Plan | Operation:
    # Imported here, since it imports boto3.
    from bks_tui.operations.response.plan import plan_response
    from bks_tui.operations.response.resume import resume_operation, undo_operation

    context = responder.context(job, journal)
    if isinstance(ask, ResumeOperation | UndoOperation):
        again = resume_operation if isinstance(ask, ResumeOperation) else undo_operation
        operation = find_operation(journal.operations(), ask.operation_id, journal.command("list"))
        return again(context, operation)
    return plan_response(context, _request(responder, job, ask, journal))


def _request(
    responder: AppResponder, job: ResponseJob, ask: Request | DenySigner | Release, journal: Journal
) -> Request:
    from bks_tui.operations.response.verified_journal import verified_operations

    match ask:
        case DenySigner(key):
            return _of_signer(responder, job, key, journal)
        case Release(about):
            name = about if isinstance(about, str) else _signer(_of_signer(responder, job, about, journal))
            operations = verified_operations(journal, responder.account, name)
            return release_request(operations, responder.account, name, journal.command("list"))
        case _:
            return ask


def _of_signer(responder: AppResponder, job: ResponseJob, key: DecodedKey, journal: Journal) -> Request:
    from bks_tui.operations.response.resolve_target import RevokeOptions, resolve_key_request

    options = RevokeOptions(allow_ordinary_user=True)
    return resolve_key_request(responder.context(job, journal), key, options)


def _signer(request: Request) -> str:
    """The journal's name of a signer: the id of an access key, the name of a role or user."""
    if isinstance(request, RevokeRequest) and request.only_access_key:
        return request.only_access_key
    return request.principal_arn.rpartition("/")[2] if isinstance(request, DenyRequest) else ""


def run_response(responder: AppResponder, job: ResponseJob, confirmed: Plan, post: Post) -> None:
    """Carry out the confirmed plan, and post each step and the result. Blocks; raises nothing."""
    with failures_to(lambda error: post(ResponseRefused(job.number, error))):
        from bks_tui.operations.response.execute import Progress, RollBackUpdate, StepUpdate, execute_plan

        journal = responder.journal()
        context = responder.context(job, journal)
        for update in execute_plan(context, confirmed, read_only=responder.read_only):
            match update:
                case Operation():
                    post(ResponseEnded(job.number, update, journal.path))
                case StepUpdate(number, step):
                    post(StepUpdated(job.number, number, step))
                case RollBackUpdate(_, step):
                    row = rollback_row(step)
                    post(ResponseProgressed(job.number, f"Rolling back: {row.label}: {row.text}"))
                case Progress(sentence):
                    post(ResponseProgressed(job.number, sentence))


def run_organization(responder: AppResponder, post: Post) -> None:
    """Read the organization, and post it. Blocks; raises nothing."""
    with failures_to(lambda error: post(OrganizationFailed(error))):
        from bks_tui.operations.prevention.organization import organization

        post(OrganizationRead(organization(responder.session, threading.Event())[1]))


def run_find_deletions(post: Post, account: Account) -> None:
    """Read the journal, and post the API keys that bks deleted. Blocks; raises nothing."""
    with failures_to(lambda error: post(JournalFailed(error))):
        operations = journal_of(demo=account.demo).operations()
        post(DeletionsFound(tuple(deletions(operations, account))))


def run_find_interrupted(post: Post, *, demo: bool) -> None:
    """Read the journal, and post the interrupted operations and its faults. Blocks; raises nothing."""
    with failures_to(lambda error: post(JournalFailed(error))):
        journal = journal_of(demo=demo)
        history = journal.history()
        notes = (*history.faults, *filter(None, [history.gap]))
        post(InterruptedFound(journal.interrupted_operations(history.operations), notes))
