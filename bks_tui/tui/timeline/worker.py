"""The timeline as the app reads it: in a thread that posts messages and is stopped by an event."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from bks_tui.core.cloudtrail.target import Target
from bks_tui.core.timeline.timeline import TimelineOptions
from bks_tui.tui.kit.worker_errors import failures_to
from bks_tui.tui.messages import Post, TimelineStopped, TimelineUpdated

if TYPE_CHECKING:
    from bks_tui.aws.session import AwsSession


@dataclass(frozen=True)
class TimelineJob:
    """One timeline: its number, target, options, and the event that stops it."""

    number: int
    target: Target
    options: TimelineOptions
    cancelled: threading.Event = field(default_factory=threading.Event)


def run_timeline(job: TimelineJob, session: AwsSession, clock: Callable[[], datetime], post: Post) -> None:
    """Read to the end, or until `job.cancelled`; everything learned is posted. Blocks; raises nothing."""
    with failures_to(lambda error: post(TimelineStopped(job.number, error))):
        # Imported here, since it imports boto3.
        from bks_tui.operations.timeline.timeline import timeline

        for update in timeline(session, job.target, job.options, job.cancelled, clock):
            post(TimelineUpdated(job.number, update))
