"""`bks report`: everything about an incident with one key or user, for others to read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bks_tui.cli.athena_options import in_account
from bks_tui.cli.findings_option import findings_option, require_askable, with_findings_if
from bks_tui.cli.log_options import LogChoice
from bks_tui.cli.member_options import MemberOptions, member_options
from bks_tui.cli.session_options import Invocation, session_options_but_region
from bks_tui.cli.target_options import look_options, with_progress
from bks_tui.cli.terminal import output
from bks_tui.cli.terminal.interruption import cancelled_by_interrupt
from bks_tui.cli.terminal.messages import ExitCode, print_message
from bks_tui.cli.write_options import print_interrupted_if_known
from bks_tui.core.account.account import SessionChoice
from bks_tui.core.athena.search import AthenaSearch
from bks_tui.core.cloudtrail.target import Target
from bks_tui.core.cost.cost import Cost
from bks_tui.core.errors import CancelledError
from bks_tui.core.text import pluralize
from bks_tui.core.timeline.timeline import Timeline, TimelineOptions, TimelineUpdate

if TYPE_CHECKING:
    from bks_tui.core.report.incident import Incident


@click.command()
@session_options_but_region
@look_options
@member_options
@findings_option
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "markdown", "json", "html"]),
    default="text",
    show_default=True,
    help="Output format; html is self-contained and printable.",
)
@click.option(
    "--output", "file", metavar="FILE", type=click.Path(path_type=Path), help="Write the report to this file."
)
def report(
    invocation: Invocation,
    *,
    target: Target,
    options: TimelineOptions,
    logs: LogChoice | None,
    athena: AthenaSearch | None,
    member: MemberOptions,
    findings: bool,
    form: str,
    file: Path | None,
) -> ExitCode:
    """Write an incident report on TARGET: owner, events, what could not be read, and next steps.

    TARGET is a user name, an access key id, an ARN or an API key; - asks for it, or for an alert that names
    it, without echo. The user and its keys are read from IAM, the events from CloudTrail's event history.
    With --from, the events are read from log files, and AWS is not asked: see 'bks help logs'. With --athena,
    they are read from the logs of a trail: see 'bks help athena'. Ctrl-C stops the search and reports what
    was found.

    \b
    Exit codes:
      0    done, and everything could be read
      1    failed, or the file could not be written
      2    wrong usage
      3    incomplete: the report says what could not be read
      130  interrupted; the report says so
    """
    from bks_tui.export.report.formats import write_report
    from bks_tui.storage.private_file import require_file, write_private

    require_file(file, "--output")
    require_askable(findings, logs)
    print_interrupted_if_known(invocation)
    if athena:
        found, interrupted = _read(invocation.choice, target, options, None, findings, in_account(athena, member))
    elif logs and not (logs := logs.in_account(member)).with_history:
        found, interrupted = _read_files(logs, target)
    else:
        choice = member.reach(invocation, target).choice
        with member.offered():
            found, interrupted = _read(choice, target, options, logs, findings)
    content = write_report(found, form)
    if file:
        write_private(file, content)
        print_message(f"wrote the report to {file}")
    else:
        output.write(content)
    if found.not_read:
        print_message(f"incomplete, with {pluralize(len(found.not_read), 'gap')}:")
    for gap in found.not_read:
        print_message(f"  {gap}")
    if interrupted:
        print_message("bks: interrupted")
        return ExitCode.INTERRUPTED
    return ExitCode.DONE if found.complete else ExitCode.INCOMPLETE


def _read_files(logs: LogChoice, target: Target) -> tuple[Incident, bool]:
    """Read log files alone and show the progress; and whether Ctrl-C interrupted it."""
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
                return incident(NOT_ASKED, whole, journal, utc_now(), cost=update), cancelled.is_set()
    raise CancelledError("the search ended without a result")


def _read(
    choice: SessionChoice,
    target: Target,
    options: TimelineOptions,
    logs: LogChoice | None,
    findings: bool,
    athena: AthenaSearch | None = None,
) -> tuple[Incident, bool]:
    """Read everything about the target and show the progress; and whether Ctrl-C interrupted it."""
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
                return incident(user, whole, journal, cost=update), cancelled.is_set()
    raise CancelledError("the search ended without a result")
