"""Proposing and carrying out as the app does it: in a thread, telling the screen by messages, stopped by an event."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from textual.message import Message

from bks_tui.core.operation import Operation
from bks_tui.core.plans import Plan
from bks_tui.core.requests import Request
from bks_tui.tui.failures import failures_to
from bks_tui.tui.messages import PlanProposed, ResponseEnded, ResponseProgressed, ResponseRefused

if TYPE_CHECKING:
    from bks_tui.aws.session import AwsSession


@dataclass(frozen=True)
class ResponseJob:
    """One response: its number, the session that the person saw, and the event that stops it."""

    number: int
    session: AwsSession
    cancelled: threading.Event = field(default_factory=threading.Event)


def run_proposal(
    job: ResponseJob, request: Request, clock: Callable[[], datetime], post: Callable[[Message], object]
) -> None:
    """Ask AWS what there is to do, and post the plan. Blocks; raises nothing."""
    with failures_to(lambda error: post(ResponseRefused(job.number, error))):
        # Imported here as for a scan: it brings boto3.
        from bks_tui.journal import Journal, default_directory
        from bks_tui.operations.propose import propose

        journal = Journal(default_directory(demo=job.session.choice.demo))
        post(PlanProposed(job.number, propose(job.session, request, journal, job.cancelled, clock)))


def run_response(
    job: ResponseJob,
    confirmed: Plan,
    clock: Callable[[], datetime],
    post: Callable[[Message], object],
    *,
    read_only: bool,
) -> None:
    """Carry out what was confirmed, and post how it went. Blocks; raises nothing."""
    with failures_to(lambda error: post(ResponseRefused(job.number, error))):
        from bks_tui.journal import Journal, default_directory
        from bks_tui.operations.respond import Progress, carry_out

        journal = Journal(default_directory(demo=job.session.choice.demo))
        for update in carry_out(job.session, confirmed, journal, job.cancelled, read_only=read_only, now=clock):
            if isinstance(update, Operation):
                post(ResponseEnded(update, journal.path))
            elif isinstance(update, Progress):
                post(ResponseProgressed(update.sentence))
