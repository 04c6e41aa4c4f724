"""Shared by `bks report` and `bks evidence`: read everything about a target, with its progress."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bks_tui.cli.athena_options import in_account
from bks_tui.cli.findings_option import with_findings_if
from bks_tui.cli.log_options import LogChoice
from bks_tui.cli.member_options import MemberOptions
from bks_tui.cli.session_options import Invocation
from bks_tui.cli.target_options import with_progress
from bks_tui.cli.terminal.interruption import cancelled_by_interrupt
from bks_tui.cli.terminal.messages import ExitCode, print_message
from bks_tui.core.account.account import SessionChoice
from bks_tui.core.athena.search import AthenaSearch
from bks_tui.core.cloudtrail.target import Target
from bks_tui.core.cost.cost import Cost
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
    *,
    findings: bool = False,
) -> IncidentRead:
    """Read the user, the events and the cost of a target, from the chosen sources, and show the progress.

    With `findings`, further sources are asked as well.
    """
    if athena:
        return _read(invocation.choice, target, options, None, findings, in_account(athena, member))
    if logs and not (logs := logs.in_account(member)).with_history:
        return _read_files(logs, target)
    choice = member.reach(invocation, target).choice
    with member.offered():
        return _read(choice, target, options, logs, findings)


def _read_files(logs: LogChoice, target: Target) -> IncidentRead:
    """Read log files alone."""
    from bks_tui.cli.terminal.progress import progress_line
    from bks_tui.operations.clock import utc_now
    from bks_tui.operations.cost.cost import cost
    from bks_tui.operations.report.incident import NOT_ASKED, incident
    from bks_tui.storage.journal import Journal, default_directory

    whole: Timeline | None = None
    with (
        cancelled_by_interrupt(keep_result=True) as cancelled,
        progress_line(wanted=True) as show,
        logs.stored() as files,
    ):
        updates = cost(logs.combined(files, target, None, cancelled), cancelled, files=files)
        for update in with_progress(updates, show):
            if isinstance(update, Timeline):
                whole = update
            elif isinstance(update, Cost) and whole:
                journal = Journal(default_directory(demo=False))
                found = incident(NOT_ASKED, whole, journal, utc_now(), cost=update)
                return IncidentRead(found, journal, cancelled.is_set())
    raise CancelledError("the search ended without a result")


def _read(
    choice: SessionChoice,
    target: Target,
    options: TimelineOptions,
    logs: LogChoice | None,
    findings: bool,
    athena: AthenaSearch | None = None,
) -> IncidentRead:
    """Read AWS, and log files as well if given."""
    from bks_tui.cli.terminal.progress import progress_line
    from bks_tui.operations.connect import connect
    from bks_tui.operations.cost.cost import cost
    from bks_tui.operations.report.report import UserRead, athena_report, incident
    from bks_tui.operations.report.report import report as history_report
    from bks_tui.storage.journal import Journal, default_directory

    session = connect(choice)
    user: UserRead | None = None
    whole: Timeline | None = None

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

    with (
        cancelled_by_interrupt(keep_result=True) as cancelled,
        progress_line(wanted=True) as show,
        logs.stored() if logs else nullcontext() as files,
    ):
        updates = logs.combined(files, target, read, cancelled) if logs and files else read(target)
        asked = with_findings_if(findings, session, updates, cancelled)
        for update in with_progress(cost(asked, cancelled, session=session, files=files), show):
            if isinstance(update, Timeline):
                whole = update
            elif isinstance(update, Cost) and user and whole:
                journal = Journal(default_directory(demo=choice.demo))
                return IncidentRead(incident(user, whole, journal, cost=update), journal, cancelled.is_set(), session)
    raise CancelledError("the search ended without a result")
