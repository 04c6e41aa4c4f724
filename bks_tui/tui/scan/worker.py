"""The scan as the app runs it: in a thread that posts messages and is stopped by an event."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from bks_tui.core.account.account import ApiCall, SessionChoice
from bks_tui.core.scan.findings import ScanOptions
from bks_tui.tui.kit.worker_errors import failures_to
from bks_tui.tui.messages import CallMade, Connected, Post, ScanStopped, ScanUpdated

if TYPE_CHECKING:
    from bks_tui.aws.session import AwsSession


@dataclass(frozen=True)
class ScanJob:
    """One scan: its number, what to scan, the age below which users have a hold, and the event that stops it."""

    number: int
    choice: SessionChoice
    minimum_age: timedelta
    cancelled: threading.Event = field(default_factory=threading.Event)


def _post_call(post: Post, call: ApiCall) -> None:
    post(CallMade(call))


def run_scan(
    job: ScanJob,
    connect: Callable[[SessionChoice], AwsSession],
    clock: Callable[[], datetime],
    post: Post,
) -> None:
    """Scan to the end, or until `job.cancelled`; everything learned is posted, failures too. Blocks; raises nothing."""
    with failures_to(lambda error: post(ScanStopped(job.number, error))):
        session = connect(job.choice)
        session.calls.listen(partial(_post_call, post))
        post(Connected(job.number, session))
        # Imported here, since it imports boto3 and the first screen must not wait for that.
        from bks_tui.operations.scan.scan import scan

        for update in scan(session, ScanOptions(minimum_age=job.minimum_age), job.cancelled, clock):
            post(ScanUpdated(job.number, update))
