"""The option --findings: what further sources say about the target, beside its events."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from bks_tui.cli.log_options import LogChoice
from bks_tui.core.errors import UsageError
from bks_tui.core.timeline.timeline import TimelineUpdate

if TYPE_CHECKING:
    from bks_tui.aws.session import AwsSession

findings_option = click.option(
    "--findings",
    is_flag=True,
    help="Ask GuardDuty, Access Analyzer, IAM's last accessed data, sign-in sessions and Secrets Manager as well. "
    "What they say is listed apart from the events.",
)


def require_askable(findings: bool, logs: LogChoice | None) -> None:
    """Raise UsageError if AWS is to be asked for findings, but only log files are to be read."""
    if findings and logs and not logs.with_history:
        raise UsageError(
            "--findings asks AWS, but --from alone reads only files",
            "Add --event-history, or omit --findings.",
        )


def with_findings_if(
    wanted: bool, session: AwsSession, updates: Iterator[TimelineUpdate], cancelled: threading.Event
) -> Iterator[TimelineUpdate]:
    """The updates of a timeline, and with --findings those of the further sources."""
    from bks_tui.operations.findings.findings import with_findings

    return with_findings(session, updates, cancelled) if wanted else updates
