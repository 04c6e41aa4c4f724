"""Shared by `bks report` and `bks evidence`: read everything about a target, with its progress."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bks_tui.cli.athena_options import in_account
from bks_tui.cli.log_options import LogChoice
from bks_tui.cli.member_options import MemberOptions
from bks_tui.cli.session_options import Invocation
from bks_tui.cli.target_options import with_progress
from bks_tui.cli.terminal.interruption import cancelled_by_interrupt
from bks_tui.cli.terminal.messages import ExitCode, print_message
from bks_tui.core.account.account import SessionChoice
from bks_tui.core.athena.search import AthenaSearch
from bks_tui.core.cloudtrail.target import Target
from bks_tui.core.errors import CancelledError
from bks_tui.core.text import pluralize
from bks_tui.core.timeline.timeline import Timeline, TimelineOptions, TimelineUpdate

if TYPE_CHECKING:
    from bks_tui.aws.session import AwsSession
    from bks_tui.core.report.incident import Incident
    from bks_tui.storage.journal import Journal


@dataclass(frozen=True)
class IncidentRead:
    """An incident, the journal with what bks did, and whether Ctrl-C ended the search; `session` if AWS was asked."""

    incident: Incident
    journal: Journal
    interrupted: bool
    session: AwsSession | None = None

    def print_gaps(self) -> ExitCode:
        """Print what could not be read, and return the exit code."""
        found = self.incident
        if found.not_read:
            print_message(f"incomplete, with {pluralize(len(found.not_read), 'gap')}:")
        for gap in found.not_read:
            print_message(f"  {gap}")
        if self.interrupted:
            print_message("bks: interrupted")
            return ExitCode.INTERRUPTED
        return ExitCode.DONE if found.complete else ExitCode.INCOMPLETE


def read_incident(
    invocation: Invocation,
    target: Target,
    options: TimelineOptions,
    logs: LogChoice | None,
    athena: AthenaSearch | None,
    member: MemberOptions,
) -> IncidentRead:
    """Read the user and the events of a target, from the chosen sources, and show the progress."""
    if athena:
        return _read(invocation.choice, target, options, None, in_account(athena, member))
    if logs and not (logs := logs.in_account(member)).with_history:
        return _read_files(logs, target)
    choice = member.reach(invocation, target).choice
    with member.offered():
        return _read(choice, target, options, logs)


def _read_files(logs: LogChoice, target: Target) -> IncidentRead:
    """Read log files alone."""
    from bks_tui.cli.terminal.progress import progress_line
    from bks_tui.operations.clock import utc_now
    from bks_tui.operations.report.incident import NOT_ASKED, incident
    from bks_tui.storage.journal import Journal, default_directory

    with cancelled_by_interrupt(keep_result=True) as cancelled, progress_line(wanted=True) as show:
        for update in with_progress(logs.updates(target, None, cancelled), show):
            if isinstance(update, Timeline):
                journal = Journal(default_directory(demo=False))
                return IncidentRead(incident(NOT_ASKED, update, journal, utc_now()), journal, cancelled.is_set())
    raise CancelledError("the search ended without a result")


def _read(
    choice: SessionChoice,
    target: Target,
    options: TimelineOptions,
    logs: LogChoice | None,
    athena: AthenaSearch | None = None,
) -> IncidentRead:
    """Read AWS, and log files as well if given."""
    from bks_tui.cli.terminal.progress import progress_line
    from bks_tui.operations.connect import connect
    from bks_tui.operations.report.report import UserRead, athena_report, incident
    from bks_tui.operations.report.report import report as history_report
    from bks_tui.storage.journal import Journal, default_directory

    session = connect(choice)
    user: UserRead | None = None

    def read(known: Target) -> Iterator[TimelineUpdate]:
        nonlocal user
        for update in (
            athena_report(session, known, athena, cancelled)
            if athena
            else history_report(session, known, options, cancelled)
        ):
            if isinstance(update, UserRead):
                user = update
            else:
                yield update

    with cancelled_by_interrupt(keep_result=True) as cancelled, progress_line(wanted=True) as show:
        updates = logs.updates(target, read, cancelled) if logs else read(target)
        for update in with_progress(updates, show):
            if isinstance(update, Timeline) and user:
                journal = Journal(default_directory(demo=choice.demo))
                return IncidentRead(incident(user, update, journal), journal, cancelled.is_set(), session)
    raise CancelledError("the search ended without a result")
