"""Jobs: work in a thread that yields what it learns, and the screen or pane that handles it.

This is the only place that starts, replaces and cancels work, and that drops what a replaced job still reports.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Generic, TypeAlias, TypeVar

from textual.message import Message
from textual.widget import Widget

from bks_tui.core.errors import BksError
from bks_tui.storage.crash_report import unexpected

Update = TypeVar("Update")

# Yields what it learns, raises what it fails with, and ends soon after the event is set.
Work: TypeAlias = Callable[[threading.Event], Iterable[Update]]


@dataclass(eq=False)
class Job(Generic[Update]):
    """Work under a name: a later job of this name replaces it."""

    name: str
    work: Work[Update]
    updated: Callable[[Update], object]
    failed: Callable[[BksError], object]
    cancelled: threading.Event = field(default_factory=threading.Event)


@dataclass
class JobUpdated(Message):
    """What a job has learned."""

    job: Job[Any]
    update: Any


@dataclass
class JobFailed(Message):
    """Why a job ended before it was done; a cancelled job may say so too."""

    job: Job[Any]
    error: BksError


class JobOwner(Widget):
    """A screen or pane with jobs. Their updates and failures are handled in its own thread, in their order."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._jobs: dict[str, Job[Any]] = {}

    def start_job(
        self, name: str, work: Work[Update], updated: Callable[[Update], object], failed: Callable[[BksError], object]
    ) -> None:
        """Start work in a thread, and cancel the job of this name that it replaces."""
        self.cancel_job(name)
        job = self._jobs[name] = Job(name, work, updated, failed)
        self.run_worker(partial(_run, job, self.post_message), thread=True, group=name, exit_on_error=False)

    def cancel_job(self, name: str) -> None:
        """Let a job end soon. What it learns until then is still handled, its end too."""
        if name in self._jobs:
            self._jobs[name].cancelled.set()

    def drop_job(self, name: str) -> None:
        """Cancel a job, and handle nothing of it any more."""
        self.cancel_job(name)
        self._jobs.pop(name, None)

    def on_job_updated(self, message: JobUpdated) -> None:
        """Handle an update of a job that was not replaced."""
        message.stop()
        if self._jobs.get(message.job.name) is message.job:
            message.job.updated(message.update)

    def on_job_failed(self, message: JobFailed) -> None:
        """Handle the failure of a job that was not replaced."""
        message.stop()
        if self._jobs.get(message.job.name) is message.job:
            message.job.failed(message.error)

    def on_unmount(self) -> None:
        """Cancel all jobs: quitting waits for their threads."""
        for name in self._jobs:
            self.cancel_job(name)


def _run(job: Job[Any], post: Callable[[Message], object]) -> None:
    """Post what the work yields. No thread fails silently: a fault of bks itself also writes a crash report."""
    try:
        for update in job.work(job.cancelled):
            post(JobUpdated(job, update))
    except BksError as error:
        post(JobFailed(job, error))
    except Exception as fault:
        post(JobFailed(job, unexpected(fault)))
