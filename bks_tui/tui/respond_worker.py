"""Proposing and carrying out as the app does it: in a thread, telling the screen by messages, stopped by an event."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from textual.message import Message

from bks_tui.core.account import Account
from bks_tui.core.chain import release_request
from bks_tui.core.decoded import DecodedKey
from bks_tui.core.errors import BksError
from bks_tui.core.operation import Operation
from bks_tui.core.plans import Plan
from bks_tui.core.requests import Request
from bks_tui.export.actions_json import Untouched, actions_document
from bks_tui.export.files import write_private
from bks_tui.tui.failures import failures_to
from bks_tui.tui.messages import (
    CutOffFound,
    JournalUnread,
    OrganizationRead,
    OrganizationUnread,
    PlanProposed,
    ResponseEnded,
    ResponseRefused,
    StepsProgressed,
    SummaryFailed,
    SummarySaved,
)

if TYPE_CHECKING:
    from bks_tui.aws.session import AwsSession
    from bks_tui.journal import Journal

Clock: TypeAlias = Callable[[], datetime]
Post: TypeAlias = Callable[[Message], object]


@dataclass(frozen=True)
class ResponseJob:
    """One response: its number, the session that the person saw, and the event that stops it."""

    number: int
    session: AwsSession
    stopped: threading.Event = field(default_factory=threading.Event)

    @property
    def journal(self) -> Journal:
        """The journal of the account."""
        # Imported late like all that a worker needs: the first paint waits for nothing.
        from bks_tui.journal import Journal, default_directory

        return Journal(default_directory(demo=self.session.choice.demo))


# What finds out, in the worker, what there is to confirm; an operation where nothing is left to do.
Wanted: TypeAlias = Callable[[ResponseJob, Clock], Plan | Operation]


def request(asked: Request) -> Wanted:
    """The plan for a request."""

    def find(job: ResponseJob, clock: Clock) -> Plan:
        from bks_tui.operations.propose import propose

        return propose(job.session, asked, job.journal, job.stopped, clock)

    return find


def decoded_key(key: DecodedKey, *, revoke: bool) -> Wanted:
    """The plan that stops a decoded short-term key: by whatever signed it."""

    def find(job: ResponseJob, clock: Clock) -> Plan:
        from bks_tui.operations.propose import propose
        from bks_tui.operations.respond_target import RevokeOptions, request_for_key

        options = RevokeOptions(delete_keys=revoke, allow_ordinary_user=True, all_sessions=revoke)
        asked = request_for_key(job.session, key, options, job.journal, job.stopped, clock)
        return propose(job.session, asked, job.journal, job.stopped, clock)

    return find


def released(name: str) -> Wanted:
    """The plan that takes back what was done to a user."""

    def find(job: ResponseJob, clock: Clock) -> Plan:
        from bks_tui.operations.propose import propose

        asked = release_request(job.journal.operations(), job.session.identify(), name)
        return propose(job.session, asked, job.journal, job.stopped, clock)

    return find


def finished(operation: Operation, *, go_on: bool) -> Wanted:
    """The plan that goes on with an operation, or takes it back."""

    def find(job: ResponseJob, clock: Clock) -> Plan | Operation:
        from bks_tui.operations.resume import resume, take_back

        way = resume if go_on else take_back
        return way(job.session, operation, job.journal, job.stopped, clock)

    return find


def run_proposal(job: ResponseJob, wanted: Wanted, clock: Clock, post: Post) -> None:
    """Ask AWS what there is to do, and post the plan. Blocks; raises nothing."""
    with failures_to(lambda error: post(ResponseRefused(job.number, error))):
        found = wanted(job, clock)
        if isinstance(found, Operation):
            post(ResponseEnded(job.number, found, job.journal.path))
        else:
            post(PlanProposed(job.number, found))


def run_response(job: ResponseJob, confirmed: Plan, clock: Clock, post: Post, *, read_only: bool) -> None:
    """Carry out what was confirmed, and post how it goes. Blocks until it is over; raises nothing."""
    with failures_to(lambda error: post(ResponseRefused(job.number, error))):
        from bks_tui.operations.respond import StepUpdate, carry_out

        for update in carry_out(job.session, confirmed, job.journal, job.stopped, read_only=read_only, now=clock):
            if isinstance(update, Operation):
                post(ResponseEnded(job.number, update, job.journal.path))
            elif isinstance(update, StepUpdate):
                post(StepsProgressed(job.number, update.number, update.taken))


def run_organization(session: AwsSession, post: Post) -> None:
    """Read the organization, and post it. Blocks; raises nothing."""
    with failures_to(lambda error: post(OrganizationUnread(error))):
        from bks_tui.operations.organization import organization

        post(OrganizationRead(organization(session, threading.Event())[1]))


def run_save(path: Path, account: Account, done: tuple[Operation | Untouched, ...], post: Post) -> None:
    """Write down what a clean-up did, and post where. Blocks; raises nothing."""
    with failures_to(lambda error: post(SummaryFailed(error))):
        document = actions_document(account, done, dry_run=False)
        write_private(path, json.dumps(document, indent=2) + "\n")
        post(SummarySaved(path.resolve()))


def run_look_back(job: ResponseJob, post: Post) -> None:
    """Post what was cut off the last time, if anything was. Blocks; raises nothing."""

    def unread(error: BksError) -> None:
        post(JournalUnread(error))

    with failures_to(unread):
        left = job.journal.cut_off()
        if left:
            post(CutOffFound(left))
