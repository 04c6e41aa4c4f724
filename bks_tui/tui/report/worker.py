"""A report as the app saves it: everything is read again in a thread, then written to one private file."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bks_tui.core.timeline.timeline import Timeline
from bks_tui.tui.kit.worker_errors import failures_to
from bks_tui.tui.messages import Post, ReportFailed, ReportSaved
from bks_tui.tui.timeline.worker import TimelineJob

if TYPE_CHECKING:
    from bks_tui.aws.session import AwsSession

_NOT_IN_A_FILE_NAME = re.compile(r"[^\w+=,.@-]+", re.ASCII)


def report_path(target: str, now: datetime, ending: str) -> Path:
    """The path of a report on `target`: in the current directory, with the time in its name."""
    name = _NOT_IN_A_FILE_NAME.sub("-", target)[:64]
    return Path(f"bks-report-{name}-{now:%Y%m%dT%H%M%SZ}.{ending}")


def run_report(
    job: TimelineJob,
    form: str,
    session: AwsSession,
    clock: Callable[[], datetime],
    post: Post,
) -> None:
    """Read everything about the target, save it in the format `form`, and post the path. Blocks; raises nothing."""
    with failures_to(lambda error: post(ReportFailed(error))):
        # Imported here, since it imports boto3.
        from bks_tui.export.report.formats import FORMATS, write_report
        from bks_tui.operations.report.report import UserRead, incident, report
        from bks_tui.storage.journal import Journal, default_directory
        from bks_tui.storage.private_file import write_private

        user: UserRead | None = None
        for update in report(session, job.target, job.options, job.cancelled, clock):
            if isinstance(update, UserRead):
                user = update
            # A stopped report leaves no partial file.
            elif isinstance(update, Timeline) and user and not job.cancelled.is_set():
                content = incident(user, update, Journal(default_directory(demo=session.choice.demo)))
                path = report_path(job.target.text, clock(), FORMATS[form][1])
                write_private(path, write_report(content, form))
                post(ReportSaved(path.resolve(), complete=content.complete))
